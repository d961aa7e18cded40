"""Writing a merger, and remembering what was there before."""

import datetime as dt
from typing import Any

from liaison.hub.directory.choices import State
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import Figure, Identifier, Organisation, OrganisationName
from liaison.hub.lifecycle.merging.planning import MergePlan
from liaison.hub.lifecycle.merging.references import Reference, mark_of
from liaison.hub.lifecycle.records import own_columns, put_own


def write_merge(plan: MergePlan, *, name_becomes: str, now: dt.datetime) -> dict[str, Any]:
    """
    Make two organisations one, in the transaction of the caller.

    :param name_becomes: the kind of name that the legal name of the absorbed one becomes
    :returns: what was done, as it is stored to be undone
    """
    kept, absorbed = plan.kept.organisation, plan.absorbed.organisation
    done: dict[str, Any] = {
        "updated": [kept.updated_at.isoformat(), absorbed.updated_at.isoformat()],
        "state": absorbed.state,
        "moved": [_move(reference) for reference in plan.moving],
        "named": _name(kept, plan.further_name, name_becomes),
    }
    taken = [choice for choice in plan.fields if choice.is_taken]
    done["taken"] = [[each.code, each.kept, each.absorbed] for each in taken]
    _close(absorbed, kept, gives=[each.code for each in taken], now=now)
    for each in taken:
        put_own(kept, each.code, each.absorbed)
    done["origins"] = _take_origins(plan, [each.code for each in taken])
    _write(kept, [each.code for each in taken], now)
    refresh_lookup([kept.pk, absorbed.pk])
    return done


def _move(reference: Reference) -> list[Any]:
    """Write a row that leads to another organisation; return how it is found and put back."""
    row, model = reference.row, reference.model
    stored = model._base_manager.filter(pk=row.pk)
    before = stored.values().get()
    changes = {
        each.attname: getattr(row, each.attname)
        for each in model._meta.concrete_fields
        if getattr(row, each.attname) != before[each.attname]
    }
    stored.update(**changes)
    others = {name: before[name] for name in changes if name != _column_of(reference)}
    return [model._meta.label, reference.field, row.pk, others, mark_of(model, row.pk)]


def _take_origins(plan: MergePlan, taken: list[str]) -> dict[str, list[Any]]:
    """Say of what comes from the absorbed one from where it is; return what was said before."""
    kept, absorbed = plan.kept.organisation.provenance, plan.absorbed.organisation.provenance
    rows = [each.row for each in plan.moving]
    kinds = {row.kind for row in rows if isinstance(row, OrganisationName | Figure)}
    schemes = {row.scheme for row in rows if isinstance(row, Identifier)}
    origins = {}
    for code in (*taken, *sorted(kinds | schemes)):
        before = kept.get(code)
        if code in absorbed and (code in taken or before is None):
            kept[code] = absorbed[code]
        origins[code] = [before, kept.get(code)]
    return origins


def _column_of(reference: Reference) -> str:
    return str(reference.model._meta.get_field(reference.field).attname)


def _name(kept: Organisation, name: str, kind: str) -> list[Any] | None:
    if not name:
        return None
    row = OrganisationName.objects.create(organisation=kept, kind=kind, name=name)
    return [row.pk, mark_of(OrganisationName, row.pk)]


def _close(absorbed: Organisation, kept: Organisation, *, gives: list[str], now: Any) -> None:
    """Have the absorbed one lead to the other; what only one may have it gives away."""
    changes: dict[str, Any] = {"open_data_id": ""} if "open_data_id" in gives else {}
    Organisation.objects.filter(pk=absorbed.pk).update(
        state=State.MERGED, merged_into=kept, updated_at=now, **changes
    )


def _write(kept: Organisation, codes: list[str], now: dt.datetime) -> None:
    values = own_columns(kept, codes)
    Organisation.objects.filter(pk=kept.pk).update(
        provenance=kept.provenance, updated_at=now, **values
    )
