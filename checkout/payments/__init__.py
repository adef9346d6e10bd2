"""The core: merchants, links, payments and the arrows between their states. No input or output."""
