"""The app's JSON API under /v1, and what gateways call. No rules and no SQL."""
