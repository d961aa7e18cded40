"""What open data has for organisations of the directory: for those who edit them, and lists."""
