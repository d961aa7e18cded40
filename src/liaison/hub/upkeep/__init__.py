"""Entries stay true: who answers for one is asked whether it is still correct."""
