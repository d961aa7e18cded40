"""The `liaison` command. Each command imports what it needs when it runs, so each starts fast."""

import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from liaison import __version__
from liaison.commands.frame import data_option, progress_bars, refusals_in_one_line
from liaison.commands.organisations import organisations
from liaison.commands.working import work
from liaison.hub.clusters.starting_sets import STARTING_SETS

if TYPE_CHECKING:
    from liaison.config.indexing import Taken
    from liaison.matching import Answer, Index, Involvement, Match, Opportunity, Reason
    from liaison.opendata import Harvest

KINDS = ("company", "university", "research", "public", "other")

address_options = [
    click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True),
    click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True),
    click.option(
        "--no-worker",
        is_flag=True,
        help="Do no jobs beside the site; `liaison work` does them elsewhere.",
    ),
]


def told_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add what of each need the ranking is told."""
    command = click.option(
        "--one-line", is_flag=True, help="Tell the plain title only, not the description."
    )(command)
    return click.option(
        "--without",
        multiple=True,
        type=click.Choice(["asker", "call"]),
        help="Do not tell who asks, or the funding call; may be given twice.",
    )(command)


def _told(without: tuple[str, ...]) -> dict[str, bool]:
    return {"asker": "asker" not in without, "call": "call" not in without}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="liaison")
def main() -> None:
    """Liaison: say what you need, meet those who have proven they can do it."""


main.add_command(organisations)
main.add_command(work)


class OneCommandPerSource(click.Group):
    """Finds its commands among the readers, which are looked at only when they are needed."""

    def list_commands(self, context: click.Context) -> list[str]:
        from liaison.opendata import READERS

        return [*super().list_commands(context), *READERS]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        from liaison.opendata import READERS

        if name in READERS:
            return _harvest_command(name, READERS[name].what)
        return super().get_command(context, name)


@main.group(cls=OneCommandPerSource)
def harvest() -> None:
    """Read an open data source into a snapshot; the previous one stays until the new is whole."""


def _harvest_command(code: str, what: str) -> click.Command:
    """Return `liaison harvest CODE`; every source is read the same way."""

    @click.command(code, help=f"Read {what}.")
    @click.option(
        "--from", "source", help="An address, file or folder instead of the publisher's own."
    )
    @data_option
    def command(source: str | None, data: Path) -> None:
        from liaison import opendata

        with refusals_in_one_line(opendata.HarvestRefused), progress_bars() as progress:
            outcome = opendata.harvest(code, source, data, clock=_now, progress=progress)
        click.echo(_harvested(outcome))

    return command


@harvest.command("all")
@click.option("--due", is_flag=True, help="Leave out what was read recently enough.")
@data_option
def harvest_every(due: bool, data: Path) -> None:
    """Read all sources that are enabled; one that fails does not stop the others.

    Afterwards their organisations are joined, if a source or a decision changed. Which sources are
    read, how often and from where: sources.toml in the data folder. The exit status is 1 if
    anything failed.
    """
    from liaison import opendata

    failed = 0
    with refusals_in_one_line(opendata.PlanUnusable), progress_bars() as progress:
        outcomes = opendata.harvest_all(data, clock=_now, progress=progress, only_due=due)
        for code, outcome in outcomes:
            if isinstance(outcome, opendata.HarvestRefused):
                failed += 1
                click.echo(f"{code}: refused: {outcome}", err=True)
            else:
                click.echo(f"{code}: {_harvested(outcome)}")
        failed += not _links_renewed(data, progress)
    if failed:
        sys.exit(1)


def _links_renewed(data: Path, progress: Callable[[int, int | None, str], None]) -> bool:
    """Join organisations anew if anything changed, and tell of it; return whether that worked."""
    from liaison import opendata

    try:
        outcome = opendata.link_organisations(data, now=_now(), progress=progress)
    except opendata.NothingToLink:
        return True
    except (opendata.LinkingRefused, opendata.DecisionRefused) as refusal:
        click.echo(f"link: refused: {refusal}", err=True)
        return False
    if outcome.unchanged:
        return True
    counts = outcome.counts
    click.echo(
        f"link: Linked: {counts['entries']:,} entries of {counts['organisations']:,} organisations,"
        f" {counts['asked']:,} pairs to be judged"
    )
    return True


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@main.group(invoke_without_command=True)
@click.option("--again", is_flag=True, help="Also if neither a source nor a decision changed.")
@click.option("--json", "as_json", is_flag=True, help="The counts as one JSON object.")
@data_option
@click.pass_context
def link(context: click.Context, again: bool, as_json: bool, data: Path) -> None:
    """Join the entries of all harvested sources into organisations; people judge what is unsure."""
    if context.invoked_subcommand:
        return
    from liaison import opendata

    refusals = (opendata.LinkingRefused, opendata.DecisionRefused)
    with refusals_in_one_line(*refusals), progress_bars() as progress:
        outcome = opendata.link_organisations(
            data, now=dt.datetime.now(dt.UTC), progress=progress, again=again
        )
    if as_json:
        click.echo(json.dumps({**outcome.counts, "unchanged": outcome.unchanged}))
        return
    click.echo("Nothing new:" if outcome.unchanged else "Linked:")
    for name, count in outcome.counts.items():
        click.echo(f"{LINK_COUNTS[name]:<44} {count:>9,}")


LINK_COUNTS = {
    "entries": "entries in the sources",
    "organisations": "organisations they are of",
    "linked": "pairs linked",
    "asked": "pairs to be judged (liaison link questions)",
    "unsure": "pairs that people are unsure of",
    "different": "pairs that people keep apart",
    "refused": "pairs compared and refused",
}


def decision_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add what every change of decisions needs."""
    command = click.option(
        "--write", is_flag=True, help="Record it; without this, only say what would be recorded."
    )(command)
    return click.option("--by", required=True, metavar="NAME", help="Who decides.")(command)


@link.command("decide")
@click.argument("one")
@click.argument("other")
@click.argument("judgement", type=click.Choice(["same", "different", "unsure"]))
@click.option("--because", required=True, metavar="TEXT", help="Why, in a few words.")
@decision_options
@data_option
def link_decide(
    one: str, other: str, judgement: str, because: str, by: str, write: bool, data: Path
) -> None:
    """Decide whether the entries ONE and OTHER (a PIC, a ROR address) are one organisation."""
    from liaison.opendata import Judgement, Proposal, entry_key

    proposal = Proposal(entry_key(one), entry_key(other), Judgement(judgement), because)
    _decide(data, [proposal], by=by, write=write)


@link.command("answers")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@decision_options
@data_option
def link_answers(file: Path, by: str, write: bool, data: Path) -> None:
    """Decide on the pairs of FILE (CSV of `liaison link questions`) that have a judgement."""
    from liaison.opendata import DecisionRefused
    from liaison.opendata.resolution.questions import read_answers

    with refusals_in_one_line(DecisionRefused):
        proposals = read_answers(file)
    _decide(data, proposals, by=by, write=write)


@link.command("questions")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@data_option
def link_questions(file: Path, data: Path) -> None:
    """Write the pairs to be judged into FILE (CSV), the likeliest first."""
    from liaison.opendata import DecisionRefused
    from liaison.opendata.resolution.questions import write_questions
    from liaison.opendata.resolution.versions import version_in_use

    version = version_in_use(data)
    if version is None:
        raise click.ClickException(f"{data} holds no links yet; run: liaison link")
    with refusals_in_one_line(DecisionRefused, OSError):
        count = write_questions(version, file)
    click.echo(f"{count:,} pairs to be judged in {file}")


@link.command("withdraw")
@click.argument("number", type=int)
@click.option("--because", required=True, metavar="TEXT", help="Why, in a few words.")
@decision_options
@data_option
def link_withdraw(number: int, because: str, by: str, write: bool, data: Path) -> None:
    """Withdraw decision NUMBER (see `liaison link decisions`), as if it had never been made."""
    from liaison import opendata
    from liaison.opendata.resolution.decisions import held_decision

    with refusals_in_one_line(opendata.DecisionRefused):
        decision = held_decision(data, number)
        if write:
            opendata.withdraw(data, number, because=because, by=by, now=dt.datetime.now(dt.UTC))
    done = "Withdrawn" if write else "Would be withdrawn (--write)"
    click.echo(f"{done}: {decision.one} and {decision.other} {decision.judgement}")
    if write:
        click.echo("It holds from the next: liaison link")


@link.command("decisions")
@data_option
def link_decisions(data: Path) -> None:
    """List the decisions that hold, with their numbers."""
    from liaison import opendata

    with refusals_in_one_line(opendata.DecisionRefused):
        decisions = opendata.read_decisions(data)
    for each in decisions:
        because = " ".join(each.because.split())
        click.echo(
            f"{each.number:>5}  {each.at:%Y-%m-%d}  {each.one} and {each.other} {each.judgement}"
            f" ({each.by}: {because})"
        )


@link.command("show")
@click.argument("identifier")
@data_option
def link_show(identifier: str, data: Path) -> None:
    """Show all that the sources say of the organisation with IDENTIFIER (a PIC, a ROR address)."""
    from liaison import opendata

    picture = opendata.picture_of(data, identifier)
    if picture is None:
        raise click.ClickException(f"{identifier}: no such organisation; run: liaison link")
    click.echo(f"{picture.name} · {picture.city}, {picture.country} · {picture.kind}")
    click.echo(f"{', '.join(picture.entries)} · {len(picture.projects):,} projects")
    for fact in picture.facts:
        days = f"{fact.first_seen} to {fact.last_seen}"
        click.echo(f"  {fact.field:<12} {fact.value} ({fact.source}, {days})")
    for field, said in picture.disagreements.items():
        values = "; ".join(f"{key}: {value or '-'}" for key, value in said.items())
        click.echo(f"  the entries disagree on {field}: {values}")


def _decide(data: Path, proposals: list[Any], *, by: str, write: bool) -> None:
    from liaison import opendata
    from liaison.opendata.resolution.decisions import check_proposals

    known = opendata.pictures(data)
    if known is None:
        raise click.ClickException(f"{data} holds no links yet; run: liaison link")
    if unknown := known.unknown(key for each in proposals for key in each.pair):
        raise click.ClickException(
            f"{', '.join(unknown)}: no such entry; write a PIC, https://ror.org/… or scheme:id."
        )
    with refusals_in_one_line(opendata.DecisionRefused):
        if write:
            new = opendata.decide(data, proposals, by=by, now=dt.datetime.now(dt.UTC))
            click.echo(f"Recorded {len(new):,}; they hold from the next: liaison link")
        else:
            new = check_proposals(data, proposals, by=by)
            click.echo(f"Would record {len(new):,} (--write)")
    for each in new:
        click.echo(f"  {each.one} and {each.other} {each.judgement}")


@main.command()
@data_option
@click.option("--projects", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--participations", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--encoder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with a sentence encoder (model.onnx, tokenizer.json) that takes the place of"
    " the space of meaning learnt from the evidence. Train afterwards.",
)
def index(
    data: Path, projects: Path | None, participations: Path | None, encoder: Path | None
) -> None:
    """Build the index for matching, from harvested snapshots or from two Parquet files.

    All sources of evidence that were harvested are indexed together; calls beside them.
    """
    from liaison import matching
    from liaison.config.indexing import EvidenceUnreadable, index_calls, newest_calls
    from liaison.matching.sentence_encoder import EncoderUnusable, SentenceEncoder

    if (projects is None) != (participations is None):
        raise click.UsageError("--projects and --participations go together.")
    refusals = (matching.UnusableTable, EncoderUnusable, EvidenceUnreadable)
    taken: list[Taken] = []
    with refusals_in_one_line(*refusals), progress_bars() as progress:
        sentences = SentenceEncoder(encoder) if encoder else None
        if projects and participations:
            tables = _tables_from_files(projects, participations)
            matching.build_index(
                **tables, folder=data / "index", progress=progress, encoder=sentences
            )
        else:
            taken = _index_newest_evidence(data, progress, sentences)
        calls = newest_calls(data)
        if calls:
            index_calls(calls, data, progress=progress)
    built = matching.load_index(data / "index")
    _print_taken(taken)
    what = "projects" if all(each.kind == "project" for each in taken) else "pieces of evidence"
    click.echo(
        f"Indexed {built.n_projects:,} {what} of {built.n_organisations:,} organisations"
        f" in {data / 'index'}"
    )
    if calls:
        n_calls = matching.load_call_index(data / "index").n_calls
        click.echo(f"Calls indexed beside it: {n_calls:,}")


@main.command()
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="What computes: DuckDB on this machine, or Spark on this one or on a cluster.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    show_default="the folder prepared beside the snapshots",
    help="Where the tables go; what was prepared there before is replaced once the new is whole.",
)
@click.option(
    "--memory",
    type=click.IntRange(1, 4096),
    default=4,
    show_default=True,
    help="GiB that the engine may use; what does not fit goes to the disk of the output.",
)
@click.option(
    "--cores",
    type=click.IntRange(1, 1024),
    help="How many cores compute on this machine; else all.",
)
@click.option("--master", default="", help="Address of a Spark cluster, such as spark://host:7077.")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    show_default="today",
    help="The day from which the age of projects counts; the same day prepares the same tables.",
)
@data_option
def prepare(
    engine: str,
    output: Path | None,
    memory: int,
    cores: int | None,
    master: str,
    today: dt.datetime | None,
    data: Path,
) -> None:
    """Work out what each organisation has to show, its partners, and whom to compare it with."""
    from liaison.opendata import preparation

    if master and engine != "spark":
        raise click.UsageError(
            "--master is the address of a Spark cluster; it needs --engine spark."
        )
    refusals = (preparation.PreparationRefused, preparation.EngineUnusable)
    with refusals_in_one_line(*refusals), progress_bars() as progress:
        prepared = preparation.prepare(
            preparation.snapshots_in_use(data),
            output or data / "prepared",
            engine=engine,
            today=(today or dt.datetime.now(dt.UTC)).date(),
            resources=preparation.Resources(memory_gib=memory, cores=cores or 0, master=master),
            progress=progress,
        )
    for table, rows in prepared.rows.items():
        click.echo(f"{table:<22} {rows:>13,} rows")
    click.echo(f"Prepared with {engine} in {prepared.folder}")


@main.command()
@click.option("--seed", type=int, default=1, show_default=True, help="Of all that chance decides.")
@data_option
def train(seed: int, data: Path) -> None:
    """Learn from the index who joins whom, and rank by that; the same seed learns the same."""
    from liaison.matching import IndexUnreadable, NoIndex, training
    from liaison.matching.indexes import open_stored

    folder = data / "index"
    refusals = (training.TooLittleToLearnFrom, training.TrainingNotInstalled)
    with refusals_in_one_line(NoIndex, IndexUnreadable, *refusals), progress_bars() as progress:
        stored = open_stored(folder)
        trained = training.train(stored, seed=seed, progress=progress)
        file = training.put_in_use(trained, stored, folder)
    click.echo(f"Learnt from {trained.model.learnt_from['needs']:,} past needs: {file}")


@main.command()
@click.argument("need")
@click.option("--asker", help="Organisation that asks; it is left out of the answer.")
@click.option("--country", "countries", multiple=True, metavar="CODE", help="ISO code, such as LU.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS))
@click.option("--top", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a list to read.")
@data_option
def match(
    need: str,
    asker: str | None,
    countries: tuple[str, ...],
    kinds: tuple[str, ...],
    top: int,
    as_json: bool,
    data: Path,
) -> None:
    """List the organisations that have proven they can meet NEED, best first, with the evidence."""
    from liaison.matching import Filters, Need

    if not need.strip():
        raise click.BadParameter("say what you need in a few words.", param_hint="NEED")
    filters = Filters(
        countries=frozenset(code.upper() for code in countries), kinds=frozenset(kinds)
    )
    answer = _load_index(data).match(Need(text=need, asker=asker), filters=filters, top=top)
    if as_json:
        click.echo(json.dumps(_answer_as_json(answer), ensure_ascii=False))
    else:
        _print_answer(answer)


@main.command()
@click.argument("text", required=False)
@click.option("--organisation", metavar="ID", help="Match what this organisation's projects say.")
@click.option("--top", type=click.IntRange(1, 1000), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a list to read.")
@data_option
def calls(text: str | None, organisation: str | None, top: int, as_json: bool, data: Path) -> None:
    """List the open calls that suit TEXT, or an organisation, best first, with the reasons."""
    from liaison import matching

    if bool(text and text.strip()) == bool(organisation):
        raise click.UsageError("Say what you do in TEXT, or give an --organisation; not both.")
    day = _now().astimezone(ZoneInfo("Europe/Brussels")).date()
    refusals = (matching.NoCalls, matching.IndexUnreadable)
    with refusals_in_one_line(*refusals):
        index = matching.load_call_index(data / "index")
    if organisation:
        involvements = _projects_of(organisation, data)
        found = index.opportunities(involvements, day=day, top=top)
    else:
        found = index.fitting(text or "", day=day, top=top)
    n_open = len(index.open_on(day))
    if as_json:
        answer = {"day": day.isoformat(), "open": n_open, "calls": list(map(_call_as_json, found))}
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        _print_opportunities(found, n_open=n_open, n_calls=index.n_calls, day=day)


@main.command()
@click.option(
    "--needs", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--top", type=click.IntRange(1, 10_000), default=100, show_default=True)
@told_options
@data_option
def rank(
    needs: Path, output: Path, top: int, without: tuple[str, ...], one_line: bool, data: Path
) -> None:
    """Rank organisations for every need in a JSON Lines file; write one ranking a line."""
    from liaison.matching import UnusableFile, evaluation

    index = _load_index(data)
    with refusals_in_one_line(UnusableFile, OSError):
        stated = evaluation.read_stated_needs(needs)
        if one_line:
            stated = [each for each in stated if each.one_line]
        # Beside the target first: a run that breaks off leaves no half-written file in its place.
        unfinished = output.with_name(output.name + ".part")
        with (
            unfinished.open("w", encoding="utf-8") as lines,
            click.progressbar(stated, label="Ranking", file=sys.stderr) as bar,
        ):
            for each in bar:
                need = each.told(**_told(without), one_line=one_line)
                ranking = [
                    [suggestion.organisation_id, suggestion.score]
                    for suggestion in index.suggest(need, top=top)
                ]
                lines.write(json.dumps({"id": each.id, "ranking": ranking}) + "\n")
        unfinished.replace(output)
    click.echo(f"Ranked {len(stated):,} needs into {output}")


@main.command()
@click.option(
    "--needs", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--qrels", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--run", "run_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The figures as one JSON object.")
@told_options
@data_option
def evaluate(
    needs: Path,
    qrels: Path,
    run_file: Path | None,
    as_json: bool,
    without: tuple[str, ...],
    one_line: bool,
    data: Path,
) -> None:
    """Measure rankings against who really joined; ranks the needs itself where no run is given."""
    from liaison.matching import UnusableFile, evaluation

    with refusals_in_one_line(UnusableFile):
        figures = evaluation.evaluate(
            needs=needs,
            qrels=qrels,
            run=run_file,
            index=_load_index(data),
            **_told(without),
            one_line=one_line,
        )
    if as_json:
        click.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        click.echo(f"{name:<28} {value:,}" if isinstance(value, int) else f"{name:<28} {value:.4f}")


@main.command()
@click.option("--input", "source", required=True, type=click.Path(path_type=Path))
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    help="The least score of an answer, in the place of the one that was learnt.",
)
@data_option
def resolve(source: Path, output: Path, threshold: float | None, data: Path) -> None:
    """Find the organisation of each affiliation in a CSV file; add columns ror_id and score."""
    from liaison.opendata.resolution import affiliations, files

    refusals = (affiliations.NoRegistry, affiliations.ModelUnusable, files.UnusableFile)
    with refusals_in_one_line(*refusals), progress_bars() as progress:
        files.check(source, output)
        progress(0, 1, "Reading the registry")
        registry = affiliations.open_registry(data)
        progress(1, 1, "Reading the registry")
        resolver = affiliations.Resolver(
            registry, affiliations.shipped_model(), threshold=threshold
        )
        resolved = files.resolve_file(source, output, resolve=resolver.resolve, progress=progress)
    for notice in resolved.notices:
        click.echo(notice, err=True)
    click.echo(f"Found {resolved.found:,} of {resolved.rows:,} in the registry: {output}")


@main.command("train-resolution")
@click.option(
    "--affiliations",
    "judged",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with columns affiliation and ror_id (NP where there is none).",
)
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--half-of",
    "elsewhere",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Affiliations of another origin: half of them, by SHA-256, is learnt from too.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of all that chance decides.")
@data_option
def train_resolution(
    judged: Path, output: Path, elsewhere: tuple[Path, ...], seed: int, data: Path
) -> None:
    """Learn from affiliations that people looked up; the same seed learns the same."""
    from liaison.opendata.resolution import affiliations, judgements, learning

    refusals = (affiliations.NoRegistry, judgements.UnusableJudgements)
    with (
        refusals_in_one_line(*refusals, learning.LearningNotInstalled, OSError),
        progress_bars() as progress,
    ):
        model = learning.learn(
            affiliations.open_snapshot(data),
            judgements.read_judged(judged),
            elsewhere=[
                each
                for file in elsewhere
                for each in judgements.read_judged(file)
                if judgements.is_for_learning(each)
            ],
            seed=seed,
            progress=progress,
        )
        model.save(output)
    number = model.learnt_from["affiliations"] + model.learnt_from["elsewhere"]
    click.echo(f"Learnt from {number:,} affiliations: {output}")


@main.command()
@data_option
@address_options[0]
@address_options[1]
@address_options[2]
@click.option("--no-serve", is_flag=True, help="Prepare everything, then stop.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser window.")
def demo(
    data: Path, port: int, workers: int, no_worker: bool, no_serve: bool, no_browser: bool
) -> None:
    """Open a running site on this machine, with harvested data where there is some."""
    from liaison.config import site

    with refusals_in_one_line(site.NotReady), progress_bars() as progress:
        accounts = site.prepare_demo(data, port=port, progress=progress)
    click.echo(f"Data: {data}")
    for account in accounts:
        click.echo(f"  sign in as {account.role:<26} {account.email:<34} {account.password}")
    if no_serve:
        return
    with refusals_in_one_line(site.NotReady):
        site.serve(
            data,
            settings="demo",
            port=port,
            workers=workers,
            job_workers=0 if no_worker else 1,
            open_browser=not no_browser,
            say=click.echo,
        )


@main.command("set-up")
@click.argument("email")
@click.option("--language", type=click.Choice(["en", "fr", "de"]), default="en", show_default=True)
@click.option(
    "--cluster",
    type=click.Choice(list(STARTING_SETS)),
    default="biohealth",
    show_default=True,
    help="Which one; all but their names is a draft that EMAIL completes on the site.",
)
@data_option
def set_up(email: str, language: str, cluster: str, data: Path) -> None:
    """Set up a cluster, the first of a new site or a further one; EMAIL manages it."""
    from liaison.config import site

    with refusals_in_one_line(site.NotReady):
        site.set_up(data, email=email, language=language, cluster=cluster)
    click.echo(f"{email} manages the cluster and can sign in with a link by e-mail.")


@main.command()
@data_option
@address_options[0]
@address_options[1]
@address_options[2]
def serve(data: Path, port: int, workers: int, no_worker: bool) -> None:
    """Run the site for others: settings from the environment, behind a web server with HTTPS."""
    from liaison.config import site

    with refusals_in_one_line(site.NotReady):
        site.prepare(data, settings="production")
        site.serve(
            data,
            settings="production",
            port=port,
            workers=workers,
            job_workers=0 if no_worker else 1,
            open_browser=False,
            say=click.echo,
        )


@main.command(
    hidden=True, context_settings={"ignore_unknown_options": True, "help_option_names": []}
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@data_option
def manage(arguments: tuple[str, ...], data: Path) -> None:
    """Run a Django management command, for those who develop or operate the site."""
    from liaison.config import site

    site.use(data, settings="production")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["liaison manage", *arguments])


def _load_index(data: Path) -> "Index":
    from liaison.matching import IndexUnreadable, NoIndex, load_index

    with refusals_in_one_line(NoIndex, IndexUnreadable):
        return load_index(data / "index")


def _projects_of(organisation: str, data: Path) -> "list[Involvement]":
    from liaison.matching import UnknownOrganisation

    try:
        return _load_index(data).projects_of(organisation)
    except UnknownOrganisation:
        raise click.ClickException(
            f"The index knows no organisation {organisation!r};"
            " liaison match shows identifiers at the end of each line."
        ) from None


def _index_newest_evidence(
    data: Path, progress: Callable[[int, int | None, str], None], encoder: Any
) -> "list[Taken]":
    from liaison.config.indexing import index_snapshots, newest_evidence

    snapshots = newest_evidence(data)
    if not snapshots:
        raise click.ClickException(
            f"{data} holds no harvested data yet; run: liaison harvest cordis"
        )
    return index_snapshots(snapshots, data, progress=progress, encoder=encoder)


def _print_taken(taken: "list[Taken]") -> None:
    for each in taken:
        rows = each.rows
        click.echo(
            f"{each.title}: {rows['projects']:,} {EVIDENCE_IN_WORDS[each.kind]},"
            f" {rows['participations']:,} participations"
        )


EVIDENCE_IN_WORDS = {"project": "projects", "study": "studies", "work": "works"}


def _tables_from_files(projects: Path, participations: Path) -> dict[str, Any]:
    from liaison.opendata.sources.cordis_csv import ColumnMissing, tables_from_csv_columns

    with refusals_in_one_line(ColumnMissing):
        tables = tables_from_csv_columns(_read_parquet(projects), _read_parquet(participations))
    source = {"title": projects.name, "address": str(projects)}
    return {**tables, "provenance": {"sources": [source]}}


def _read_parquet(file: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise click.ClickException(f"{file} is no Parquet file: {error}") from error


def _harvested(outcome: "Harvest") -> str:
    what = "Nothing new" if outcome.unchanged else "Harvested"
    rows = ", ".join(f"{count:,} {table}" for table, count in outcome.snapshot.rows.items())
    left_out = outcome.snapshot.manifest.get("notes", {}).get("left_out")
    without = f", without {left_out:,} entries that cannot be used" if left_out else ""
    return f"{what}: {rows}{without} in {outcome.snapshot.folder}"


def _print_opportunities(
    found: "list[Opportunity]", *, n_open: int, n_calls: int, day: dt.date
) -> None:
    if not n_open:
        click.echo(
            f"None of the {n_calls:,} calls is open on {day}; run: liaison harvest calls,"
            " then: liaison index"
        )
    elif not found:
        click.echo(f"None of the {n_open:,} open calls suits this.")
    for place, each in enumerate(found, start=1):
        click.echo(f"{place:>3}  {_deadlines_in_a_line(each, day)}  {each.call.title}")
        click.echo(f"       {each.call.id} · {each.call.programme} · {each.call.url}")
        if each.words:
            click.echo(f"       {', '.join(each.words[:8])}")
        for ground in each.grounds:
            name = ground.project.acronym or ground.project.title
            click.echo(f"       {name} ({ground.project.id}): {', '.join(ground.words)}")


def _deadlines_in_a_line(opportunity: "Opportunity", day: dt.date) -> str:
    call = opportunity.call
    later = [f"then {each}" for each in call.deadlines if each > opportunity.deadline]
    forthcoming = ["not open yet when it was read"] if call.is_forthcoming_on(day) else []
    left = (opportunity.deadline - day).days
    days = f"{left} day{'' if left == 1 else 's'} left"
    return f"{opportunity.deadline} ({', '.join([days, *later, *forthcoming])})"


def _call_as_json(opportunity: "Opportunity") -> dict[str, Any]:
    call = opportunity.call
    return {
        "id": call.id,
        "title": call.title,
        "programme": call.programme,
        "scheme": call.scheme,
        "status": call.status,
        "deadline": opportunity.deadline.isoformat(),
        "deadlines": [each.isoformat() for each in call.deadlines],
        "deadline_model": call.deadline_model,
        "budget": call.budget,
        "contribution_min": call.contribution_min,
        "contribution_max": call.contribution_max,
        "url": call.url,
        "score": opportunity.score,
        "words": list(opportunity.words),
        "grounds": [
            {"project": each.project.id, "title": each.project.title, "words": list(each.words)}
            for each in opportunity.grounds
        ],
    }


def _print_answer(answer: "Answer") -> None:
    if not answer.matches:
        click.echo("Nobody in the data has proven anything close to this need.")
    for place, match in enumerate(answer.matches, start=1):
        click.echo(f"{place:>3}  {match.score:.3g}  {_one_line(match)}")
        for reason in match.reasons[:3]:
            click.echo(f"       {_evidence_in_a_line(reason)}")


def _evidence_in_a_line(reason: "Reason") -> str:
    project = reason.project
    year = str(project.starts.year) if project.starts else "year unknown"
    what = "" if project.kind == "project" else project.kind
    details = filter(None, [year, what, reason.role, "invented" if project.invented else ""])
    return f"{project.title} ({', '.join(details)}): {', '.join(reason.words[:6])}"


def _one_line(match: "Match") -> str:
    organisation = match.organisation
    place = ", ".join(filter(None, [organisation.city, organisation.country]))
    return f"{organisation.name} · {place} · {organisation.kind} · {organisation.id}"


def _answer_as_json(answer: "Answer") -> dict[str, Any]:
    return {
        "found": answer.found,
        "unknown_words": list(answer.unknown_words),
        "matches": [
            {
                "id": match.organisation.id,
                "name": match.organisation.name,
                "country": match.organisation.country,
                "city": match.organisation.city,
                "kind": match.organisation.kind,
                "sme": match.organisation.sme,
                "score": match.score,
                "reasons": [
                    {
                        "project": reason.project.id,
                        "kind": reason.project.kind,
                        "source": reason.project.source,
                        "title": reason.project.title,
                        "starts": reason.project.starts and reason.project.starts.isoformat(),
                        "role": reason.role,
                        "share": reason.share,
                        "words": list(reason.words),
                        "url": reason.project.url,
                    }
                    for reason in match.reasons
                ],
            }
            for match in answer.matches
        ],
    }
