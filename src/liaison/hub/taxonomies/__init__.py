"""Controlled vocabularies in numbered versions, the ways between them, and who uses them."""
