"""Pieces that two screens share."""
