"""A stand-in for shurjoPay."""
