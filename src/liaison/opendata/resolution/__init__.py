"""Which organisation a text means: names found in it, and what speaks for and against each."""
