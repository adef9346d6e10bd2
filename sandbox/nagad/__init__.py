"""A stand-in for Nagad."""
