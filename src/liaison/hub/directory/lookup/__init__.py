"""Finding organisations of the directory by what people write of them."""

from liaison.hub.directory.lookup.finding import Found, find_organisations, find_recorded
from liaison.hub.directory.lookup.keeping import directory_version, refresh_lookup
from liaison.hub.directory.lookup.questions import Question, read_question

__all__ = [
    "Found",
    "Question",
    "directory_version",
    "find_organisations",
    "find_recorded",
    "read_question",
    "refresh_lookup",
]
