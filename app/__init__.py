"""What the merchant holds: the shopkeeper's app, for phone, desktop and browser."""
