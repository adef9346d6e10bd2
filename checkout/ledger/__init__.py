"""The core of the books: accounts, entries and the rules that post them. No input or output."""
