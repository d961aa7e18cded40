"""What people answer by e-mail: fetched or handed in, and given to whom it concerns."""
