"""Taking a merger apart again, weeks later, without touching what people did since."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from liaison.hub.directory.choices import State
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import Organisation, OrganisationName
from liaison.hub.lifecycle.merging.references import mark_of, model_called
from liaison.hub.lifecycle.models import Merger
from liaison.hub.lifecycle.records import own_columns, own_value, put_own


class CannotTakeApart(Exception):
    """The two cannot be taken apart as things are."""


class MergedOnSince(CannotTakeApart):
    """The kept one has itself been merged into another; that merger is undone first."""


class GoneSince(CannotTakeApart):
    """One of the two is no longer in the directory."""


@dataclass
class Apart:
    """
    What taking a merger apart does.

    :ivar moved: how many rows lead to the absorbed one again
    :ivar fields: codes of fields of the kept one that people changed since; they stay
    :ivar rows: labels of the rows that people changed or removed since, one for each
    """

    moved: int = 0
    fields: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether everything is as it was before."""
        return not (self.fields or self.rows)


def take_apart(merger: Merger, *, now: dt.datetime, write: bool) -> Apart:
    """
    Put back what a merger changed, in the transaction of the caller.

    :param write: do it; else only find out what it would do
    :raises MergedOnSince: if the kept one has been merged into another since
    :raises GoneSince: if one of the two is gone
    """
    kept, absorbed = _both(merger, for_change=write)
    apart = Apart()
    for moved in merger.done["moved"]:
        _move_back(moved, absorbed, apart, write=write)
    _forget_name(merger.done["named"], apart, write=write)
    given_back = _give_back(merger, kept, apart)
    if write:
        _open(merger, kept, absorbed, given_back, now=now)
        refresh_lookup([kept.pk, absorbed.pk])
    return apart


def _both(merger: Merger, *, for_change: bool) -> tuple[Organisation, Organisation]:
    both = Organisation.objects.filter(public_id__in=[merger.kept, merger.absorbed]).order_by("pk")
    found = {each.public_id: each for each in (both.select_for_update() if for_change else both)}
    if len(found) < 2:
        raise GoneSince
    kept, absorbed = found[merger.kept], found[merger.absorbed]
    if kept.state == State.MERGED or absorbed.merged_into_id != kept.pk:
        raise MergedOnSince
    return kept, absorbed


def _move_back(moved: list[Any], absorbed: Organisation, apart: Apart, *, write: bool) -> None:
    label, name, key, others, mark = moved
    model = model_called(label)
    if model is None or mark_of(model, key) != mark:
        apart.rows.append(label)
        return
    apart.moved += 1
    if write:
        model._base_manager.filter(pk=key).update(**{name: absorbed}, **others)


def _forget_name(named: list[Any] | None, apart: Apart, *, write: bool) -> None:
    if named is None:
        return
    key, mark = named
    if mark_of(OrganisationName, key) != mark:
        apart.rows.append(OrganisationName._meta.label)
    elif write:
        OrganisationName.objects.filter(pk=key).delete()


def _give_back(merger: Merger, kept: Organisation, apart: Apart) -> list[str]:
    """Give fields of the kept one the values they had; return those given back."""
    given_back = []
    origins = dict(merger.done["origins"])
    for code, before, after in merger.done["taken"]:
        # Who confirmed a value since has made it theirs.
        is_confirmed = kept.provenance.get(code) != origins[code][1]
        if own_value(kept, code) != after or is_confirmed:
            apart.fields.append(code)
            del origins[code]
            continue
        put_own(kept, code, before)
        given_back.append(code)
    for code, (before, after) in origins.items():
        if kept.provenance.get(code) == after:
            _put_origin(kept, code, before)
    return given_back


def _put_origin(kept: Organisation, code: str, origin: dict[str, str] | None) -> None:
    kept.provenance.pop(code, None)
    if origin is not None:
        kept.provenance[code] = origin


def _open(
    merger: Merger,
    kept: Organisation,
    absorbed: Organisation,
    given_back: list[str],
    *,
    now: dt.datetime,
) -> None:
    """Let both stand for themselves; who was not touched since looks untouched."""
    updated = [dt.datetime.fromisoformat(each) for each in merger.done["updated"]]
    untouched = [each.updated_at == merger.merged_at for each in (kept, absorbed)]
    kept_at, absorbed_at = (
        before if same else now for before, same in zip(updated, untouched, strict=True)
    )
    Organisation.objects.filter(pk=kept.pk).update(
        provenance=kept.provenance,
        updated_at=kept_at,
        **own_columns(kept, given_back),
    )
    taken = {code: after for code, _before, after in merger.done["taken"]}
    own = {"open_data_id": taken["open_data_id"]} if "open_data_id" in given_back else {}
    Organisation.objects.filter(pk=absorbed.pk).update(
        state=merger.done["state"], merged_into=None, updated_at=absorbed_at, **own
    )
