"""
What an entry says, in words, for letters.

The pages know the words of every field; they are told here, so that a job can use them.
"""

from collections.abc import Callable
from typing import Any

from liaison.hub.directory.editing import CODES, Entry, read_entry
from liaison.hub.directory.models import Organisation

# Return what a field is called, and what it says in lines, in the language spoken just now.
LabelOf = Callable[[str], str]
Lines = Callable[[str, Any], list[str]]

_words: list[tuple[LabelOf, Lines]] = []


def tell_words(label_of: LabelOf, lines: Lines) -> None:
    """Have entries told in these words."""
    _words[:] = [(label_of, lines)]


def described(organisation: Organisation) -> list[tuple[str, list[str]]]:
    """Return the fields of an entry that say something: what each is called, and its lines."""
    entry: Entry = read_entry(organisation)
    ((label_of, lines),) = _words
    said = ((label_of(code), lines(code, entry[code])) for code in CODES)
    return [(label, values) for label, values in said if values]
