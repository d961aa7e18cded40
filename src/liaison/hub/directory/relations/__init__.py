"""What organisations are to each other: said by one side, answered by the other."""
