"""The tables that are prepared, in order: each is made of snapshots' tables and of those before."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import ibis.expr.types as ir

from liaison.opendata import records
from liaison.opendata.preparation import blocking, evidence, partners
from liaison.opendata.preparation.evidence import ORGANISATION, Tables

# What is read of every snapshot; a source that lacks one of these adds no rows to it.
READ = (
    records.ORGANISATIONS,
    records.PROJECTS,
    records.PARTICIPATIONS,
    records.TOPICS,
    records.NAMES,
    records.IDENTIFIERS,
)


@dataclass(frozen=True)
class Step:
    """A table to prepare: its name, its key and the expression that makes it."""

    name: str
    key: tuple[str, ...]
    make: Callable[[Tables], ir.Table]


def steps(*, today: dt.date) -> tuple[Step, ...]:
    """Return all steps in order; `today` is the day from which the age of projects counts."""
    return (
        Step("evidence", ORGANISATION, evidence.evidence),
        Step(
            "organisation_topics", (*ORGANISATION, "scheme", "code"), evidence.organisation_topics
        ),
        Step("organisation_names", (*ORGANISATION, "plain"), evidence.organisation_names),
        Step(
            "partner_pairs",
            (*ORGANISATION, "partner_id"),
            partial(partners.partner_pairs, today=today),
        ),
        Step("top_partners", (*ORGANISATION, "place"), partners.top_partners),
        Step("partner_countries", (*ORGANISATION, "country"), partners.partner_countries),
        Step("organisation_records", ORGANISATION, evidence.organisation_records),
        Step("blocking_keys", (*ORGANISATION, "kind", "key"), blocking.blocking_keys),
        Step(
            "candidate_pairs",
            (*ORGANISATION, "other_source", "other_id"),
            blocking.candidate_pairs,
        ),
    )
