"""A cluster that loses its head: `make cluster-trial`."""
