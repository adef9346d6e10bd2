"""What can be done: each act reads, decides by the core's rules, and writes, all in one transaction."""
