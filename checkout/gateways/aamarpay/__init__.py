"""aamarPay, an aggregator of wallets and cards."""
