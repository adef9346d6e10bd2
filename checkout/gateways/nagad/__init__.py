"""Nagad's own checkout."""
