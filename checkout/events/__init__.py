"""What is said to the app after commit: the event log as a live stream and by long polling."""
