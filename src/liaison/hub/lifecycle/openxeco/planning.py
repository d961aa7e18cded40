"""What an openXeco node would do to the directory: its rows, planned as those of a file are."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.utils.translation import gettext as _

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.choices import Scheme
from liaison.hub.directory.identifiers import numbered_by
from liaison.hub.directory.models import Identifier
from liaison.hub.lifecycle.importing.planning import Plan, Progress, make_plan
from liaison.hub.lifecycle.importing.sayings import country_of
from liaison.hub.lifecycle.openxeco.nodes import Node, Reading, UnusableNode, node_at, read_node
from liaison.hub.lifecycle.openxeco.rows import COLUMNS, COLUMNS_OF_TERMS, Unusable, row_of
from liaison.hub.lifecycle.openxeco.taxonomies import PlannedTaxonomy, plan_taxonomies
from liaison.hub.lifecycle.tables import table_writer
from liaison.hub.lifecycle.vocabulary import Vocabulary


@dataclass(frozen=True)
class Gone:
    """
    An organisation that came from the node, which does not list it any more; it stays here.

    :ivar number: at the node
    :ivar organisation: its public id
    """

    number: str
    organisation: UUID
    name: str


@dataclass(frozen=True)
class NodePlan:
    """
    What a node would do.

    :ivar plan: of its organisations, each in a row
    :ivar unusable: single facts that cannot be taken over
    :ivar taxonomies: those of a cluster that it changes or gives terms of
    """

    plan: Plan
    reading: Reading
    unusable: list[Unusable]
    gone: list[Gone]
    taxonomies: list[PlannedTaxonomy] = field(default_factory=list)

    @property
    def source(self) -> str:
        """Return from where all this is, as readers see it."""
        return self.reading.node.source


@contextmanager
def node_plan(
    address: str,
    *,
    country: str,
    overwrite: bool,
    today: dt.date,
    progress: Progress,
    taxonomies_for: Cluster | None = None,
) -> Iterator[NodePlan]:
    """
    Find out what a node would do; nothing is changed.

    :param address: of the node's interface
    :param country: of organisations whose node tells no address; code or name, "" if unknown
    :param overwrite: change what is here from elsewhere too; else that stays, and is told
    :param taxonomies_for: the cluster to whose taxonomies those of the node come; None for none
    :raises UnusableNode: if the node cannot be read, or there is no such country
    """
    node, code = node_at(address), _code_of(country)
    reading = read_node(node, progress=progress, with_taxonomy=taxonomies_for is not None)
    taxonomies = plan_taxonomies(reading, cluster=taxonomies_for) if taxonomies_for else []
    with TemporaryDirectory() as folder:
        # By this name the import is listed.
        path = Path(folder) / f"openXeco {node.name.replace('/', '_')}.csv"
        unusable = _write_table(path, reading, taxonomies, country=code, today=today)
        only_of = "" if overwrite else node.source
        plan = make_plan(
            path,
            this_year=today.year,
            progress=progress,
            only_of=only_of,
            vocabulary=Vocabulary(coming=_coming(taxonomies)),
        )
    with plan:
        yield NodePlan(plan, reading, unusable, _gone(node, reading.numbers), taxonomies)


def _coming(taxonomies: Iterable[PlannedTaxonomy]) -> set[tuple[str, str]]:
    """Return the references that mean something once the import is written, with their subjects."""
    return {
        (each.subject, reference)
        for each in taxonomies
        for reference in each.references(each.codes)
    }


def _code_of(country: str) -> str:
    code = country_of(country.strip()) if country.strip() else ""
    if country.strip() and not code:
        raise UnusableNode(
            _("No country is called %(country)s. Write its two letters, such as LU.")
            % {"country": country}
        )
    return code


def _write_table(
    path: Path,
    reading: Reading,
    taxonomies: list[PlannedTaxonomy],
    *,
    country: str,
    today: dt.date,
) -> list[Unusable]:
    all_unusable = []
    columns = [*COLUMNS, *(COLUMNS_OF_TERMS if taxonomies else ())]
    with table_writer(path) as write_row:
        write_row([column.value for column in columns])
        for entity in reading.entities:
            cells, unusable = row_of(
                entity, reading.node, country=country, today=today, taxonomies=taxonomies
            )
            write_row([cells.get(column, "") for column in columns])
            all_unusable += unusable
    return all_unusable


def _gone(node: Node, listed: set[int]) -> list[Gone]:
    known = Identifier.objects.filter(
        scheme=Scheme.OPENXECO, value__startswith=f"{node.name}:", until=None
    ).order_by("pk")
    return [
        Gone(number, organisation, name)
        for number, organisation, name in known.values_list(
            "value", "organisation__public_id", "organisation__name"
        )
        # A node on another port of the same machine begins alike.
        if numbered_by(Scheme.OPENXECO, number) == node.name
        and int(number.rpartition(":")[2]) not in listed
    ]


__all__ = ["Gone", "NodePlan", "UnusableNode", "node_plan"]
