"""Bad days played from a seed: the real checkout, its files and the stand-ins in one thread, in a time of their own."""
