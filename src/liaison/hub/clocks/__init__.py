"""What waits for a person, until when, and who is reminded of it."""
