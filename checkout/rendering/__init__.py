"""Work that costs much processor and memory, in processes of its own: pictures that are sent, and what is drawn."""
