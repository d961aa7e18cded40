"""Skill cards: with five short answers members present themselves to the others."""
