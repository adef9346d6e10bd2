"""shurjoPay, an aggregator of wallets and cards."""
