"""What people do with policy needs; each step is one function."""
