"""The entry of an organisation as people edit it: its fields, who may, what is missing, history."""

from liaison.hub.directory.editing.completeness import Completeness, completeness_of
from liaison.hub.directory.editing.entries import (
    CODES,
    LISTS,
    LOGO,
    PLACES,
    Entry,
    read_entry,
    same_value,
    together_with,
    write_entry,
)
from liaison.hub.directory.editing.figures import newness, size_class_told
from liaison.hub.directory.editing.history import (
    changes_lately,
    changes_of,
    earlier_text,
    people_who_changed,
)
from liaison.hub.directory.editing.rights import editable_by, get_editable, teller_of
from liaison.hub.directory.editing.terms import (
    TERMS,
    UnknownTerm,
    demands_on,
    named_by,
    offered_to,
    over_or_ending,
)

__all__ = [
    "CODES",
    "LISTS",
    "LOGO",
    "PLACES",
    "TERMS",
    "Completeness",
    "Entry",
    "UnknownTerm",
    "changes_lately",
    "changes_of",
    "completeness_of",
    "demands_on",
    "earlier_text",
    "editable_by",
    "get_editable",
    "named_by",
    "newness",
    "offered_to",
    "over_or_ending",
    "people_who_changed",
    "read_entry",
    "same_value",
    "size_class_told",
    "teller_of",
    "together_with",
    "write_entry",
]
