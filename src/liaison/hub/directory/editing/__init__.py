"""The entry of an organisation as people edit it: its fields, who may, what is missing, history."""

from liaison.hub.directory.editing.completeness import Completeness, completeness_of
from liaison.hub.directory.editing.entries import (
    CODES,
    LISTS,
    PLACES,
    Entry,
    read_entry,
    same_value,
    write_entry,
)
from liaison.hub.directory.editing.history import changes_of
from liaison.hub.directory.editing.rights import editable_by, get_editable, teller_of
from liaison.hub.directory.editing.terms import (
    TERMS,
    UnknownTerm,
    named_by,
    offered_to,
    over_or_ending,
)

__all__ = [
    "CODES",
    "LISTS",
    "PLACES",
    "TERMS",
    "Completeness",
    "Entry",
    "UnknownTerm",
    "changes_of",
    "completeness_of",
    "editable_by",
    "get_editable",
    "named_by",
    "offered_to",
    "over_or_ending",
    "read_entry",
    "same_value",
    "teller_of",
    "write_entry",
]
