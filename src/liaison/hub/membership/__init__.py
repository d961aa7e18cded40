"""Applications for membership, their decision, and what becomes of those who are members."""
