"""A person's need, put to the engine: who has proven they can meet it."""
