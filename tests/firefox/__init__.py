"""Notices in Debian's Firefox with no page of the app open, from the payment to the glass: `make firefox`."""
