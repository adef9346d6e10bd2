"""The command that starts every part: the only package that may know them all."""
