"""What a person can do with a search."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.partner_search.choices import ANONYMOUS_SEARCHES_ARE_KEPT_FOR, LONGEST_NEED
from liaison.hub.partner_search.models import Search


class NeedNotStated(Exception):
    """There is nothing in the need to search for, or far too much."""


@transaction.atomic
def state_need(
    *, need: str, language: str, cluster: Any, by: Any, browser_key: str, now: dt.datetime
) -> Search:
    """
    Keep what `by` needs, so that its results can be looked at, filtered and come back to.

    Needs that others stated long ago without signing in are forgotten on the way: whoever adds,
    tidies, so the promise on the privacy page holds without anything else running.

    :param by: who asks; may be anonymous, then `browser_key` says whose search it is
    :raises NeedNotStated: if the need is empty or longer than LONGEST_NEED characters
    """
    need = need.replace("\x00", "").strip()
    if not 0 < len(need) <= LONGEST_NEED:
        raise NeedNotStated
    Search.objects.asked_anonymously_before(now - ANONYMOUS_SEARCHES_ARE_KEPT_FOR).delete()
    person = by if by.is_authenticated else None
    return Search.objects.create(
        need=need,
        language=language,
        cluster=cluster,
        asked_by=person,
        browser_key="" if person else browser_key,
        asked_at=now,
    )


@receiver(person_leaves)
def forget_searches_of(sender: Any, *, person: Any, **signal: Any) -> None:
    """Delete what a person who leaves has searched for."""
    Search.objects.filter(asked_by=person).delete()


def forget_search(search: Search) -> None:
    """Delete one's own search for good."""
    search.delete()
