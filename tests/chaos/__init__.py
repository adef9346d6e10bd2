"""Chaos of our own making: lines that really fail, workers that really die, and books compared from the outside."""
