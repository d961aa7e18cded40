"""What every step of an expression of interest has in common."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied

from liaison.hub.audit.actions import record_done
from liaison.hub.core.written import lines
from liaison.hub.directory.models import Organisation
from liaison.hub.interests.choices import TOLD_LATER, InterestState
from liaison.hub.interests.models import Interest
from liaison.hub.interests.queries import state_for_sender
from liaison.hub.listings.checking import Finding, Known, Rule, findings_in
from liaison.hub.listings.queries import known_of


class NotAllowed(PermissionDenied):
    """This person may not do this with this expression of interest."""


class TooLate(Exception):
    """Somebody was faster: how far it has come is another by now."""


class NotUsable(ValueError):
    """Something that was entered cannot be kept; its first argument is the field."""


class GivesContact(ValueError):
    """
    The words go round what is agreed here: an address, a number, or who is not to be named.

    :ivar findings: the passages
    """

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("gives contact")
        self.findings = findings


def locked(interest: Interest, *states: InterestState) -> Interest:
    """Return it for changing while it is in one of these states; raises TooLate."""
    rows = Interest.objects.select_for_update(of=("self",)).filter(pk=interest.pk, state__in=states)
    related = ("listing__cluster", "listing__organisation", "organisation", "contact")
    found = rows.select_related(*related).first()
    if found is None:
        raise TooLate
    return found


def move(interest: Interest, state: InterestState, *, now: dt.datetime) -> None:
    """
    Bring it into a state and save it, without what belongs to other states.

    What its sender hears of later keeps what stands there for the sender until then.
    """
    interest.state_before = state_for_sender(interest) if state in TOLD_LATER else ""
    if state != InterestState.DECLINED:
        interest.decline_reason, interest.tells_reason = "", False
    if state != InterestState.NOT_NOW:
        interest.not_now_until = None
    interest.state, interest.state_since, interest.told_at = state, now, None
    interest.save()


def record(verb: str, interest: Interest, *, by: Any, now: dt.datetime, **details: Any) -> None:
    """Write it into the history; `by` is None where time alone did it."""
    record_done(
        f"interest.{verb}",
        interest.public_id,
        cluster=interest.listing.cluster.slug,
        by=by,
        now=now,
        **details,
    )


def usable(text: str, *, field: str, longest: int) -> str:
    """Return a text as it is kept; raises NotUsable, or GivesContact."""
    text = lines(text)
    if not 0 < len(text) <= longest:
        raise NotUsable(field)
    found = findings_in({field: text}, Known(), is_anonymous=False)
    if found:
        raise GivesContact(found)
    return text


def check_names_nobody(text: str, organisation: Organisation) -> None:
    """Refuse what tells whose an anonymous listing is; raises GivesContact."""
    found = findings_in({"said": text}, known_of(organisation), is_anonymous=True)
    told = [each for each in found if each.rule != Rule.PROJECT]
    if told:
        raise GivesContact(told)
