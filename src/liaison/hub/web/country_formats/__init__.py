"""What numbers and postcodes of countries look like: looked at, corrected, tried, verified."""
