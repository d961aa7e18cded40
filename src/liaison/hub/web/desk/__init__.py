"""The first page after sign-in: what waits for a team, and what waits for a person."""
