"""What a payer meets, in Chromium."""
