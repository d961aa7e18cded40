"""What every part's records have in common; knows nothing of the parts."""
