"""What a text gives away: whose it is, how to reach them, or something of a patient."""

from liaison.hub.listings.checking.findings import Finding, Known, Rule, mark_of
from liaison.hub.listings.checking.rules import findings_in

__all__ = ["Finding", "Known", "Rule", "findings_in", "mark_of"]
