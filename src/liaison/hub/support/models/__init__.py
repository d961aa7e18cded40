"""Cases and their threads, and how a cluster's desk is set up."""

from liaison.hub.support.models.cases import BulkStep, Case, CaseFile, Word
from liaison.hub.support.models.desk import Absence, CannedAnswer, CaseTopic, Promise
from liaison.hub.support.models.lookup_words import LookupWord
from liaison.hub.support.models.uploads import KeptUpload

__all__ = [
    "Absence",
    "BulkStep",
    "CannedAnswer",
    "Case",
    "CaseFile",
    "CaseTopic",
    "KeptUpload",
    "LookupWord",
    "Promise",
    "Word",
]
