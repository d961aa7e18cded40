"""Lists of the directory that people keep, and letters about who is new in them."""
