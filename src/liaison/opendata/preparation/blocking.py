"""
Which organisations are worth comparing: those that share a key that few others have.

Comparing everyone with everyone grows with the square of the number of organisations; a key shared
by more than LARGEST_BLOCK of them is left out, so that the number of pairs grows with the number.
"""

import ibis
import ibis.expr.types as ir

from liaison.opendata.preparation.evidence import ORGANISATION, Tables
from liaison.opendata.preparation.names import code, plain, web_domain

LARGEST_BLOCK = 50
# Letters without spaces at the start of a name that make a key.
START = 12
SHORTEST_WORD = 4
KINDS_OF_KEY = ("domain", "vat", "name", "start", "word", "place")


def blocking_keys(tables: Tables) -> ir.Table:
    """Return the keys of each organisation that it shares with some others, but not with many."""
    keys = ibis.union(*_keys(tables), distinct=True)
    shared = keys.mutate(holders=keys.count().over(ibis.window(group_by=["kind", "key"])))
    return shared.filter((shared.holders > 1) & (shared.holders <= LARGEST_BLOCK))


def candidate_pairs(tables: Tables) -> ir.Table:
    """
    Return each two organisations, within or across sources, that share a key, the smaller first.

    `by_…` tells how many keys of a kind they share.
    """
    left = tables["blocking_keys"]
    right = left.select("kind", "key", other_source=left.source, other_id=left.organisation_id)
    is_first = (left.source < right.other_source) | (
        (left.source == right.other_source) & (left.organisation_id < right.other_id)
    )
    pairs = left.join(right, [left.kind == right.kind, left.key == right.key, is_first])
    return pairs.group_by([*ORGANISATION, "other_source", "other_id"]).aggregate(
        keys=pairs.count(),
        **{f"by_{kind}": (pairs.kind == kind).cast("int64").sum() for kind in KINDS_OF_KEY},
    )


def _keys(tables: Tables) -> list[ir.Table]:
    entries = tables["organisations"].rename(organisation_id="id")
    domains = tables["identifiers"].filter(lambda row: row.scheme == "domain")
    names = tables["organisation_names"].mutate(squeezed=lambda row: row.plain.replace(" ", ""))
    words = names.mutate(word=names.plain.split(" ").unnest())
    places = entries.mutate(
        postcode=code(entries.postcode), initial=plain(entries.name).substr(0, 1)
    )
    return [
        _key("domain", entries, web_domain(entries.website)),
        _key("domain", domains, web_domain(domains.value)),
        _key("vat", entries, code(entries.vat_number)),
        _key("name", names, names.squeezed),
        _key("start", names, names.country + " " + names.squeezed.substr(0, START)),
        _key(
            "word",
            words.filter(words.word.length() >= SHORTEST_WORD),
            words.country + " " + words.word,
        ),
        _key(
            "place",
            places.filter((places.postcode != "") & (places.initial != "")),
            places.country + " " + places.postcode + " " + places.initial,
        ),
    ]


def _key(kind: str, table: ir.Table, key: ir.StringValue) -> ir.Table:
    return table.select(*ORGANISATION, kind=ibis.literal(kind), key=key).filter(
        lambda row: row.key != ""
    )
