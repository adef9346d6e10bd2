"""The rules of payments and of the books: no input, no output, no clock of their own."""
