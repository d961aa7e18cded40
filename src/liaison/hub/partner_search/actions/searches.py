"""What a person can do with a search."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.core.written import one_line
from liaison.hub.partner_search.actions.feedback import NotAllowed, lock_own
from liaison.hub.partner_search.choices import (
    ANONYMOUS_SEARCHES_ARE_KEPT_FOR,
    LONGEST_NEED,
    LONGEST_REQUIREMENT,
    MOST_REQUIREMENTS,
)
from liaison.hub.partner_search.models import (
    Exclusion,
    Feedback,
    HandOver,
    IntroductionRequest,
    Search,
)
from liaison.matching import Call


class NeedNotStated(Exception):
    """There is nothing in the need to search for, or far too much."""


class RequirementsNotUsable(ValueError):
    """There are more than MOST_REQUIREMENTS, or one exceeds LONGEST_REQUIREMENT characters."""


@transaction.atomic
def state_need(
    *,
    need: str,
    language: str,
    cluster: Any,
    by: Any,
    browser_key: str,
    now: dt.datetime,
    call: Call | None = None,
) -> Search:
    """
    Keep what `by` needs, so that its results can be looked at, filtered and come back to.

    Needs that others stated long ago without signing in are forgotten on the way: whoever adds,
    tidies, so the promise on the privacy page holds without anything else running.

    :param by: who asks; may be anonymous, then `browser_key` says whose search it is
    :param call: what funder's call the need is for, if it is for one
    :raises NeedNotStated: if the need is empty or longer than LONGEST_NEED characters
    """
    need = need.replace("\x00", "").strip()
    if not 0 < len(need) <= LONGEST_NEED:
        raise NeedNotStated
    forget_what_was_left_behind(now=now)
    person = by if by.is_authenticated else None
    return Search.objects.create(
        need=need,
        language=language,
        cluster=cluster,
        asked_by=person,
        browser_key="" if person else browser_key,
        asked_at=now,
        **_context_of(call),
    )


def _context_of(call: Call | None) -> dict[str, str]:
    """Return what of a call the ranking knows from past projects."""
    if call is None:
        return {}
    return {
        "call_topic": call.id,
        "call_programme": call.evidence_programme or "",
        "call_scheme": call.evidence_scheme or "",
    }


@transaction.atomic
def state_requirements(
    search: Search, requirements: Iterable[str], *, by: Any, browser_key: str
) -> Search:
    """
    Keep what the need asks for as the person puts it; with none, the software reads it again.

    :raises NotAllowed: if it is not the search of `by`
    :raises RequirementsNotUsable: if they are too many or too long
    """
    texts = [one_line(each) for each in requirements]
    stated = list(dict.fromkeys(filter(None, texts)))
    if len(stated) > MOST_REQUIREMENTS or any(len(each) > LONGEST_REQUIREMENT for each in stated):
        raise RequirementsNotUsable
    search = lock_own(search, by=by, browser_key=browser_key)
    search.requirements = stated
    search.save(update_fields=["requirements"])
    return search


@transaction.atomic
def take_searches_along(*, by: Any, browser_key: str) -> None:
    """
    Make the searches that were stated in this browser without signing in those of `by`.

    What was said in them comes along. An answer of the team that is under way still goes to the
    address that was given for it.

    :raises NotAllowed: if `by` has no account to take them into
    """
    if not by.is_authenticated:
        raise NotAllowed
    if not browser_key:
        return
    stated = Search.objects.filter(asked_by=None, browser_key=browser_key)
    # Locked, as by whoever says something in one of them in another tab.
    own = [search.pk for search in stated.select_for_update()]
    Feedback.objects.filter(search__in=own, given_by=None).update(given_by=by)
    Search.objects.filter(pk__in=own).update(asked_by=by, browser_key="")


def forget_what_was_left_behind(*, now: dt.datetime) -> None:
    """
    Erase what people without an account left here, once its time is over.

    That is their e-mail addresses long after the answer, needs that the cluster team never
    answered, and searches that nobody waits for.
    """
    HandOver.objects.whose_address_has_served(now).update(email="")
    HandOver.objects.given_up(now).delete()
    _forget(Search.objects.asked_anonymously_before(now - ANONYMOUS_SEARCHES_ARE_KEPT_FOR))


@receiver(person_leaves)
@transaction.atomic
def forget_searches_of(sender: Any, *, person: Any, **signal: Any) -> None:
    """Delete what a person who leaves has searched for, said, excluded and handed over."""
    _forget(Search.objects.filter(asked_by=person))
    Exclusion.objects.filter(person=person).delete()


@transaction.atomic
def forget_search(search: Search) -> None:
    """Delete one's own search for good, with all that was said of it and handed over from it."""
    _forget(Search.objects.filter(pk=search.pk))


def _forget(searches: Any) -> None:
    """Delete searches; requests that nobody has acted on yet did not bother anyone."""
    open_ones = HandOver.objects.filter(search__in=searches.values("pk")).open()
    IntroductionRequest.objects.filter(pk__in=open_ones.values("request")).delete()
    searches.delete()
