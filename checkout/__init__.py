"""The hosted checkout: the app's API, the payer's pages, gateway notices, the ledger, live events."""
