"""What the app knows and reckons: no network, no disk, nothing drawn."""
