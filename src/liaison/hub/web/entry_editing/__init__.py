"""Editing the entry of an organisation: a form, what others changed meanwhile, its history."""
