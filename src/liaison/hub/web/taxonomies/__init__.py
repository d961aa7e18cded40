"""Pages of a cluster's team: its taxonomies, their drafts and versions, and who uses them."""
