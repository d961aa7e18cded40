"""Work in the background: a queue in the database, which needs no server of its own."""
