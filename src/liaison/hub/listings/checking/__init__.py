"""What a text gives away: whose it is, how to reach them, or something of a patient."""

from liaison.hub.listings.checking.findings import (
    HARD_IF_ANONYMOUS,
    OF_PATIENTS,
    Finding,
    Known,
    Rule,
    mark_of,
)
from liaison.hub.listings.checking.rules import findings_in

__all__ = ["HARD_IF_ANONYMOUS", "OF_PATIENTS", "Finding", "Known", "Rule", "findings_in", "mark_of"]
