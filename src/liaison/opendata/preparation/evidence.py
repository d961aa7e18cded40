"""What each organisation has to show: its documents, days, parts, money, topics and names."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from liaison.opendata.preparation.names import plain

Tables = Mapping[str, ir.Table]

ORGANISATION = ("source", "organisation_id")


def dated_participations(tables: Tables) -> ir.Table:
    """Return one row a participation, with the day of its project: signed, else its first day."""
    projects = tables["projects"]
    days = projects.select(
        "source", project_id=projects.id, day=ibis.coalesce(projects.signed, projects.starts)
    )
    return tables["participations"].join(days, ["source", "project_id"])


def evidence(tables: Tables) -> ir.Table:
    """
    Return what the documents of each organisation come to, one row an organisation with some.

    Lengths are characters and words of title, text and keywords; money is cents, whole, because
    sums of fractions depend on the order in which an engine adds.
    """
    projects = tables["projects"]
    told = projects.title + " " + projects.text + " " + projects.keywords
    read = projects.select(
        "source",
        project_id=projects.id,
        characters=told.length().cast("int64"),
        words=(told.length() - told.replace(" ", "").length() + 1).cast("int64"),
    )
    parts = dated_participations(tables).join(read, ["source", "project_id"])
    return parts.group_by(ORGANISATION).aggregate(
        documents=parts.count(),
        coordinated=(parts.role == "coordinator").cast("int64").sum(),
        characters=parts.characters.sum(),
        words=parts.words.sum(),
        first_day=parts.day.min(),
        newest_day=parts.day.max(),
        years_active=parts.day.year().nunique(),
        contribution_cents=ibis.coalesce(_cents(parts.contribution).sum(), 0),
    )


def organisation_topics(tables: Tables) -> ir.Table:
    """Return each organisation's topics with how often and when; place 1 is the most frequent."""
    parts = dated_participations(tables).select(*ORGANISATION, "project_id", "day")
    found = parts.join(tables["topics"], ["source", "project_id"])
    counted = found.group_by([*ORGANISATION, "scheme", "code"]).aggregate(
        label=found.label.min(),
        projects=found.count(),
        first_day=found.day.min(),
        newest_day=found.day.max(),
    )
    most_frequent_first = ibis.window(
        group_by=ORGANISATION,
        order_by=[counted.projects.desc(), counted.scheme.asc(), counted.code.asc()],
    )
    return counted.mutate(place=(ibis.row_number().over(most_frequent_first) + 1).cast("int64"))


def organisation_names(tables: Tables) -> ir.Table:
    """
    Return every name of each organisation, once a plain form, with the days its source tells of.

    A source dates its entry, not the name: a name was seen between the first and the last `updated`
    of the entries that hold it.
    """
    entries = tables["organisations"].rename(organisation_id="id")
    others = tables["names"].select(*ORGANISATION, called="name")
    columns = (*ORGANISATION, "country", "updated", "called")
    called = ibis.union(
        entries.mutate(called=entries.name).select(columns),
        entries.mutate(called=entries.short_name).select(columns),
        others.join(entries, ORGANISATION).select(columns),
    )
    known = called.mutate(plain=plain(called.called)).filter(lambda row: row.plain != "")
    # Not the first name of a group: texts that a group holds on to are what DuckDB keeps in memory.
    writings = known.group_by([*ORGANISATION, "country", "plain", "called"]).aggregate(
        first_seen=known.updated.min(), last_seen=known.updated.max()
    )
    of_one_name = ibis.window(group_by=[*ORGANISATION, "plain"])
    placed = writings.mutate(
        place=ibis.row_number().over(of_one_name.order_by(writings.called)),
        first_seen=writings.first_seen.min().over(of_one_name),
        last_seen=writings.last_seen.max().over(of_one_name),
    )
    kept = (*ORGANISATION, "plain", "called", "country", "first_seen", "last_seen")
    return placed.filter(placed.place == 0).select(kept).rename(name="called")


def organisation_records(tables: Tables) -> ir.Table:
    """Return one row an organisation: what it is, with how much it has to show and with whom."""
    entries = tables["organisations"].rename(organisation_id="id")
    kept = entries.select(*ORGANISATION, "name", "kind", "country")
    for counted in (
        tables["evidence"],
        _count(tables["organisation_names"], "names"),
        _count(tables["organisation_topics"], "topics"),
        _count(tables["partner_countries"], "partner_countries"),
        _sum_of_partners(tables["partner_countries"]),
    ):
        kept = kept.left_join(counted, ORGANISATION).drop(f"{name}_right" for name in ORGANISATION)
    counts = [name for name in kept.columns if kept[name].type().is_integer()]
    return kept.mutate(**{name: ibis.coalesce(kept[name], 0) for name in counts})


def _count(table: ir.Table, what: str) -> ir.Table:
    return table.group_by(ORGANISATION).aggregate(**{what: table.count()})


def _sum_of_partners(countries: ir.Table) -> ir.Table:
    return countries.group_by(ORGANISATION).aggregate(partners=countries.partners.sum())


def _cents(euros: ir.FloatingValue) -> ir.IntegerValue:
    return (euros * 100 + 0.5).floor().cast("int64")
