"""What can be done: each command reads, decides by the core's rules, and writes, all in one transaction."""
