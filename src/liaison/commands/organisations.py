"""`liaison organisations`: the directory's records from a file, back again, and into a file."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liaison.commands.frame import data_option, progress_bars, refusals_in_one_line

if TYPE_CHECKING:
    from liaison.hub.lifecycle.importing.duplicates import LikelyDuplicates
    from liaison.hub.lifecycle.importing.planning import Change, Plan
    from liaison.hub.lifecycle.importing.rows import SaidRow
    from liaison.hub.lifecycle.undoing import KeptSince, Undoing

# How much of each is shown to people, and told to programs; counts are always whole.
_SHOWN, _TOLD = 20, 1_000
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object for programs.")


@click.group()
def organisations() -> None:
    """Import organisations from a file, undo that, export them."""


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
    "--visibility",
    type=click.Choice(["public", "members", "strategic", "staff", "private"]),
    default="public",
    show_default=True,
    help="Who may see the organisations that are new.",
)
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
    visibility: str,
    source: str,
    as_json: bool,
    data: Path,
) -> None:
    """Import the organisations of FILE (CSV of any program, or .xlsx).

    A column "name" is needed; kind, country, city, website, ror_id, pic, vat_number, rcs_number,
    register_number, lei, acronym, trading_name, former_names, other_names, state, founded_year,
    size_class, nace, address, postcode, latitude and longitude are read where they are there, under
    French and German headings too. Several names in one cell are parted by a bar or a semicolon.

    A row means the organisation that has one of its numbers, else the one with its name in its
    country, else a new one. What a cell says takes the place of what was there; an empty cell
    changes nothing. Rows with a mistake are refused and told, the others are written, all of them
    or, if anything fails, none.

    Without --write nothing is changed, and the import id is the one under which the same file would
    be kept. `liaison organisations undo` takes the id.
    """
    from liaison.hub.lifecycle.tables.rows import UnusableFile

    with _directory(data), progress_bars() as progress:
        from liaison.hub.lifecycle import actions
        from liaison.hub.lifecycle.importing.errors import write_errors
        from liaison.hub.lifecycle.queries import next_code
        from liaison.hub.lifecycle.tables import check_target

        if errors:
            check_target(errors)
            if errors.exists() and errors.samefile(file):
                raise UnusableFile(f"{errors} is the file to import; give another for the errors.")
        now = dt.datetime.now(dt.UTC)
        with actions.plan_import(file, by=None, now=now, progress=progress) as plan:
            likely = actions.likely_duplicates(plan, by=None, progress=progress)
            code = next_code(plan.sha256)
            if errors:
                write_errors(plan, errors)
            if write:
                code = actions.import_organisations(
                    plan,
                    likely=likely,
                    by=None,
                    now=now,
                    source=source.strip()[:300],
                    visibility=visibility,
                    progress=progress,
                ).code
            told = _import_as_json(plan, likely, code=code, written=write) if as_json else None
            if told is None:
                _print_import(plan, likely, code=code, written=write, errors=errors)
    if told is not None:
        click.echo(json.dumps(told, ensure_ascii=False))


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
        told = _undoing_as_json(undone, code=run.code, written=write)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print_undoing(undone, code=import_id, written=write)


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


@contextmanager
def _directory(data: Path) -> Iterator[None]:
    """Open the directory's database, made where there is none; refusals come in one line."""
    from liaison.config import site

    with refusals_in_one_line(site.NotReady):
        site.prepare_database(data, settings="production")
    from liaison.hub.lifecycle.actions import ChangedMeanwhile, UndoneAlready
    from liaison.hub.lifecycle.importing.headings import UnusableHeadings
    from liaison.hub.lifecycle.tables import UnusableFile
    from liaison.opendata import DecisionRefused

    refusals = (UnusableFile, UnusableHeadings, ChangedMeanwhile, UndoneAlready, DecisionRefused)
    with refusals_in_one_line(*refusals):
        yield


def _print_import(
    plan: "Plan", likely: "LikelyDuplicates", *, code: str, written: bool, errors: Path | None
) -> None:
    from liaison.hub.lifecycle.importing.errors import sentences_of

    for row in islice(plan.refused(), _SHOWN):
        for sentence in sentences_of(row, plan.headings):
            click.echo(sentence)
    _say_how_many_more(plan.counts["refused"], "refused rows", errors)
    for change in islice((each for each in plan.changes() if not each.is_new), _SHOWN):
        click.echo(f"Row {change.number}, {change.name}: {_changes_in_a_line(change)}")
    _say_how_many_more(plan.counts["changed"], "changed organisations")
    for pair in likely.told[:_SHOWN]:
        click.echo(f"Perhaps the same: {_like_in_words(pair.one)} and {_like_in_words(pair.other)}")
    _say_how_many_more(likely.count, "pairs that may be the same")
    if plan.ignored:
        click.echo(f"Columns that are not read: {', '.join(plan.ignored)}")
    click.echo("Written:" if written else "Would be written (--write):")
    for outcome in ("new", "changed", "unchanged", "refused"):
        click.echo(f"{outcome:<12} {plan.counts[outcome]:>9,}")
    click.echo(f"import id    {code}")


def _say_how_many_more(count: int, what: str, where: Path | None = None) -> None:
    if count > _SHOWN:
        hint = f"; all in {where}" if where else ""
        click.echo(f"... and {count - _SHOWN:,} more {what}{hint}")


def _changes_in_a_line(change: "Change") -> str:
    return "; ".join(
        f"{code}: {_in_words(old)} -> {_in_words(new)}"
        for code, (old, new) in change.changes.items()
    )


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return " | ".join(value) or "(nothing)"
    return "(nothing)" if value in (None, "") else str(value)


def _like_in_words(like: Any) -> str:
    place = f" ({like.city})" if like.city else ""
    return f"{like.name}{place}, {f'row {like.row}' if like.row else 'in the directory'}"


def _import_as_json(
    plan: "Plan", likely: "LikelyDuplicates", *, code: str, written: bool
) -> dict[str, Any]:
    from dataclasses import asdict

    counts = {
        outcome: plan.counts[outcome] for outcome in ("new", "changed", "unchanged", "refused")
    }
    return {
        "import_id": code,
        "written": written,
        "file": plan.file_name,
        "sha256": plan.sha256,
        "rows": sum(counts.values()),
        **counts,
        "ignored_columns": plan.ignored,
        "errors": [
            mistake for row in islice(plan.refused(), _TOLD) for mistake in _mistakes_as_json(row)
        ],
        "changes": [_change_as_json(change) for change in islice(_changed(plan), _TOLD)],
        "likely_duplicates": {
            "count": likely.count,
            "pairs": [asdict(pair) for pair in likely.told],
        },
    }


def _changed(plan: "Plan") -> "Iterator[Change]":
    return (change for change in plan.changes() if not change.is_new)


def _mistakes_as_json(row: "SaidRow") -> list[dict[str, Any]]:
    return [
        {
            "row": row.number,
            "column": mistake.column,
            "value": mistake.value,
            "message": mistake.message,
        }
        for mistake in row.mistakes
    ]


def _change_as_json(change: "Change") -> dict[str, Any]:
    return {
        "row": change.number,
        "organisation": str(change.organisation),
        "name": change.name,
        "fields": {code: {"old": old, "new": new} for code, (old, new) in change.changes.items()},
    }


def _print_undoing(undone: "Undoing", *, code: str, written: bool) -> None:
    for kept in undone.kept[:_SHOWN]:
        click.echo(_why_it_stays(kept))
    _say_how_many_more(undone.counts["kept"], "that stay as they are")
    click.echo(f"Undone: {code}" if written else f"Would be undone (--write): {code}")
    words = {"removed": "removed", "restored": "put back", "kept": "kept"}
    for what, word in words.items():
        click.echo(f"{word:<12} {undone.counts[what]:>9,}")


def _why_it_stays(kept: "KeptSince") -> str:
    from liaison.hub.lifecycle.undoing import words_for

    if kept.is_gone:
        return f"{kept.organisation} is no longer in the directory."
    why = []
    if kept.parts:
        why.append(f"changed since: {', '.join(kept.parts)}")
    why += [f"has got {words_for(label)}" for label in kept.has]
    return f"{kept.name} stays: {'; '.join(why) or 'saved anew since'}"


def _undoing_as_json(undone: "Undoing", *, code: str, written: bool) -> dict[str, Any]:
    return {
        "import_id": code,
        "written": written,
        **{what: undone.counts[what] for what in ("removed", "restored", "kept")},
        "kept_organisations": [
            {
                "organisation": str(kept.organisation),
                "name": kept.name,
                "changed_since": list(kept.parts),
                "has": list(kept.has),
                "is_gone": kept.is_gone,
            }
            for kept in undone.kept
        ],
    }
