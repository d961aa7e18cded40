"""What people ask a cluster's team, what is said about it, and until when they hear."""
