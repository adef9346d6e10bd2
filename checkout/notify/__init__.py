"""How shops and their staff are told: a module for each channel."""
