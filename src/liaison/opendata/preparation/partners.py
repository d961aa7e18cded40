"""Who worked with whom: how often, when, and how much that still counts."""

import datetime as dt

import ibis
import ibis.expr.types as ir

from liaison.opendata.preparation.evidence import ORGANISATION, Tables, dated_participations

# In a larger consortium most have never spoken to each other, and its pairs would be most of all.
LARGEST_CONSORTIUM = 100
# A project of this many days ago counts half.
HALF_LIFE_DAYS = 1461
MOST_PARTNERS = 20
_WHOLE = 1_000_000


def partner_pairs(tables: Tables, *, today: dt.date) -> ir.Table:
    """
    Return each two organisations with a project in common, the smaller id first.

    `weight` is in millionths: a project counts 1 today, half after HALF_LIFE_DAYS, nothing if its
    day is unknown. Each project's share is made whole before it is added up, so that every engine
    comes to the same sum.
    """
    members = _members(tables, today)
    other = members.select("source", "project_id", partner_id=members.organisation_id)
    pairs = members.join(
        other,
        [
            members.source == other.source,
            members.project_id == other.project_id,
            members.organisation_id < other.partner_id,
        ],
    )
    return pairs.group_by([*ORGANISATION, "partner_id"]).aggregate(
        projects=pairs.count(),
        first_day=pairs.day.min(),
        newest_day=pairs.day.max(),
        weight=pairs.share.sum(),
    )


def top_partners(tables: Tables) -> ir.Table:
    """Return the partners of each organisation that count most, place 1 first."""
    pairs = both_ways(tables["partner_pairs"])
    most_first = ibis.window(
        group_by=ORGANISATION,
        order_by=[pairs.weight.desc(), pairs.projects.desc(), pairs.partner_id.asc()],
    )
    placed = pairs.mutate(place=(ibis.row_number().over(most_first) + 1).cast("int64"))
    return placed.filter(placed.place <= MOST_PARTNERS)


def partner_countries(tables: Tables) -> ir.Table:
    """Return how many partners each organisation has in each country, and how much they count."""
    entries = tables["organisations"]
    homes = entries.select("source", partner_id=entries.id, country=entries.country)
    pairs = both_ways(tables["partner_pairs"]).join(homes, ["source", "partner_id"])
    return pairs.group_by([*ORGANISATION, "country"]).aggregate(
        partners=pairs.count(), newest_day=pairs.newest_day.max(), weight=pairs.weight.sum()
    )


def both_ways(pairs: ir.Table) -> ir.Table:
    """Return each pair twice, so that each of the two stands first once."""
    turned = pairs.mutate(organisation_id=pairs.partner_id, partner_id=pairs.organisation_id)
    return ibis.union(pairs, turned)


def _members(tables: Tables, today: dt.date) -> ir.Table:
    """Return who took part in each consortium that is not too large, with its day and share."""
    parts = dated_participations(tables).select(*ORGANISATION, "project_id", "day")
    of_one_project = ibis.window(group_by=["source", "project_id"])
    sized = parts.mutate(size=parts.count().over(of_one_project))
    age = ibis.literal(today).delta(sized.day, unit="day").clip(lower=0)
    halved = (0.5 ** (age / HALF_LIFE_DAYS)) * _WHOLE
    share = ibis.coalesce((halved + 0.5).floor().cast("int64"), 0)
    return sized.mutate(share=share).filter(sized.size <= LARGEST_CONSORTIUM).drop("size")
