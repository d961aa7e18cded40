"""`liaison organisations`: the directory's records from a file, back again, and into a file."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liaison.commands.frame import data_option, progress_bars, refusals_in_one_line
from liaison.commands.telling import (
    import_as_json,
    import_in_lines,
    undoing_as_json,
    undoing_in_lines,
)
from liaison.commands.telling_of_looks import look_as_json, look_in_lines
from liaison.commands.telling_of_nodes import node_as_json, node_in_lines

if TYPE_CHECKING:
    from liaison.hub.directory.lookup import Found

visibility_option = click.option(
    "--visibility",
    type=click.Choice(["public", "members", "strategic", "staff", "private"]),
    default="public",
    show_default=True,
    help="Who may see the organisations that are new.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object for programs.")


@click.group()
def organisations() -> None:
    """Find organisations; import them from a file, undo that, export them."""


@organisations.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Write it; without this, only say what it would do.")
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the refused rows into this file (.csv or .xlsx): the same columns and one more"
    " that says what is wrong. Corrected, it can be imported.",
)
@click.option(
    "--map",
    "said",
    metavar="COLUMN=FIELD",
    multiple=True,
    help="Take the column with this heading for this field, such as “Firma=name”; “COLUMN=” leaves"
    " it out. Of several columns with one heading, “Firma (3)” is the one in the third place.",
)
@visibility_option
@click.option(
    "--source",
    metavar="TEXT",
    default="",
    show_default="the import id",
    help="From where all this is, as readers will see it beside each field.",
)
@json_option
@data_option
def import_(
    file: Path,
    write: bool,
    errors: Path | None,
    said: tuple[str, ...],
    visibility: str,
    source: str,
    as_json: bool,
    data: Path,
) -> None:
    """Import the organisations of FILE (CSV of any program, or .xlsx).

    A column "name" is needed; kind, country, city, website, ror_id, pic, vat_number, rcs_number,
    register_number, lei, acronym, trading_name, former_names, other_names, state, founded_year,
    size_class, nace, head_count with head_count_on, address, postcode, latitude, longitude,
    headline and description followed by _en, _fr or _de, skills, certificates, facilities,
    sub_sector and focus_areas are read where they are there, under French and German headings too.
    Several names in one cell are parted by a bar or a semicolon, several terms by a semicolon;
    terms are told by codes or names, own words stand in quotation marks.

    A row means the organisation that has one of its numbers, else the one with its name in its
    country, else a new one. What a cell says takes the place of what was there; an empty cell
    changes nothing. Rows with a mistake are refused and told, the others are written, all of them
    or, if anything fails, none.

    Without --write nothing is changed, and the import id is the one under which the same file would
    be kept. `liaison organisations undo` takes the id.
    """
    if errors and errors.exists() and errors.samefile(file):
        raise click.UsageError(f"{errors} is the file to import; give another for the errors.")
    with _directory(data), progress_bars() as progress:
        from liaison.hub.lifecycle import actions, queries
        from liaison.hub.lifecycle.importing.errors import write_errors
        from liaison.hub.lifecycle.tables import check_target

        if errors:
            check_target(errors)
        now = dt.datetime.now(dt.UTC)
        columns = _columns_said(said)
        with actions.plan_import(file, by=None, now=now, progress=progress, said=columns) as plan:
            likely = actions.likely_duplicates(plan, by=None, progress=progress)
            code = queries.next_code(plan.sha256)
            if errors:
                write_errors(plan, errors)
            if write:
                how = {"source": source.strip()[:300], "visibility": visibility}
                code = actions.import_organisations(
                    plan, likely=likely, by=None, now=now, progress=progress, **how
                ).code
            told = _told(
                import_as_json if as_json else import_in_lines,
                plan,
                likely,
                code=code,
                written=write,
            )
    click.echo(told)


def _cluster(slug: str) -> Any:
    """Return a cluster by its code; raises a ClickException that says how to find one."""
    from liaison.hub.clusters.models import Cluster

    found = Cluster.objects.filter(slug=slug).first()
    if found is None:
        there = ", ".join(Cluster.objects.order_by("slug").values_list("slug", flat=True))
        raise click.ClickException(f"There is no cluster {slug}. There are: {there or 'none yet'}.")
    return found


def _columns_said(said: tuple[str, ...]) -> dict[str, Any]:
    """Return what is said of columns, by their labels; None for one that is left out."""
    from liaison.hub.lifecycle.choices import Column

    columns = {}
    for each in said:
        label, is_said, field = each.rpartition("=")
        if not is_said or field not in {"", *Column.values}:
            raise click.BadParameter(
                f"{each}: write COLUMN=FIELD; the fields are {', '.join(Column.values)}.",
                param_hint="--map",
            )
        columns[label.strip()] = Column(field) if field else None
    return columns


@organisations.command("import-openxeco")
@click.argument("url")
@click.option("--write", is_flag=True, help="Write it; without this, only say what it would do.")
@click.option(
    "--country",
    metavar="CODE",
    default="",
    help="In which country organisations are of which the node tells no address.",
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Change what is here from elsewhere too; without this it stays, and is told.",
)
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the refused organisations into this file (.csv or .xlsx), with what is wrong."
    " Corrected, it can be imported.",
)
@click.option(
    "--taxonomies",
    "slug",
    metavar="CLUSTER",
    help="Bring the node's taxonomies to those of this cluster, such as biohealth, and give"
    " organisations their terms.",
)
@visibility_option
@json_option
@data_option
def import_openxeco(
    url: str,
    write: bool,
    country: str,
    overwrite: bool,
    slug: str | None,
    errors: Path | None,
    visibility: str,
    as_json: bool,
    data: Path,
) -> None:
    """Import the organisations of the openXeco node whose public interface is at URL.

    Names, kinds, places, web sites, register numbers, states and founding years come over; people,
    contacts and natural persons never do. What is left out is told. A second import finds the
    organisations by their numbers at the node, so it updates them; what members or others have said
    since stays and is told. Those that the node does not list any more are named and stay.

    With --taxonomies the node's categories and values come over too, as taxonomies of that cluster:
    new versions with what is new there. Undoing takes them back, where nobody uses them since.

    Without --write nothing is changed. `liaison organisations undo` takes the import id.
    """
    with _directory(data), progress_bars() as progress:
        from liaison.hub.lifecycle import actions, queries
        from liaison.hub.lifecycle.importing.errors import write_errors
        from liaison.hub.lifecycle.tables import check_target

        if errors:
            check_target(errors)
        now = dt.datetime.now(dt.UTC)
        cluster = _cluster(slug) if slug else None
        how_read = {"country": country, "overwrite": overwrite, "taxonomies_for": cluster}
        with actions.plan_import_from_openxeco(
            url, **how_read, by=None, now=now, progress=progress
        ) as node:
            likely = actions.likely_duplicates(node.plan, by=None, progress=progress)
            code = queries.next_code(node.plan.sha256)
            if errors:
                write_errors(node.plan, errors)
            if write:
                how = {
                    "source": node.source,
                    "visibility": visibility,
                    "taxonomies": node.taxonomies,
                    "taxonomies_for": cluster,
                }
                code = actions.import_organisations(
                    node.plan, likely=likely, by=None, now=now, progress=progress, **how
                ).code
            tell = node_as_json if as_json else node_in_lines
            told = _told(tell, node, likely, code=code, written=write)
    click.echo(told)


@organisations.command()
@click.argument("import_id")
@click.option("--write", is_flag=True, help="Undo it; without this, only say what that would do.")
@json_option
@data_option
def undo(import_id: str, write: bool, as_json: bool, data: Path) -> None:
    """Undo the import IMPORT_ID: every field it changed has its old value, what it brought is gone.

    What people changed since stays and is named, and so do organisations that have got people or
    other records since.
    """
    with _directory(data), progress_bars() as progress:
        from liaison.hub.lifecycle import actions, queries
        from liaison.hub.lifecycle.models import ImportRun

        try:
            run = queries.get_import(import_id, for_user=None)
        except ImportRun.DoesNotExist:
            raise click.ClickException(
                f"There is no import {import_id}; liaison organisations imports lists them."
            ) from None
        if write:
            now = dt.datetime.now(dt.UTC)
            undone = actions.undo_import(run, by=None, now=now, progress=progress)
        else:
            undone = actions.what_undoing_does(run, by=None, progress=progress)
    tell = undoing_as_json if as_json else undoing_in_lines
    click.echo(_told(tell, undone, code=run.code, written=write))


@organisations.command()
@data_option
def imports(data: Path) -> None:
    """List the imports that were written, the newest first, with their ids."""
    with _directory(data):
        from liaison.hub.lifecycle import queries

        for run in queries.imports(for_user=None):
            counts = ", ".join(f"{count:,} {what}" for what, count in run.counts.items())
            undone = f", undone on {run.undone_at:%Y-%m-%d}" if run.undone_at else ""
            click.echo(
                f"{run.code:<12} {run.written_at:%Y-%m-%d %H:%M}  {run.file_name}: {counts}{undone}"
            )


@organisations.command("keep-apart")
@click.argument("one")
@click.argument("other")
@click.option("--because", required=True, metavar="TEXT", help="Why, in a few words.")
@click.option("--by", required=True, metavar="NAME", help="Who decides.")
@click.option("--write", is_flag=True, help="Remember it; without this, only check it.")
@data_option
def keep_apart(one: str, other: str, because: str, by: str, write: bool, data: Path) -> None:
    """Remember that ONE and OTHER are different, so that imports do not ask again.

    Each is the id of an organisation in the directory (as exports and imports tell it), its PIC or
    its ROR address. `liaison link withdraw` takes it back.
    """
    with _directory(data):
        from liaison.hub.directory.models import Organisation
        from liaison.hub.lifecycle import actions

        now = dt.datetime.now(dt.UTC)
        try:
            new = actions.keep_apart(one, other, because=because, by=by, now=now, write=write)
        except Organisation.DoesNotExist:
            raise click.ClickException(
                f"The directory does not have both {one} and {other}; write the id of an"
                " organisation, its PIC or its ROR address."
            ) from None
    done = "Remembered" if write else "Would be remembered (--write)"
    for decision in new:
        click.echo(f"{done}: {decision.one} and {decision.other} are different")
    if not new:
        click.echo("It is remembered already.")


@organisations.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@data_option
def export(file: Path, as_json: bool, data: Path) -> None:
    """Write all organisations into FILE (.csv or .xlsx), whoever may see them on the site.

    No cell runs as a formula in a spreadsheet program: an apostrophe stands before those that
    would. Importing the file takes it away again and changes nothing.
    """
    with _directory(data), progress_bars() as progress:
        from liaison.hub.lifecycle import actions

        count = actions.export_organisations(file, by=None, progress=progress)
    if as_json:
        click.echo(json.dumps({"file": str(file), "organisations": count}))
    else:
        click.echo(f"{count:,} organisations in {file}")


@organisations.command()
@click.argument("text")
@click.option("--top", type=click.IntRange(1, 1000), default=10, show_default=True)
@json_option
@data_option
def find(text: str, top: int, as_json: bool, data: Path) -> None:
    """Find the organisations that TEXT may mean, likeliest first.

    Former names, acronyms and numbers will do; accents, marks, the order of words, the legal form
    and a slip of the finger do not matter. Like the export, it finds whoever is recorded, whoever
    may see them on the site.
    """
    with _directory(data):
        from liaison.hub.directory.lookup import find_recorded

        found = find_recorded(text, top=top)
    if as_json:
        told = {"text": text, "organisations": [_found_as_json(each) for each in found]}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for place, each in enumerate(found, start=1):
        shown = each.organisation
        where = ", ".join(filter(None, [shown.city, shown.country]))
        by = f" ({each.name})" if each.name_kind else ""
        click.echo(f"{place:>3}  {each.score:.2f}  {shown.name}{by} · {where} · {shown.public_id}")
    if not found:
        click.echo("No organisation of the directory has such a name or number.")


@organisations.command("fill-search")
@data_option
def fill_search(data: Path) -> None:
    """Copy the words by which organisations are found into the OpenSearch index of LIAISON_SEARCH.

    Done once when the index is new, and again whenever the server lost it or was away for days;
    else each change is copied by itself. Until it is done for the first time, the database is
    asked, so the site goes on meanwhile.
    """
    with _directory(data), progress_bars() as progress:
        from django.core.exceptions import ImproperlyConfigured

        from liaison.hub.directory.lookup.opensearch import NoAnswer, fill, is_chosen

        if not is_chosen():
            raise click.UsageError(
                "LIAISON_SEARCH is not set: give the address of an OpenSearch server, such as"
                " https://user:password@search.example:9200/liaison-words"
            )
        with refusals_in_one_line(NoAnswer, ImproperlyConfigured):
            number = fill(lambda done, total: progress(done, total, "Copying words"))
    click.echo(f"{number:,} organisations are in the index.")


@organisations.command()
@click.option("--write", is_flag=True, help="Link them; without this, only say what it would do.")
@click.option(
    "--changed",
    "only_changed",
    is_flag=True,
    help="Leave out organisations that nobody changed since the last look at the same sources.",
)
@json_option
@data_option
def enrich(write: bool, only_changed: bool, as_json: bool, data: Path) -> None:
    """Look up the directory in open data: link what a number decides, note the rest for people.

    An organisation is linked where its ROR identifier or PIC is that of one entry, nobody said
    otherwise, and no other organisation is linked to it. Whoever only looks like an entry, and what
    open data says of linked organisations and their entries do not, waits on the team's pages; no
    fact is ever taken over by itself. Run it after `liaison link`, which joins the sources.
    """
    with _directory(data), progress_bars() as progress:
        from liaison.hub.enrichment.actions import NotJoined, look_at_open_data

        with refusals_in_one_line(NotJoined):
            look = look_at_open_data(
                now=dt.datetime.now(dt.UTC),
                progress=progress,
                write=write,
                only_changed=only_changed,
            )
    click.echo(_told(look_as_json if as_json else look_in_lines, look, written=write))


def _found_as_json(found: "Found") -> dict[str, Any]:
    shown = found.organisation
    return {
        "id": str(shown.public_id),
        "name": shown.name,
        "score": round(found.score, 4),
        "found_by": found.name,
        "found_by_kind": found.name_kind or "legal",
        "kind": shown.kind,
        "country": shown.country,
        "city": shown.city,
        "state": shown.state,
        "website": shown.website,
        "open_data_id": shown.open_data_id,
    }


def _told(tell: Callable[..., Any], *arguments: Any, **more: Any) -> str:
    """Return lines for people, or one line of JSON for programs."""
    said = tell(*arguments, **more)
    return json.dumps(said, ensure_ascii=False) if isinstance(said, dict) else "\n".join(said)


@contextmanager
def _directory(data: Path) -> Iterator[None]:
    """Open the directory's database, made where there is none; refusals come in one line."""
    from liaison.config import site

    with refusals_in_one_line(site.NotReady):
        site.prepare_database(data, settings="production")
    from liaison.hub.lifecycle.actions import ChangedMeanwhile, UndoneAlready
    from liaison.hub.lifecycle.importing.headings import UnusableHeadings
    from liaison.hub.lifecycle.openxeco.planning import UnusableNode
    from liaison.hub.lifecycle.tables import UnusableFile
    from liaison.opendata import DecisionRefused

    refusals = (UnusableFile, UnusableHeadings, ChangedMeanwhile, UndoneAlready, DecisionRefused)
    with refusals_in_one_line(*refusals, UnusableNode):
        yield
