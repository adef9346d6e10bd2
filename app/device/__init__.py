"""What belongs to the device in the hand: its preferences, its sounds, its screen."""
