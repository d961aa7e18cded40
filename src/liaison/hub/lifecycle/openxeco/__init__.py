"""Organisations of an openXeco node, turned into the rows of an import."""
