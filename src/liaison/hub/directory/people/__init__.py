"""People of organisations: named by colleagues, shown only as they choose themselves."""
