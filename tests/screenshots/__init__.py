"""Pictures for the documentation and for looking at: `make screenshots`."""
