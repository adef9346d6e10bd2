"""SSLCommerz, API v4. The protocol is told in docs/gateways/sslcommerz.md."""
