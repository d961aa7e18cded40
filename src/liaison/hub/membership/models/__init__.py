"""How a cluster admits members, what is applied for, and the memberships that came of it."""

from liaison.hub.membership.models.admission import Admission, ApplicationQuestion, Charter
from liaison.hub.membership.models.applications import Answer, Application, Step, Vote
from liaison.hub.membership.models.memberships import Commitment, Membership, MembershipStep

__all__ = [
    "Admission",
    "Answer",
    "Application",
    "ApplicationQuestion",
    "Charter",
    "Commitment",
    "Membership",
    "MembershipStep",
    "Step",
    "Vote",
]
