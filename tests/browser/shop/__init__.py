"""The shopkeeper's app, in Chromium."""
