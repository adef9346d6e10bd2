"""The payment companies: one folder each, all speaking the words of base.py inward."""
