"""The clusters of one installation: their focus areas, and who may do what in them."""
