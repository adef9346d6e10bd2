"""The network and the disk, as the app sees them."""
