"""What is wrong with the entries of a cluster's organisations, found by rules, for its team."""
