"""
The terms of an organisation as fields of its entry, one field for each subject: "terms:skills".

A row says: key, own words, language, since, until, number, issuer, note. The key is that of a term
("biohealth-skills@2:cell-culture"), or of a focus area ("biohealth:digital-health"); it is empty
where the words stand for themselves. A term of an older version is read as the one in force that is
the same.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liaison.hub.clusters.models import FocusArea
from liaison.hub.clusters.queries import key_of_area
from liaison.hub.directory.choices import TermsOf
from liaison.hub.directory.editing.days import read_day, write_day
from liaison.hub.directory.models import MapEntry, Organisation, OrganisationTerm
from liaison.hub.directory.models.terms import DAYS_WARNED
from liaison.hub.directory.visibility import keys_kept_by
from liaison.hub.taxonomies.models import TaxonomyUse, Term
from liaison.hub.taxonomies.queries import (
    Demand,
    demands_of,
    in_tree,
    key_of,
    terms_by_key,
    terms_in_force,
)

TERMS = tuple(f"terms:{subject}" for subject in TermsOf.values)
KEY, WORDS, LANGUAGE, SINCE, UNTIL, NUMBER, ISSUER, NOTE = range(8)
_PLAIN = ("number", "issuer", "note")


class UnknownTerm(ValueError):
    """A row has a key of no published term of its subject, nor of a focus area."""


@dataclass(frozen=True)
class Offered:
    """
    Something that may be chosen.

    :ivar group: the taxonomy or the cluster it is of
    :ivar named: the term or the focus area
    :ivar depth: in its tree, from 0
    """

    group: str
    key: str
    named: Term | FocusArea
    depth: int = 0


def subject_of(code: str) -> str:
    """Return of which subject a field tells: "skills" of "terms:skills"."""
    return code.removeprefix("terms:")


def read_terms(organisation: Organisation) -> dict[str, list[list[Any]]]:
    """Return the terms of an organisation by the codes of their fields."""
    found: dict[str, list[list[Any]]] = {code: [] for code in TERMS}
    for row in organisation.terms.with_meaning().order_by("pk"):
        rows, said = found[f"terms:{row.subject}"], _as_row(row)
        # Older terms that became one are one row here.
        if _identity(said) not in map(_identity, rows):
            rows.append(said)
    return found


def write_terms(organisation: Organisation, code: str, rows: Sequence[Sequence[Any]]) -> None:
    """
    Give an organisation these terms of a subject; rows that say the same stay the rows they are.

    :raises UnknownTerm: if a key means nothing
    """
    kept: dict[tuple[Any, ...], OrganisationTerm] = {}
    gone = []
    present = organisation.terms.filter(subject=subject_of(code))
    for own in present.with_meaning().order_by("pk"):
        if kept.setdefault(_identity(_as_row(own)), own) is not own:
            gone.append(own.pk)
    known = _known(code, rows, kept)
    wanted = {_identity(row): row for row in rows}
    gone += [own.pk for identity, own in kept.items() if identity not in wanted]
    OrganisationTerm.objects.filter(pk__in=gone).delete()
    for identity, said in wanted.items():
        row = kept.get(identity)
        if row is None:
            row = OrganisationTerm(
                organisation=organisation, subject=subject_of(code), **known[said[KEY]]
            )
            row.words = said[WORDS]
        elif _as_row(row) == list(said):
            continue
        _fill(row, said)
        row.save()


def note_teller(
    organisation: Organisation, codes: Sequence[str], *, source: str, by: Any, day: dt.date
) -> None:
    """Note who says so and when of the terms of some subjects."""
    subjects = [subject_of(code) for code in codes if code in TERMS]
    if subjects:
        rows = organisation.terms.filter(subject__in=subjects)
        rows.update(verified_on=day, verified_by=by)
        rows.filter(source="").update(source=source)


def offered_to(organisation: Organisation) -> dict[str, list[Offered]]:
    """
    Return what may be chosen of each subject.

    Terms of the taxonomies that the clusters use on whose map or among whose members it is; of any
    cluster where it is with none. Focus areas of its clusters only.
    """
    clusters = clusters_keeping(organisation)
    found: dict[str, list[Offered]] = {subject: [] for subject in TermsOf.values}
    by_taxonomy: dict[int, list[Term]] = {}
    for term in terms_in_force(cluster_ids=clusters or None):
        by_taxonomy.setdefault(term.version.taxonomy_id, []).append(term)
    for terms in by_taxonomy.values():
        for placed in in_tree(terms):
            taxonomy = placed.term.version.taxonomy
            found[taxonomy.subject].append(
                Offered(taxonomy.slug, key_of(placed.term), placed.term, placed.depth)
            )
    areas = FocusArea.objects.filter(cluster__in=clusters).select_related("cluster")
    found[TermsOf.FOCUS_AREAS] = [
        Offered(area.cluster.name, key_of_area(area), area)
        for area in areas.order_by("cluster__name", "position")
    ]
    return found


def demands_on(organisation: Organisation) -> list[Demand]:
    """Return what the clusters ask on whose map or among whose members an organisation is."""
    return demands_of(clusters_keeping(organisation))


def lacking(entry: Mapping[str, Any], demands: Sequence[Demand]) -> list[Demand]:
    """Return the demands of one term at least that an entry does not meet."""
    return [
        demand
        for demand in demands
        if demand.is_required
        and not demand.number_in(row[KEY] for row in entry[f"terms:{demand.taxonomy.subject}"])
    ]


def clusters_keeping(organisation: Organisation) -> list[int]:
    """Return the clusters on whose map an organisation stands, or of which it is a member."""
    ids = set(MapEntry.objects.filter(organisation=organisation).values_list("cluster", flat=True))
    others = {
        *FocusArea.objects.values_list("cluster", flat=True),
        *TaxonomyUse.objects.values_list("cluster", flat=True),
    }
    for cluster in others - ids:
        _mapped, *members = keys_kept_by([cluster])
        if any(Organisation.objects.filter(pk=organisation.pk, pk__in=each) for each in members):
            ids.add(cluster)
    return sorted(ids)


def named_by(keys: Sequence[str]) -> dict[str, Term | FocusArea]:
    """Return the terms and focus areas that keys mean; those that mean nothing are left out."""
    found: dict[str, Term | FocusArea] = {**terms_by_key(keys)}
    codes = [key.partition(":")[2] for key in keys if "@" not in key]
    if any(codes):
        areas = FocusArea.objects.filter(code__in=codes).select_related("cluster")
        found |= {key_of_area(area): area for area in areas if key_of_area(area) in keys}
    return found


def over_or_ending(rows: Sequence[Sequence[Any]], *, today: dt.date) -> list[tuple[Any, bool]]:
    """Return the rows that are over, or will be within 60 days, each with whether it is over."""
    found = []
    for row in rows:
        until = read_day(row[UNTIL])
        if until and until <= today + dt.timedelta(days=DAYS_WARNED):
            found.append((row, until < today))
    return found


def _known(
    code: str, rows: Sequence[Sequence[Any]], kept: Mapping[Any, OrganisationTerm]
) -> dict[str, dict[str, Any]]:
    """Return what the keys of new rows mean, as fields of a record."""
    keys = [row[KEY] for row in rows if row[KEY] and _identity(row) not in kept]
    named, subject = named_by(keys), subject_of(code)
    known: dict[str, dict[str, Any]] = {"": {}}
    for key in keys:
        found = named.get(key)
        if isinstance(found, FocusArea) and subject == TermsOf.FOCUS_AREAS:
            known[key] = {"focus_area": found}
        elif isinstance(found, Term) and found.version.taxonomy.subject == subject:
            known[key] = {"term": found}
        else:
            raise UnknownTerm(key)
    if subject == TermsOf.FOCUS_AREAS and any(not row[KEY] for row in rows):
        raise UnknownTerm("A focus area is one of a cluster's.")
    return known


def _identity(row: Sequence[Any]) -> tuple[Any, ...]:
    return row[KEY], row[WORDS], row[NUMBER]


def _as_row(row: OrganisationTerm) -> list[Any]:
    term = row.meant
    key = key_of(term) if term else key_of_area(row.focus_area) if row.focus_area else ""
    days = [write_day(row.since), write_day(row.until)]
    return [key, row.words, row.language, *days, *(getattr(row, name) for name in _PLAIN)]


def _fill(row: OrganisationTerm, said: Sequence[Any]) -> None:
    row.language = said[LANGUAGE]
    row.since, row.until = read_day(said[SINCE]), read_day(said[UNTIL])
    for name, value in zip(_PLAIN, said[NUMBER:], strict=True):
        setattr(row, name, value)
