"""Finding out who is new in the lists that people keep, and writing one letter to each person."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from liaison.hub.accounts.models import User
from liaison.hub.directory.choices import State
from liaison.hub.directory.listing import organisations_answering
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import Sight, sight_of
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.models import Letter, digest_of
from liaison.hub.notifications.queries import is_wanted
from liaison.hub.watching.known import compare
from liaison.hub.watching.messages import Section, send_news
from liaison.hub.watching.models import KeptList
from liaison.hub.watching.selections import Unreadable, read

NAMED_OF_A_LIST = 20
_CHANGING = ["known", "gone", "checked_on"]


def tell_news(*, now: dt.datetime, report: Callable[[int, int], None]) -> dict[str, int]:
    """
    Write to everybody in whose lists somebody is new; return numbers of people and of letters.

    What a person gets and what is known from then on are saved together, one person at a time. So a
    run that breaks off and is repeated tells nothing twice and leaves nothing out.

    :param report: told how many people of how many were dealt with; may raise to end here
    """
    today = timezone.localdate(now)
    due = KeptList.objects.due(today).order_by("person_id").values_list("person_id", flat=True)
    people, mergers = list(due.distinct()), _mergers()
    letters = 0
    for number, person in enumerate(people):
        report(number, len(people))
        letters += _tell(person, mergers, today=today, now=now)
    return {"people": len(people), "letters": letters}


@transaction.atomic
def _tell(person_id: int, mergers: Mapping[int, int], *, today: dt.date, now: dt.datetime) -> bool:
    """Write to one person if somebody is new; return whether that is so."""
    person = User.objects.get(pk=person_id)
    due = KeptList.objects.due(today).filter(person=person_id)
    lists = list(due.select_for_update(of=("self",)).order_by("name", "pk"))
    key = f"watching:{person.public_id}:{today}"
    if not _may_write(person, key):
        return False
    sight = sight_of(person)
    sections: list[Section] = []
    told: set[int] = set()
    for kept in lists:
        news = _news(kept, sight, mergers, today=today)
        # Nobody is named twice in a letter, in however many lists they are.
        fresh = [key for key in news if key not in told]
        shown = fresh[:NAMED_OF_A_LIST]
        told.update(shown)
        if fresh:
            sections.append(Section(kept, _named(shown), len(fresh) - len(shown)))
    KeptList.objects.bulk_update(lists, _CHANGING)
    if sections:
        send_news(person, sections, key=key, now=now)
    return bool(sections)


def _may_write(person: User, key: str) -> bool:
    """Say whether a person wants letters and has got none today; else all stays to be told."""
    wanted = is_wanted(LetterKind.ALERT, address=person.email, digest=digest_of(person.email))
    return wanted and not Letter.objects.filter(key=key).exists()


def _news(kept: KeptList, sight: Sight, mergers: Mapping[int, int], *, today: dt.date) -> list[int]:
    """Return who is new in a list, by name, and note on it what is known now; not saved yet."""
    kept.checked_on = today
    try:
        chosen = read(kept.selection)
    except Unreadable:
        # Its person sees that on the page of the list.
        return []
    answering = organisations_answering(chosen.selection, sight=sight)
    present = list(answering.order_by("plain", "pk").values_list("pk", flat=True))
    news, kept.what_is_known = compare(kept.what_is_known, present, mergers=mergers, today=today)
    return [key for key in present if key in news]


def _named(keys: Iterable[int]) -> list[Organisation]:
    fields = ("public_id", "name", "city")
    return list(Organisation.objects.filter(pk__in=keys).only(*fields).order_by("plain", "pk"))


def _mergers() -> dict[int, int]:
    """Return for each organisation that merged the one that answers for it now."""
    merged = Organisation.objects.filter(state=State.MERGED)
    into = dict(merged.values_list("pk", "merged_into"))
    return {key: _last(key, into) for key in into}


def _last(key: int, into: Mapping[int, int]) -> int:
    passed = {key}
    while key in into and into[key] not in passed:
        key = into[key]
        passed.add(key)
    return key
