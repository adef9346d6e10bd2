"""bKash's own checkout: tokenized, by URL, without agreement."""
