"""A stand-in for the push service of a browser's maker."""
