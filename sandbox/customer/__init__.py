"""The app of a customer's bank or wallet, which scans a Bangla QR and pays. README.md beside this file says how."""
