"""The clusters of this installation: their cards, and what their managers change of them."""
