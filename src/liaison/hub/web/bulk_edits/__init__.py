"""Editing many organisations at once: choosing them, what to do, the preview, what became of it."""
