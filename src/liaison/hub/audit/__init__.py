"""Who did what, and when; no foreign keys, so history outlives what it tells of."""
