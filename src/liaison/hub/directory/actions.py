"""What happens to organisations and their people."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.dispatch import Signal, receiver
from django.utils import timezone

from liaison.hub.accounts.actions import roles_end
from liaison.hub.audit.actions import record_done, record_event
from liaison.hub.clusters.actions import focus_area_given_up, focus_areas_changed
from liaison.hub.clusters.models import FocusArea
from liaison.hub.core.changes import ChangedMeanwhile, Conflict
from liaison.hub.directory import policies
from liaison.hub.directory.choices import Scheme, State, Teller
from liaison.hub.directory.editing import (
    CODES,
    Entry,
    read_entry,
    same_value,
    teller_of,
    write_entry,
)
from liaison.hub.directory.editing.entries import OWN
from liaison.hub.directory.editing.figures import confirm_figures
from liaison.hub.directory.editing.terms import note_teller
from liaison.hub.directory.identifiers import normalised
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import (
    FieldChange,
    Identifier,
    Organisation,
    OrganisationRole,
    OrganisationTerm,
)
from liaison.hub.directory.provenance import Provenance, Verified, read_origin
from liaison.hub.directory.texts import TEXTS, check_text
from liaison.hub.jobs.actions import enqueue
from liaison.hub.taxonomies.actions import terms_changed
from liaison.hub.taxonomies.models import Taxonomy
from liaison.hub.taxonomies.queries import key_of

# The kind of job that works out by which words organisations are found; see `directory.jobs`.
FIND_ANEW = "directory.find_anew"
# Organisations whose words are worked out before a page answers; and those of one job.
_MOST_AT_ONCE, _MOST_OF_A_JOB = 100, 5_000
# Sent, in the transaction that does it and before anything leads elsewhere: the public ids of
# `kept` and `absorbed`, `by` whom, `now`.
organisations_are_merged = Signal()
# Sent, in the transaction that does it, for parts above that know organisations otherwise than by
# a foreign key: `kept` and `absorbed`, `by` whom, `now`.
organisations_merged = Signal()
# Likewise, with the public ids of the two.
organisation_merger_undone = Signal()
# Sent before anything is written, for parts above that have some edits wait: `organisation`,
# `codes` of the fields, `by` whom. What a listener raises stops the edit.
organisation_is_edited = Signal()


class NotAllowed(PermissionDenied):
    """This person may not edit this organisation."""


class NumberTaken(Exception):
    """
    A number is that of another organisation of the directory.

    :ivar organisation: that one; whoever is told may not see it
    """

    def __init__(self, scheme: str, value: str, organisation: Organisation | None) -> None:
        super().__init__(f"{scheme} {value}")
        self.scheme, self.value, self.organisation = scheme, value, organisation


@dataclass(frozen=True)
class PlannedEdit:
    """
    What an edit would change.

    :ivar current: the whole entry as it is now
    :ivar changes: the fields that would change, as they would be
    """

    organisation: Organisation
    current: Entry
    changes: Entry


@dataclass(frozen=True)
class OnBehalf:
    """
    For whom somebody edits, where it is not in their own name.

    :ivar said_by: the person of the organisation who says so; None for the one who edits
    :ivar origins: stored origins to give back to fields, None for none; see `provenance`
    :ivar teller: who says so, where it is not the one who edits
    """

    said_by: Any = None
    origins: Mapping[str, dict[str, str] | None] = field(default_factory=dict)
    teller: Teller | None = None


IN_OWN_NAME = OnBehalf()


def plan_edit(public_id: uuid.UUID, *, seen: Entry, wanted: Entry, by: Any) -> PlannedEdit:
    """
    Return what an edit would change; nobody else changes it until the transaction ends.

    Takes and raises what `edit_organisation` does.
    """
    _check_numbers(wanted)
    for code in TEXTS:
        check_text(code, wanted.get(code))
    organisation = locked_to_edit(public_id, by=by)
    current = read_entry(organisation)
    changes = _changes(current, seen, wanted)
    check_numbers_are_free(organisation, changes)
    return PlannedEdit(organisation, current, changes)


def edit_organisation(
    public_id: uuid.UUID,
    *,
    seen: Entry,
    wanted: Entry,
    on_behalf: OnBehalf = IN_OWN_NAME,
    by: Any,
    now: dt.datetime,
) -> list[str]:
    """
    Change what is written of an organisation, and note who says so of each field that changed.

    What others changed meanwhile stays, unless the same field was to be changed. Parts above may
    have the edit wait by what they raise on `organisation_is_edited`.

    :param seen: the fields as they were when they were shown
    :param wanted: the same fields as they are to be; see `editing.entries`
    :returns: codes of the fields that changed
    :raises NotAllowed: if `by` may not edit it
    :raises ChangedMeanwhile: if somebody else changed one of the same fields otherwise
    :raises NumberTaken: if a number is that of another organisation
    :raises WrongIdentifier: if a number cannot be one
    :raises ValueError: if a text cannot be one
    :raises UnknownTerm: if a term or a focus area is none that can be chosen
    """
    try:
        with transaction.atomic():
            plan = plan_edit(public_id, seen=seen, wanted=wanted, by=by)
            changes = plan.changes
            if changes:
                organisation_is_edited.send(
                    Organisation, organisation=plan.organisation, codes=list(changes), by=by
                )
                _write(plan, on_behalf, by=by, now=now)
    except IntegrityError:
        # The constraint decides: another organisation may have got a number at the same moment.
        check_numbers_are_free(Organisation.objects.get(public_id=public_id), wanted)
        raise
    return list(changes)


@transaction.atomic
def edit_among_many(
    public_id: uuid.UUID,
    *,
    seen: Entry,
    wanted: Entry,
    on_behalf: OnBehalf = IN_OWN_NAME,
    by: Any,
    now: dt.datetime,
) -> list[str]:
    """
    Change what is written of one of many organisations that are edited together.

    It is an edit as any other, of fields that are no numbers; but whoever calls it records the one
    event of all, and refreshes the look-up. Takes, returns and raises as `edit_organisation`.
    """
    plan = plan_edit(public_id, seen=seen, wanted=wanted, by=by)
    codes = list(plan.changes)
    if codes:
        organisation_is_edited.send(
            Organisation, organisation=plan.organisation, codes=codes, by=by
        )
        _write_fields(plan, on_behalf, by=by, now=now)
    return codes


@transaction.atomic
def move_to_term(row_id: int, key: str, *, by: Any, now: dt.datetime) -> None:
    """
    Give an organisation a term in force in the place of one of an older version.

    It is an edit of its entry as any other: noted, told of in its history, and counted anew.

    :param key: of the term, as `taxonomies.queries.key_of` says it
    :raises NotAllowed: if `by` may not edit the organisation, or it has the older term no more
    :raises UnknownTerm: if the key is that of no published term of the same subject
    """
    row = OrganisationTerm.objects.filter(pk=row_id).select_related("organisation").first()
    if row is None or row.term_id is None:
        raise NotAllowed
    code = f"terms:{row.subject}"
    organisation = locked_to_edit(row.organisation.public_id, by=by)
    entry = read_entry(organisation)
    was = key_of(row.meant or row.term)
    moved = [[key, *said[1:]] if said[0] == was else said for said in entry[code]]
    # Who has the newer term already has it once.
    once = [said for at, said in enumerate(moved) if said not in moved[:at]]
    plan = PlannedEdit(organisation, entry, {code: once})
    organisation_is_edited.send(Organisation, organisation=organisation, codes=[code], by=by)
    _write(plan, IN_OWN_NAME, by=by, now=now)


@transaction.atomic
def confirm_organisation(
    public_id: uuid.UUID, *, field: str = "", by: Any, now: dt.datetime
) -> None:
    """
    Note that what is written of an organisation is still so: one field of it, or all.

    :param field: a code of `editing.entries`; "" for the entry as a whole
    :raises NotAllowed: if `by` may not edit it
    :raises ValueError: if there is no such field
    """
    if field and field not in CODES:
        raise ValueError(field)
    organisation = locked_to_edit(public_id, by=by)
    confirm_entry(organisation, field=field, by=by, now=now)
    record_done("organisation.confirmed", public_id, by=by, now=now, field=field or "all")


def confirm_entry(
    organisation: Organisation, *, field: str = "", by: Any, now: dt.datetime
) -> None:
    """Note that an entry is still so, one field of it or all; recorded by whoever calls this."""
    entry = read_entry(organisation)
    codes = [field] if field else [code for code in CODES if entry[code] not in (None, "", [])]
    provenance = Provenance(organisation)
    for code in codes:
        known = provenance.of(code)
        source = known.source if known else teller_of(by, organisation).value
        provenance.note([code], Verified(source, on=now.date(), by=str(by.public_id)))
    confirm_figures(organisation, codes, by=by, on=now.date())
    note_teller(
        organisation, codes, source=teller_of(by, organisation).value, by=by, day=now.date()
    )
    values = {} if field else {"verified_on": now.date(), "verified_by": by}
    _save(organisation, now=now, **values)


def locked_to_edit(public_id: uuid.UUID, *, by: Any) -> Organisation:
    """
    Return an organisation that nobody else changes until the transaction ends.

    :raises NotAllowed: if `by` may not edit it
    """
    organisation = Organisation.objects.select_for_update().filter(public_id=public_id).first()
    if organisation is None or not policies.can_edit(by, organisation):
        raise NotAllowed
    return organisation


def _changes(current: Entry, seen: Entry, wanted: Entry) -> Entry:
    """Return what is to be changed of what there is now."""
    asked = [
        code for code in CODES if code in wanted and not same_value(code, seen[code], wanted[code])
    ]
    conflicts = [
        Conflict(code, current[code], wanted[code])
        for code in asked
        if not same_value(code, current[code], seen[code])
        and not same_value(code, current[code], wanted[code])
    ]
    if conflicts:
        raise ChangedMeanwhile(conflicts)
    return {
        code: wanted[code] for code in asked if not same_value(code, current[code], wanted[code])
    }


def _check_numbers(wanted: Mapping[str, Any]) -> None:
    for scheme in Scheme:
        for country, value, _until in wanted.get(scheme, ()):
            normalised(scheme, value, country=country)
    if wanted.get("state") == State.MERGED:
        raise ValueError("Organisations are merged by lifecycle.actions.merge_organisations.")


def check_numbers_are_free(organisation: Organisation, changes: Mapping[str, Any]) -> None:
    """
    See to it that no other organisation has one of these numbers.

    :param changes: numbers by the code of their scheme; see `editing.entries`
    :raises NumberTaken: if one has
    """
    for scheme in Scheme:
        for country, value, until in changes.get(scheme, ()):
            living = Identifier.objects.filter(
                scheme=scheme, country=country, value=value, until=None
            )
            other = living.exclude(organisation=organisation).first()
            if other and until is None:
                raise NumberTaken(scheme, value, other.organisation)


def _write(plan: PlannedEdit, on_behalf: OnBehalf, *, by: Any, now: dt.datetime) -> None:
    _write_fields(plan, on_behalf, by=by, now=now)
    record_event(
        verb="organisation.edited",
        subject=str(plan.organisation.public_id),
        actor=str(by.public_id),
        at=now,
        details={"fields": sorted(plan.changes)},
    )
    refresh_lookup([plan.organisation.pk])


def _write_fields(plan: PlannedEdit, on_behalf: OnBehalf, *, by: Any, now: dt.datetime) -> None:
    organisation, changes = plan.organisation, plan.changes
    said_by = on_behalf.said_by or by
    teller = teller_of(said_by, organisation)
    write_entry(organisation, changes, by=said_by, on=now.date())
    _note_origins(plan, on_behalf, teller, by=by, now=now)
    note_teller(organisation, list(changes), source=teller.value, by=said_by, day=now.date())
    _save(organisation, now=now)
    FieldChange.objects.bulk_create(
        FieldChange(
            organisation=organisation,
            field=code,
            old=plan.current[code],
            new=value,
            teller=on_behalf.teller or teller,
            asked_by=on_behalf.said_by,
            by=by,
            at=now,
        )
        for code, value in changes.items()
    )


def _note_origins(
    plan: PlannedEdit, on_behalf: OnBehalf, teller: Teller, *, by: Any, now: dt.datetime
) -> None:
    provenance = Provenance(plan.organisation)
    who = str((on_behalf.said_by or by).public_id)
    origin = Verified(teller.value, on=now.date(), by=who)
    said = [code for code, value in plan.changes.items() if value not in (None, "", [])]
    provenance.note(said, origin)
    provenance.forget([code for code in plan.changes if code not in said])
    for code, stored in on_behalf.origins.items():
        if stored is None:
            provenance.forget([code])
        else:
            provenance.note([code], read_origin(stored))


def _save(organisation: Organisation, *, now: dt.datetime, **values: Any) -> None:
    own = {code: getattr(organisation, code) for code in OWN}
    Organisation.objects.filter(pk=organisation.pk).update(
        plain=organisation.plain,
        provenance=organisation.provenance,
        texts=organisation.texts,
        logo=organisation.logo,
        updated_at=now,
        **own,
        **values,
    )


@receiver(focus_area_given_up)
def leave_to_heir(sender: Any, *, area: FocusArea, heir: FocusArea | None, **signal: Any) -> None:
    """Give the organisations of a focus area to its heir; without one they lose it too."""
    _find_anew(OrganisationTerm.objects.filter(focus_area__in=[area, heir] if heir else [area]))
    if heir is None:
        return
    have_both = OrganisationTerm.objects.filter(focus_area=heir).values("organisation")
    passed_on = OrganisationTerm.objects.filter(focus_area=area)
    # The keys are read first: a table cannot be changed by what it is asked at the same moment.
    keys = list(passed_on.exclude(organisation__in=have_both).values_list("pk", flat=True))
    OrganisationTerm.objects.filter(pk__in=keys).update(focus_area=heir)


@receiver(focus_areas_changed)
def count_by_areas_anew(sender: Any, **signal: Any) -> None:
    """Have lists counted, and organisations found, by what focus areas are called now."""
    refresh_lookup([])
    _find_anew(OrganisationTerm.objects.filter(focus_area__isnull=False))


@receiver(terms_changed)
def count_by_terms_anew(sender: Any, *, taxonomy: Taxonomy, **signal: Any) -> None:
    """Have lists counted, and organisations found, by the terms in force now."""
    refresh_lookup([])
    _find_anew(OrganisationTerm.objects.filter(term__version__taxonomy=taxonomy))


def _find_anew(held: QuerySet[OrganisationTerm]) -> None:
    """Work out anew, once all is saved, by which words those who have these terms are found."""
    keys = sorted(set(held.values_list("organisation", flat=True)))
    if len(keys) <= _MOST_AT_ONCE:
        transaction.on_commit(partial(refresh_lookup, keys))
        return
    for start in range(0, len(keys), _MOST_OF_A_JOB):
        enqueue(
            FIND_ANEW,
            arguments={"organisations": keys[start : start + _MOST_OF_A_JOB]},
            by=None,
            now=timezone.now(),
        )


@receiver(roles_end)
@transaction.atomic
def withdraw_organisation_roles(
    sender: Any, *, person: Any, by: Any, now: dt.datetime, **signal: Any
) -> None:
    """Take every role in every organisation from a person who leaves."""
    held = OrganisationRole.objects.filter(person=person).select_related("organisation")
    for organisation_role in held:
        record_done(
            "organisation_role.withdrawn",
            organisation_role.organisation.public_id,
            by=by,
            now=now,
            person=person.public_id,
            role=organisation_role.role,
        )
    held.delete()
