"""The app's JSON API under /v1, and the doors for gateways. No rules and no SQL."""
