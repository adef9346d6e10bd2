"""A stand-in for aamarPay."""
