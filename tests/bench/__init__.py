"""The figures we promise, measured on the machine at hand."""
