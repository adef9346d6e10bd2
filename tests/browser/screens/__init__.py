"""The app's screens when something is wrong and with large text, in Chromium."""
