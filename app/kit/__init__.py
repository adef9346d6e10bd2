"""The design system: what screens are made of, and nothing of what they tell."""
