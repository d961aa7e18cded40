"""Questions to a cluster's team: pages of those who ask, and the desk of those who answer."""
