"""
Cells that a spreadsheet program would run as a formula, made harmless in a way that can be undone.

An apostrophe in front makes such a cell a text; one is taken away again when the file is read.
"""

import re

_BEFORE_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_MADE_HARMLESS = re.compile(r"'+[=+\-@\t\r]")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula."""
    return f"'{text}" if _BEFORE_A_FORMULA.match(text) else text


def as_it_was(text: str) -> str:
    """Return the text that `harmless` was given."""
    return text[1:] if _MADE_HARMLESS.match(text) else text
