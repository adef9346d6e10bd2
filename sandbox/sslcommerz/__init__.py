"""A stand-in for SSLCommerz, API v4. README.md beside this file lists its scenarios."""
