"""What organisations are to each other, in words, as a change of it is looked at."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from liaison.hub.directory.choices import RelationKind, RelationState

_NOBODY_NAMED: Mapping[str, str] = MappingProxyType({})


def relation_in_words(value: Any, names: Mapping[str, str] = _NOBODY_NAMED) -> list[str]:
    """
    Return what a relation says, a line for each part; nothing where there is none.

    :param names: what the two are called, by their public ids; who is not in it is not named
    """
    if not value:
        return []
    kind = str(RelationKind(value["kind"]).label)
    named = [names.get(value[side], "") for side in ("organisation", "other")]
    first = (
        _("%(first)s: %(kind)s %(other)s") % {"first": named[0], "kind": kind, "other": named[1]}
        if all(named)
        else kind
    )
    days = {
        "since": _("since %(day)s") % {"day": value["since"]} if value["since"] else "",
        "until": _("until %(day)s") % {"day": value["until"]} if value["until"] else "",
    }
    states = {
        RelationState.TOLD: _("said by one side, not confirmed yet"),
        RelationState.CONFIRMED: _("confirmed"),
        RelationState.CONTRADICTED: _("contradicted: shown to nobody else"),
    }
    rest = [*days.values(), value["source"], states[RelationState(value["state"])]]
    return [first, ", ".join(filter(None, rest))]
