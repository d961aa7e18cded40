"""Which organisation a text means, which entries are one organisation, and what is said of it."""
