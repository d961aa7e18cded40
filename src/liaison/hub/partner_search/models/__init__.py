"""What people searched for, what they said of the suggestions, and what they asked for."""

from liaison.hub.partner_search.models.exclusions import Exclusion
from liaison.hub.partner_search.models.feedback import Feedback
from liaison.hub.partner_search.models.hand_overs import HandOver
from liaison.hub.partner_search.models.requests import IntroductionRequest, SoughtOrganisation
from liaison.hub.partner_search.models.searches import Search

__all__ = [
    "Exclusion",
    "Feedback",
    "HandOver",
    "IntroductionRequest",
    "Search",
    "SoughtOrganisation",
]
