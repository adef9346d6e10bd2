"""A stand-in for bKash: tokenized checkout v1.2.0-beta, its page and its troubles."""
