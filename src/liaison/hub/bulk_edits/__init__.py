"""One edit of many organisations by a cluster's team: chosen, previewed, done, undone."""
