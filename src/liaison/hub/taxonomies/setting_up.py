"""Taxonomies that a cluster starts from, put in force as they come; done once, then left alone."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from liaison.hub.clusters.models import Cluster
from liaison.hub.taxonomies.actions import put_in_force
from liaison.hub.taxonomies.choices import ObjectType
from liaison.hub.taxonomies.models import Crosswalk, Taxonomy, TaxonomyUse, TaxonomyVersion, Term
from liaison.hub.taxonomies.starting_sets import rows_of


@transaction.atomic
def set_up_taxonomies(
    specs: Iterable[Mapping[str, Any]], *, cluster: Cluster, now: dt.datetime
) -> None:
    """
    Make taxonomies as described and use them for organisations; those that are there stay.

    :param specs: as in `starting_sets`
    """
    for spec in specs:
        names = dict(zip(("name_en", "name_fr", "name_de"), spec["names"], strict=True))
        taxonomy, is_new = Taxonomy.objects.get_or_create(
            slug=spec["slug"],
            defaults=names
            | {
                "subject": spec["subject"],
                "cluster": cluster if spec["of_cluster"] else None,
                "created_at": now,
            },
        )
        if is_new:
            _set_up_versions(taxonomy, spec["versions"], now=now)
            TaxonomyUse.objects.get_or_create(
                cluster=cluster, taxonomy=taxonomy, object_type=ObjectType.ORGANISATION
            )


def _set_up_versions(
    taxonomy: Taxonomy, versions: Iterable[Mapping[str, Any]], *, now: dt.datetime
) -> None:
    before: dict[str, Term] = {}
    for number, spec in enumerate(versions, start=1):
        version = TaxonomyVersion.objects.create(
            taxonomy=taxonomy,
            number=number,
            source=spec["source"],
            is_reviewed=spec["is_reviewed"],
            valid_from=_day(spec["valid_from"]),
        )
        terms = _set_up_terms(version, spec["terms"])
        Crosswalk.objects.bulk_create(
            Crosswalk(
                older=before[older],
                newer=terms[newer],
                relation=relation,
                note=spec["crosswalk_note"],
                said_on=now.date(),
            )
            for older, newer, relation in spec.get("crosswalk", ())
        )
        put_in_force(version, by=None, now=now)
        if until := _day(spec["valid_until"]):
            TaxonomyVersion.objects.filter(pk=version.pk).update(valid_until=until)
        before = terms


def _set_up_terms(version: TaxonomyVersion, written: str) -> dict[str, Term]:
    rows = rows_of(written)
    terms = {
        row["code"]: Term(
            version=version,
            code=row["code"],
            name_en=row["names"][0],
            name_fr=row["names"][1],
            name_de=row["names"][2],
            synonyms=row["synonyms"],
            position=position,
        )
        for position, row in enumerate(rows, start=1)
    }
    Term.objects.bulk_create(terms.values())
    below = [terms[row["code"]] for row in rows if row["parent"]]
    for row in rows:
        if row["parent"]:
            terms[row["code"]].parent = terms[row["parent"]]
    Term.objects.bulk_update(below, ["parent"])
    return terms


def _day(written: str | None) -> dt.date | None:
    return dt.date.fromisoformat(written) if written else None
