"""What managers change of their cluster: what it says of itself, its languages, its look."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http.request import validate_host

from liaison.hub.accounts.models import User
from liaison.hub.audit.actions import record_done
from liaison.hub.clusters import colours
from liaison.hub.clusters.actions.changes import changes_to
from liaison.hub.clusters.actions.steps import lock_to_change
from liaison.hub.clusters.choices import FACTS
from liaison.hub.clusters.models import Cluster

# Not written into the history: an address may be that of a person, and the history is kept.
_NOT_TOLD = frozenset({"contact_email"})
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]", "0.0.0.0"})


class NotAFact(ValueError):
    """Something of a cluster that nobody changes by hand."""


class NoLanguage(ValueError):
    """A cluster speaks one language at least, and each of those that this software speaks once."""


class TooFaint(ValueError):
    """
    A colour in which links and buttons could not be read by everybody.

    :ivar code: the fact it was chosen for
    :ivar contrast: where it is lowest, rounded down to one place; 4.5 is needed
    :ivar nearest: the nearest colour of its hue that is readable
    """

    def __init__(self, code: str, colour: str, *, dark: bool) -> None:
        super().__init__(f"{code} {colour}")
        self.code = code
        self.contrast = int(colours.lowest_contrast(colour, dark=dark) * 10) / 10
        self.nearest = colours.nearest_readable(colour, dark=dark)


class HostRefused(ValueError):
    """A name that cannot be the own web address of this cluster."""


class HostNotServed(HostRefused):
    """This installation does not answer under that name."""


class HostReserved(HostRefused):
    """The installation itself is reached under that name."""


class HostTaken(HostRefused):
    """Another cluster has it."""


def change_cluster(
    cluster: Cluster,
    *,
    seen: Mapping[str, Any],
    wanted: Mapping[str, Any],
    by: User,
    now: dt.datetime,
) -> list[str]:
    """
    Change some of the FACTS of a cluster; saving them says that its people have looked at them.

    :param seen: the facts as they were shown; see `queries.facts_of`
    :param wanted: the same facts as they are to be
    :returns: which of them changed
    :raises NotAllowed: if `by` does not manage the cluster
    :raises ChangedMeanwhile: if somebody else changed one of the same facts otherwise
    :raises NotAFact, NoLanguage, TooFaint, HostRefused: if something cannot be
    """
    if set(wanted) - set(FACTS):
        raise NotAFact(", ".join(set(wanted) - set(FACTS)))
    try:
        with transaction.atomic():
            current = lock_to_change(cluster, by=by)
            before = {code: getattr(current, code) for code in wanted}
            changes = changes_to(before, seen=seen, wanted=wanted)
            if changes.get("accent") == "":
                # Liaison's own colour brings its own for dark paper.
                before["accent_on_dark"] = current.accent_on_dark
                changes["accent_on_dark"] = ""
            _check(current, changes, by=by)
            _write(current, before, changes, by=by, now=now)
    except IntegrityError as error:
        if "host" in wanted and Cluster.objects.filter(host=wanted["host"]).exists():
            raise HostTaken(wanted["host"]) from error
        raise
    return list(changes)


@transaction.atomic
def confirm_cluster(cluster: Cluster, *, by: User, now: dt.datetime) -> None:
    """
    Say that what the cluster started with is right as it is.

    :raises NotAllowed: if `by` does not manage the cluster
    """
    current = lock_to_change(cluster, by=by)
    if current.is_draft:
        current.is_draft, current.changed_at = False, now
        current.save(update_fields=["is_draft", "changed_at"])
        record_done("cluster.looked_at", current.slug, cluster=current.slug, by=by, now=now)


def _check(cluster: Cluster, changes: Mapping[str, Any], *, by: User) -> None:
    spoken = changes.get("languages")
    if spoken is not None and (
        not spoken or len(set(spoken)) < len(spoken) or set(spoken) - set(dict(settings.LANGUAGES))
    ):
        raise NoLanguage
    for code, dark in (("accent", False), ("accent_on_dark", True)):
        if (colour := changes.get(code)) and not colours.is_readable(colour, dark=dark):
            raise TooFaint(code, colour, dark=dark)
    if host := changes.get("host"):
        _check_host(host, cluster, by=by)


def _check_host(host: str, cluster: Cluster, *, by: User) -> None:
    if not validate_host(host, settings.ALLOWED_HOSTS):
        raise HostNotServed(host)
    # Else a manager could lead the readers of all other clusters to their own.
    if host in {*_THIS_MACHINE, *settings.ALLOWED_HOSTS[:1]} and not by.is_superuser:
        raise HostReserved(host)
    if Cluster.objects.exclude(pk=cluster.pk).filter(host=host).exists():
        raise HostTaken(host)


def _write(
    cluster: Cluster,
    before: Mapping[str, Any],
    changes: Mapping[str, Any],
    *,
    by: User,
    now: dt.datetime,
) -> None:
    for code, value in changes.items():
        setattr(cluster, code, value)
        told = {"field": code}
        if code not in _NOT_TOLD:
            told |= {"old": _plain(before[code]), "new": _plain(value)}
        record_done("cluster.changed", cluster.slug, cluster=cluster.slug, by=by, now=now, **told)
    cluster.is_draft, cluster.changed_at = False, now
    cluster.save()


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        # A logo: by what one is told from another.
        return str(value.get("digest", ""))[:6]
    text = ", ".join(value) if isinstance(value, list) else str(value)
    # The history takes no addresses, and a sentence may hold one.
    return "" if "@" in text else text
