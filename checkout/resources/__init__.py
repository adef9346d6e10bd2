"""What the app and a shop's own programs are told, in answers and in events: each shape beside what fills it."""
