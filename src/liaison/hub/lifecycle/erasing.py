"""
Erasing the files of logos to which nothing leads any more.

What was changed stays in the histories; the pictures stay as long as somebody can bring them back:
those of a change that waits or can be put back, of a merger that can be undone, and those that were
replaced lately.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from liaison.hub.change_requests.choices import ChangeState
from liaison.hub.change_requests.models import RequestedChange
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.editing import LOGO
from liaison.hub.directory.logos import erase_logo, kept_logos
from liaison.hub.directory.models import FieldChange, Organisation
from liaison.hub.lifecycle.choices import MergerState
from liaison.hub.lifecycle.models import Merger

# A logo that was replaced or removed can be looked up and brought back for so long.
REPLACED_KEPT_FOR = dt.timedelta(days=30)
# What was uploaded just now may not be noted yet.
_FRESH = dt.timedelta(hours=1)
_DIGEST = re.compile(r"[0-9a-f]{32}")


def forget_logos(*, now: dt.datetime) -> int:
    """Erase the logos that nothing leads to, but for what was uploaded lately; return how many."""
    # In this order: what is noted in between is fresh.
    kept = kept_logos()
    led_to = _led_to(now)
    orphans = [digest for digest, at in kept.items() if digest not in led_to and at <= now - _FRESH]
    for digest in orphans:
        erase_logo(digest)
    return len(orphans)


def _led_to(now: dt.datetime) -> set[str]:
    return {
        *_digests(Organisation.objects.exclude(logo={}).values_list("logo", flat=True)),
        *_digests(Cluster.objects.exclude(logo={}).values_list("logo", flat=True)),
        *_of_requests(),
        *_digests(_of_histories(now)),
        *_of_mergers(),
    }


def _of_requests() -> Iterator[str]:
    changes = RequestedChange.objects.filter(field=LOGO)
    for old, new in changes.filter(state=ChangeState.WAITING).values_list("old", "new"):
        yield from _digests([old, new])
    # To be put back, however much later.
    applied = changes.filter(state=ChangeState.APPLIED)
    for new, before in applied.values_list("new", "said_before"):
        yield from _digests([new, before])


def _of_histories(now: dt.datetime) -> Iterator[Any]:
    lately = FieldChange.objects.filter(field=LOGO, at__gt=now - REPLACED_KEPT_FOR)
    return iter(lately.values_list("old", flat=True))


def _of_mergers() -> Iterator[str]:
    """Yield what mergers that can be undone remember; every sign that looks like one counts."""
    for done in Merger.objects.filter(state=MergerState.MERGED).values_list("done", flat=True):
        yield from _DIGEST.findall(str(done))


def _digests(logos: Iterable[Any]) -> Iterator[str]:
    return (logo["digest"] for logo in logos if logo)
