"""What a person says of an organisation that was suggested to them."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from liaison.hub.audit.actions import record_event
from liaison.hub.directory.queries import current_id, get_organisation
from liaison.hub.partner_search import policies
from liaison.hub.partner_search.choices import DismissalReason, FeedbackState, Outcome
from liaison.hub.partner_search.models import Feedback, Search
from liaison.hub.partner_search.queries import feedback_on

# From which states a person may come to each; None: nothing was said yet. An introduction comes
# about by asking the cluster team for it (see `ask_for_introduction`).
COMES_FROM: dict[str, set[str | None]] = {
    FeedbackState.SHORTLISTED: {None, FeedbackState.SHORTLISTED, FeedbackState.DISMISSED},
    FeedbackState.DISMISSED: {None, FeedbackState.SHORTLISTED, FeedbackState.DISMISSED},
    FeedbackState.INTRODUCED: {None, FeedbackState.SHORTLISTED},
    FeedbackState.OUTCOME: {FeedbackState.INTRODUCED},
}
# What the history says of it, where a person says it themselves.
WHAT_WAS_DONE: dict[str, str] = {
    FeedbackState.SHORTLISTED: "feedback.shortlisted",
    FeedbackState.DISMISSED: "feedback.dismissed",
    FeedbackState.OUTCOME: "feedback.outcome_reported",
}
# An actor in the history who is neither a person with an account nor the software.
VISITOR = "visitor"


class NotAllowed(PermissionDenied):
    """This person may not do this to this search, or what belongs to it."""


class NotFromHere(Exception):
    """What was said of the organisation before, perhaps in another tab, does not lead there."""


class NothingToTakeBack(Exception):
    """Nothing was said of this organisation, or somebody has taken it back already."""


def shortlist(
    search: Search, organisation_id: str, *, by: Any, browser_key: str, now: dt.datetime
) -> Feedback:
    """
    Put an organisation on the search's shortlist; it counts as a chosen partner from then on.

    :raises NotAllowed: if it is not the search of `by`
    :raises UnknownOrganisation: if open data knows no such organisation
    :raises NotFromHere: if an introduction to it was asked for already
    """
    return _say(
        search,
        organisation_id,
        {"state": FeedbackState.SHORTLISTED},
        by=by,
        browser_key=browser_key,
        now=now,
    )


def dismiss(
    search: Search,
    organisation_id: str,
    *,
    reason: str,
    by: Any,
    browser_key: str,
    now: dt.datetime,
) -> Feedback:
    """
    Set an organisation aside; it leaves the suggestions of this search, and of no other.

    :param reason: a code of DismissalReason
    :raises ValueError: if there is no such reason
    :raises NotAllowed: if it is not the search of `by`
    :raises UnknownOrganisation: if open data knows no such organisation
    :raises NotFromHere: if an introduction to it was asked for already
    """
    said = {"state": FeedbackState.DISMISSED, "reason": DismissalReason(reason)}
    return _say(search, organisation_id, said, by=by, browser_key=browser_key, now=now)


def report_outcome(
    search: Search,
    organisation_id: str,
    *,
    outcome: str,
    by: Any,
    browser_key: str,
    now: dt.datetime,
) -> Feedback:
    """
    Say what an introduction came to; staff count it, and no ranking changes.

    :param outcome: a code of Outcome
    :raises ValueError: if there is no such outcome
    :raises NotAllowed: if it is not the search of `by`, or `by` has no account
    :raises NotFromHere: if no introduction was asked for, or its outcome is known already
    """
    if not by.is_authenticated:
        raise NotAllowed
    said = {"state": FeedbackState.OUTCOME, "outcome": Outcome(outcome)}
    return _say(search, organisation_id, said, by=by, browser_key=browser_key, now=now)


@transaction.atomic
def take_back_feedback(
    search: Search, organisation_id: str, *, by: Any, browser_key: str, now: dt.datetime
) -> None:
    """
    Undo what was said last: a shortlisted or dismissed organisation is as if never mentioned.

    An outcome alone is taken back, since the introduction before it did take place.

    :raises NotAllowed: if it is not the search of `by`
    :raises NothingToTakeBack: if nothing was said of it (any more)
    :raises NotFromHere: if an introduction was asked for; that is taken back with its hand-over
    """
    search = lock_own(search, by=by, browser_key=browser_key)
    organisation_id = current_id(organisation_id)
    feedback = feedback_on(search, for_user=by, browser_key=browser_key).get(organisation_id)
    if feedback is None:
        raise NothingToTakeBack
    if feedback.state == FeedbackState.INTRODUCED:
        raise NotFromHere(feedback.state)
    if feedback.state == FeedbackState.OUTCOME:
        put(search, organisation_id, {"state": FeedbackState.INTRODUCED}, by=by, now=now)
    else:
        forget(search, organisation_id)
    record_feedback("feedback.taken_back", search, organisation_id, by=by, now=now)


def lock_own(search: Search, *, by: Any, browser_key: str) -> Search:
    """
    Return the search as it is now, and let nobody else say anything of it until this is done.

    Someone who searched first and signed in afterwards takes the search along into their account.

    :raises NotAllowed: if it is not the search of `by`, who may act for nobody else
    :raises NoSearch: if it was forgotten in the meantime
    """
    search = Search.objects.select_for_update().get(pk=search.pk)
    if not policies.can_use(by, search, browser_key=browser_key):
        raise NotAllowed
    if by.is_authenticated and search.asked_by_id is None:
        search.asked_by, search.browser_key = by, ""
        search.save(update_fields=["asked_by", "browser_key"])
    return search


def put(
    search: Search, organisation_id: str, said: dict[str, str], *, by: Any, now: dt.datetime
) -> Feedback:
    """Store what is said in the place of what was said before; the search is locked by now."""
    forget(search, organisation_id)
    return Feedback.objects.create(
        search=search,
        organisation_id=current_id(organisation_id),
        given_by=by if by.is_authenticated else None,
        given_at=now,
        **said,
    )


def forget(search: Search, organisation_id: str) -> None:
    """Erase all that was said of an organisation, under whichever of its ids."""
    id_ = current_id(organisation_id)
    kept = search.feedback.values_list("pk", "organisation_id")
    search.feedback.filter(pk__in=[pk for pk, each in kept if current_id(each) == id_]).delete()


def check_comes_from(
    search: Search, organisation_id: str, state: str, *, by: Any, browser_key: str
) -> str | None:
    """Return the state before; raises NotFromHere if it does not lead to `state`."""
    said = feedback_on(search, for_user=by, browser_key=browser_key)
    feedback = said.get(current_id(organisation_id))
    before = feedback.state if feedback else None
    if before not in COMES_FROM[state]:
        raise NotFromHere(before)
    return before


def record_feedback(
    verb: str, search: Search, organisation_id: str, *, by: Any, now: dt.datetime
) -> None:
    """
    Write down what was said of whom, but not why: a reason may be taken back, the history cannot.

    It belongs to no cluster's history, which its managers read: whom a person shortlists or sets
    aside is no more theirs to see than the need.
    """
    record_event(
        verb=verb,
        subject=str(search.public_id),
        actor=str(by.public_id) if by.is_authenticated else VISITOR,
        at=now,
        details={"organisation": organisation_id},
    )


@transaction.atomic
def _say(
    search: Search,
    organisation_id: str,
    said: dict[str, str],
    *,
    by: Any,
    browser_key: str,
    now: dt.datetime,
) -> Feedback:
    # The lock comes first: of two tabs, the second is looked at as what the first has left it.
    search = lock_own(search, by=by, browser_key=browser_key)
    # Under the id that the evidence has it by now: the page may have been open for long.
    organisation_id = current_id(organisation_id)
    state = said["state"]
    before = check_comes_from(search, organisation_id, state, by=by, browser_key=browser_key)
    if before is None:
        get_organisation(organisation_id, for_user=by)
    feedback = put(search, organisation_id, said, by=by, now=now)
    record_feedback(WHAT_WAS_DONE[state], search, organisation_id, by=by, now=now)
    return feedback
