"""How the app looks: colours, type and sizes of the design."""
