"""Which entries of the sources are one organisation, what they say, and what people judge."""
