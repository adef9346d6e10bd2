"""What the payer sees: plain pages that need no JavaScript."""
