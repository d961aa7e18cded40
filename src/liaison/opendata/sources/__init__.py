"""One file per data set: its address, its licence, its columns."""
