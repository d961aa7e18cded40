"""
The index on disk: postings, who took part in what, and the records themselves, memory-mapped.

A folder holds one subfolder per version and a file `current` that names the one in use. A version
is written whole beside the others, then `current` is replaced; whoever reads the old one keeps it.

Postings are TF-IDF weights, sublinear in the count of a term and of length 1 per project (Salton
and Buckley, 1988). Terms are words and pairs of neighbouring words, as sorted 64-bit numbers, so
no vocabulary has to be loaded.
"""

import hashlib
import json
import mmap
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from liaison.matching.records import (
    IndexUnreadable,
    NoIndex,
    Organisation,
    Project,
    UnknownOrganisation,
    UnknownProject,
)
from liaison.matching.sentence_encoder import EncoderUnusable, SentenceEncoder
from liaison.matching.text import Terms, are_pairs, dampened, terms_of, words_of

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 6
# How much a pair of words weighs beside a word that is as rare: measured in benchmarks/engine.md.
PAIR_WEIGHT = 0.7
# How many texts, and how many postings, are held in memory at a time while an index is built.
TEXTS_AT_ONCE = 20_000
POSTINGS_AT_ONCE = 8_000_000
# Seconds between the writing of two versions after which the older, if unfinished, was given up.
GIVEN_UP_AFTER = 24 * 3600
KINDS = ("", "company", "university", "research", "public", "other")
# The records, one Arrow file each.
TABLES = ("organisations", "projects", "topics")
# What evidence there is: projects, and what is besides them.
EVIDENCE_KINDS = ("project", "study", "work")
ROLES = ("", "coordinator", "participant", "associated", "third_party")

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float32]
Progress = Callable[[int, int | None, str], None]


@dataclass(frozen=True)
class Arrays:
    """
    Everything that ranking touches; rows of `projects` and `organisations` are numbered from 0.

    :ivar terms: shape (n_terms,); all terms of the corpus, ascending
    :ivar starts: shape (n_terms + 1,); where the postings of each term begin and end
    :ivar posting_projects: shape (n_postings,); project rows, ascending within a term
    :ivar posting_weights: shape (n_postings,); above 0, squares adding up to 1 per project
    :ivar idf: shape (n_terms,); above 0; the rarer the term, the larger; less for a pair of words
    :ivar member_starts: shape (n_projects + 1,); where each project's participations begin and end
    :ivar members: shape (n_participations,); organisation rows, by project, as in the source
    :ivar member_roles: shape (n_participations,); positions in ROLES
    :ivar member_contributions: shape (n_participations,); EUR, NaN where unknown
    :ivar involvement_starts: shape (n_organisations + 1,); the same the other way round
    :ivar involvements: shape (n_participations,); positions in `members`, by organisation
    :ivar member_projects: shape (n_participations,); the project row of each participation
    :ivar involvement_projects: shape (n_participations,); the project row of each involvement
    :ivar project_days: shape (n_projects,); when signed, in days since 1970; -1 where unknown
    :ivar evidence_kinds: shape (n_projects,); positions in EVIDENCE_KINDS
    :ivar schemes: shape (n_projects,); positions in `scheme_names`, -1 where unknown; likewise
        `programmes` and `families` (of calls)
    :ivar scheme_names: ascending, UTF-8; likewise `programme_names` and `family_names`
    :ivar dense_terms: shape (n_words,); the words of the space of meaning, see `encoding.Space`
    :ivar dense_idf: shape (n_words,)
    :ivar dense_directions: shape (n_words, n_dimensions)
    :ivar dense_projects: shape (n_projects, n_dimensions); where each project lies, length 1 or 0
    :ivar cell_centres: shape (n_cells, n_dimensions); the middle of each group of projects that lie
        near each other, length 1; none in a small index
    :ivar cell_starts: shape (n_cells + 1,); where the projects of each begin and end
    :ivar cell_projects: shape (n_projects or 0,); project rows, cell after cell
    :ivar profiles: shape (n_organisations, n_dimensions); the middle of each one's projects
    :ivar country_lift: shape (n_countries, n_countries); see `features.Known`
    :ivar countries: shape (n_organisations,); two letters as bytes, empty where unknown
    :ivar kinds: shape (n_organisations,); positions in KINDS
    :ivar sme: shape (n_organisations,); 1 yes, 0 no, -1 unknown
    :ivar organisation_ids: shape (n_organisations,); ascending, UTF-8
    :ivar project_ids: shape (n_projects,); ascending, UTF-8
    """

    terms: Terms
    starts: Longs
    posting_projects: Ints
    posting_weights: Floats
    idf: Floats
    member_starts: Longs
    members: Ints
    member_roles: NDArray[np.int8]
    member_contributions: NDArray[np.float64]
    member_projects: Ints
    involvement_starts: Longs
    involvements: Ints
    involvement_projects: Ints
    project_days: Ints
    evidence_kinds: NDArray[np.int8]
    schemes: Ints
    programmes: Ints
    families: Ints
    scheme_names: NDArray[np.bytes_]
    programme_names: NDArray[np.bytes_]
    family_names: NDArray[np.bytes_]
    dense_terms: Terms
    dense_idf: Floats
    dense_directions: Floats
    dense_projects: Floats
    cell_centres: Floats
    cell_starts: Longs
    cell_projects: Ints
    profiles: Floats
    country_lift: Floats
    countries: NDArray[np.bytes_]
    kinds: NDArray[np.int8]
    sme: NDArray[np.int8]
    organisation_ids: NDArray[np.bytes_]
    project_ids: NDArray[np.bytes_]

    @property
    def are_projects(self) -> NDArray[np.bool_]:
        """Which pieces of evidence are projects, shape (n_projects,): no studies, no works."""
        are: NDArray[np.bool_] = self.evidence_kinds == 0
        return are


class Stored:
    """One version of the index, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        meta = _read_meta(folder)
        self.version: str = meta["version"]
        self.provenance: Mapping[str, Any] = meta["provenance"]
        self._encoder_folder: str = meta.get("encoder", "")
        self.arrays = Arrays(
            **{name: _map_array(folder / f"{name}.npy") for name in Arrays.__dataclass_fields__}
        )
        # Mapped at once, read when asked for: the folder may be cleared away in between.
        self._mapped = {name: _map_bytes(folder / f"{name}.arrow") for name in TABLES}

    @property
    def n_organisations(self) -> int:
        return len(self.arrays.organisation_ids)

    @property
    def n_projects(self) -> int:
        return len(self.arrays.project_ids)

    @cached_property
    def encoder(self) -> SentenceEncoder | None:
        """
        Return the sentence encoder that the projects were placed by; none for the index's own.

        :raises IndexUnreadable: if it is not where it was, or cannot be run here
        """
        if not self._encoder_folder:
            return None
        try:
            return SentenceEncoder(Path(self._encoder_folder))
        except EncoderUnusable as error:
            raise IndexUnreadable(f"{error}; the index in {self.folder} needs it") from error

    def organisation_row(self, organisation_id: str) -> int:
        """Return the row of an organisation; raises UnknownOrganisation."""
        row = find_row(self.arrays.organisation_ids, organisation_id)
        if row is None:
            raise UnknownOrganisation(organisation_id)
        return row

    def project_row(self, project_id: str) -> int:
        """Return the row of a project; raises UnknownProject."""
        row = find_row(self.arrays.project_ids, project_id)
        if row is None:
            raise UnknownProject(project_id)
        return row

    def organisations(self, rows: NDArray[np.integer[Any]]) -> list[Organisation]:
        """Return the organisations in these rows, in this order."""
        starts = self.arrays.involvement_starts
        counts = starts[rows + 1] - starts[rows]
        records = _records(self._organisation_table, rows)
        return [
            Organisation(*(*record, count))
            for record, count in zip(records, counts.tolist(), strict=True)
        ]

    def projects(self, rows: NDArray[np.integer[Any]]) -> list[Project]:
        """Return the projects in these rows, in this order."""
        return [Project(*record) for record in _records(self._project_table, rows)]

    def places(self) -> list[tuple[float, float]]:
        """Return latitude and longitude of every organisation that has them, in no order."""
        table = self._organisation_table.select(["lat", "lon"])
        lat, lon = (column.to_numpy() for column in table.itercolumns())
        known = ~(np.isnan(lat) | np.isnan(lon))
        return list(zip(lat[known].tolist(), lon[known].tolist(), strict=True))

    def topics_of(self, project_rows: NDArray[np.integer[Any]]) -> list[str]:
        """Return the topic labels of these projects, one entry per project and topic."""
        if not len(project_rows):
            return []
        lists = self._topic_table.column("labels").take(project_rows).to_pylist()
        return [label for labels in lists for label in labels or ()]

    @cached_property
    def names(self) -> list[str]:
        """The folded words of each organisation's names, each word after a space."""
        table = self._organisation_table.select(["name", "short_name"])
        pairs = zip(*(column.to_pylist() for column in table.itercolumns()), strict=True)
        return [
            "".join(f" {word}" for word in words_of(f"{name or ''} {short_name or ''}"))
            for name, short_name in pairs
        ]

    @cached_property
    def _organisation_table(self) -> "pa.Table":
        return self.table("organisations")

    @cached_property
    def _project_table(self) -> "pa.Table":
        return self.table("projects")

    @cached_property
    def _topic_table(self) -> "pa.Table":
        return self.table("topics")

    def table(self, name: str) -> "pa.Table":
        """Return the records of one of TABLES, in the order of the rows."""
        import pyarrow as pa

        try:
            return pa.ipc.open_file(pa.py_buffer(self._mapped[name])).read_all()
        except (pa.ArrowInvalid, OSError) as error:
            file = self.folder / f"{name}.arrow"
            raise IndexUnreadable(f"{file} is damaged ({error}); run: liaison index") from error


def _records(table: "pa.Table", rows: NDArray[np.integer[Any]]) -> Iterator[tuple[Any, ...]]:
    """Yield the table's rows at these places, values in the order of the columns."""
    import pyarrow as pa

    # Tables are stored in one piece; without rows in none.
    pieces = table.to_batches()
    columns = pieces[0].take(pa.array(rows)).columns if pieces else []
    return zip(*map(_values, columns), strict=True)


def _values(column: "pa.Array[Any]") -> list[Any]:
    """Return the values of a column; texts and dates on a way five times faster than the usual."""
    import pyarrow as pa

    if pa.types.is_string(column.type) or pa.types.is_date(column.type):
        values: list[Any] = column.to_numpy(zero_copy_only=False).tolist()
        return values
    return list(column.to_pylist())


def open_stored(folder: Path) -> Stored:
    """
    Return the version of the index in use.

    :raises NoIndex: if none was written to this folder
    :raises IndexUnreadable: if it is damaged or of another format version
    """
    missing = ""
    while True:
        name = _version_in_use(folder)
        try:
            return Stored(folder / name)
        except FileNotFoundError:
            # A version may be removed between reading its name and opening it; then another is
            # named. One that is still named was never whole.
            if name == missing:
                raise IndexUnreadable(
                    f"The index {folder / name} is incomplete; run: liaison index"
                ) from None
            missing = name


def _version_in_use(folder: Path) -> str:
    try:
        return (folder / "current").read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise NoIndex(f"{folder} holds no index; run: liaison index") from None
    except UnicodeDecodeError as error:
        raise IndexUnreadable(f"{folder / 'current'} is damaged; run: liaison index") from error


@contextmanager
def scratch_folder(folder: Path) -> Iterator[Path]:
    """Give a folder for what is needed while an index is built; it is cleared away afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder) as scratch:
        yield Path(scratch)


def write_stored(
    folder: Path,
    *,
    arrays: Arrays,
    tables: Mapping[str, "pa.Table"],
    provenance: Mapping[str, Any],
    encoder: SentenceEncoder | None = None,
) -> None:
    """
    Write a new version of the index and put it in use; older ones are cleared away.

    :param encoder: by which the projects were placed, if it was not the index's own
    """
    import pyarrow.feather as feather

    folder.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder))
    try:
        for name in Arrays.__dataclass_fields__:
            np.save(unfinished / f"{name}.npy", getattr(arrays, name))
        for name, table in tables.items():
            # One piece, so that a row is found without walking through pieces.
            feather.write_feather(
                table.combine_chunks(),
                str(unfinished / f"{name}.arrow"),
                compression="uncompressed",
                chunksize=max(table.num_rows, 1),
            )
        version = _digest(unfinished, provenance)
        _write_meta(
            unfinished,
            version=version,
            provenance=provenance,
            encoder=str(encoder.folder.resolve()) if encoder else "",
        )
        _put_in_use(unfinished, folder, version)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


@dataclass(frozen=True)
class TermCounts:
    """
    How often each term stands in each of some neighbouring texts, sorted by term, then by project.

    :ivar first: the row of the first of these texts
    :ivar number: how many texts they are
    :ivar terms: shape (n_entries,)
    :ivar projects: shape (n_entries,); project rows
    :ivar counts: shape (n_entries,)
    """

    first: int
    number: int
    terms: Terms
    projects: Ints
    counts: Ints


@dataclass(frozen=True)
class Postings:
    """
    `terms`, `starts`, `posting_projects`, `posting_weights` and `idf` of `Arrays`, with what they
    were made from.

    :ivar norms: shape (n_texts,); the length of each text before it was made 1
    :ivar counts: of TEXTS_AT_ONCE texts at a time
    """

    terms: Terms
    starts: Longs
    posting_projects: Ints
    posting_weights: Floats
    idf: Floats
    norms: Floats
    counts: tuple[TermCounts, ...]

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays by their names in `Arrays`."""
        own = ("norms", "counts")
        return {name: value for name, value in vars(self).items() if name not in own}


def index_texts(
    texts: Iterable[str], *, n_texts: int, scratch: Path, progress: Progress
) -> Postings:
    """
    Return the postings of these texts, one text a project row.

    Only a part is held in memory at a time: texts are counted in blocks, then brought together by
    ranges of terms, in files of a folder that may be cleared away afterwards.

    :param n_texts: how many there are
    :param scratch: an empty folder
    """
    blocks = tuple(_counted(texts, n_texts, scratch, progress))
    sizes = [len(block.terms) for block in blocks]
    n_postings = sum(sizes)
    projects = _on_disk(scratch / "projects", n_postings, np.int32)
    weights = _on_disk(scratch / "weights", n_postings, np.float32)
    squares = np.zeros(n_texts)
    vocabulary, frequencies, rarities = [], [], []
    done = 0
    for terms, rows, counts in _by_ranges(blocks, n_postings):
        found, frequency = np.unique(terms, return_counts=True)
        idf = rarity(found, frequency, n_texts=n_texts)
        each = dampened(counts) * np.repeat(idf, frequency)
        squares += np.bincount(rows, weights=each**2, minlength=n_texts)
        here = slice(done, done + len(terms))
        projects[here], weights[here] = rows, each
        vocabulary.append(found)
        frequencies.append(frequency)
        rarities.append(idf)
        done += len(terms)
    norms = np.sqrt(squares).astype(np.float32)
    for first in range(0, n_postings, POSTINGS_AT_ONCE):
        here = slice(first, first + POSTINGS_AT_ONCE)
        weights[here] /= norms[projects[here]]
    ends = np.cumsum(np.concatenate([np.zeros(1, np.int64), *frequencies]))
    return Postings(
        terms=np.concatenate([np.empty(0, np.uint64), *vocabulary]),
        starts=ends.astype(np.int64),
        posting_projects=projects,
        posting_weights=weights,
        idf=np.concatenate([np.empty(0, np.float32), *rarities]),
        norms=norms,
        counts=blocks,
    )


def rarity(terms: Terms, frequencies: NDArray[np.integer], *, n_texts: int) -> Floats:
    """
    Return what each term weighs for being rare; pairs of words weigh PAIR_WEIGHT of that.

    :param frequencies: in how many of the texts each stands
    """
    weights = (np.log((1 + n_texts) / (1 + frequencies)) + 1).astype(np.float32)
    weights[are_pairs(terms)] *= PAIR_WEIGHT
    return weights


def _on_disk(file: Path, length: int, dtype: type[np.generic]) -> NDArray[Any]:
    # Nothing cannot be mapped.
    if not length:
        return np.empty(0, dtype)
    return np.lib.format.open_memmap(file, mode="w+", dtype=dtype, shape=(length,))


def _by_ranges(blocks: Sequence[TermCounts], n_postings: int) -> Iterator[tuple[Terms, Ints, Ints]]:
    """Yield terms, projects and counts of all blocks, range after range of terms."""
    # Terms are spread evenly over all numbers.
    number = max(n_postings // POSTINGS_AT_ONCE, 1)
    limits = [(step * 2**64 // number) for step in range(1, number)]
    cuts = [
        [0, *np.searchsorted(block.terms, np.array(limits, np.uint64)), len(block.terms)]
        for block in blocks
    ]
    for part in range(number):
        slices = [slice(cut[part], cut[part + 1]) for cut in cuts]
        pairs = list(zip(blocks, slices, strict=True))
        terms = np.concatenate([np.empty(0, np.uint64), *(b.terms[each] for b, each in pairs)])
        projects = np.concatenate([np.empty(0, np.int32), *(b.projects[each] for b, each in pairs)])
        counts = np.concatenate([np.empty(0, np.int32), *(b.counts[each] for b, each in pairs)])
        # Stable, so that projects stay ascending within a term.
        order = np.argsort(terms, kind="stable")
        yield terms[order], projects[order], counts[order]


def call_family(topic: str) -> str:
    """
    Return what a call topic has in common with those of other years: its programme and destination.

    "HORIZON-CL5-2024-D3-01-02" belongs to "HORIZON-CL5-D3".
    """
    parts = topic.split("-")
    return "-".join(parts[:2] + parts[3:4])


def _counted(
    texts: Iterable[str], n_texts: int, scratch: Path, progress: Progress
) -> Iterator[TermCounts]:
    what = "Reading the evidence"
    numbered = enumerate(texts)
    while block := list(islice(numbered, TEXTS_AT_ONCE)):
        found = []
        for row, text in block:
            terms, counts = np.unique(terms_of(text), return_counts=True)
            found.append((terms, np.full(len(terms), row, np.int32), counts.astype(np.int32)))
            if row % 500 == 0:
                progress(row, n_texts, what)
        terms, projects, counts = (np.concatenate(parts) for parts in zip(*found, strict=True))
        order = np.argsort(terms, kind="stable")
        first = block[0][0]
        yield TermCounts(
            first,
            len(block),
            *(
                _kept(scratch / f"{name}-{first}", values[order])
                for name, values in (("terms", terms), ("projects", projects), ("counts", counts))
            ),
        )
    progress(n_texts, n_texts, what)


def _kept(file: Path, values: NDArray[Any]) -> NDArray[Any]:
    """Return the values, held in a file rather than in memory."""
    kept = _on_disk(file, len(values), values.dtype.type)
    kept[:] = values
    return kept


def find_row(ids: NDArray[np.bytes_], wanted: str) -> int | None:
    """Return where an id stands in an ascending list of ids; none if it does not."""
    key = wanted.encode("utf-8", "surrogatepass")
    # Longer than any stored id, it would be cut to their length and found by mistake.
    if not key or len(key) > ids.dtype.itemsize or key.endswith(b"\0"):
        return None
    row = int(np.searchsorted(ids, np.array(key, dtype=ids.dtype)))
    return row if row < len(ids) and ids[row] == key else None


def _map_array(file: Path) -> NDArray[Any]:
    try:
        mapped: NDArray[Any] = np.load(file, mmap_mode="r", allow_pickle=False)
    except FileNotFoundError:
        raise
    except (ValueError, OSError) as error:
        raise IndexUnreadable(f"{file} is damaged ({error}); run: liaison index") from error
    # A plain view: the class of mapped arrays makes every small slice slow.
    return mapped.view(np.ndarray)


def _map_bytes(file: Path) -> mmap.mmap:
    with file.open("rb") as content:
        return mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ)


def _digest(folder: Path, provenance: Mapping[str, Any]) -> str:
    """Return a name for just this content."""
    digest = hashlib.blake2b(digest_size=8)
    for file in sorted(folder.iterdir()):
        with file.open("rb") as content:
            while block := content.read(1 << 20):
                digest.update(block)
    digest.update(json.dumps(provenance, sort_keys=True, default=str).encode())
    return digest.hexdigest()


def _write_meta(folder: Path, *, version: str, provenance: Mapping[str, Any], encoder: str) -> None:
    sizes = {file.name: file.stat().st_size for file in sorted(folder.iterdir())}
    meta = {
        "format": FORMAT,
        "version": version,
        "sizes": sizes,
        "provenance": provenance,
        "encoder": encoder,
    }
    (folder / "meta.json").write_text(
        json.dumps(meta, indent=1, ensure_ascii=False, default=str), encoding="utf-8"
    )


def _read_meta(folder: Path) -> dict[str, Any]:
    file = folder / "meta.json"
    try:
        meta: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        sizes, written = dict(meta["sizes"]), meta["format"]
        _ = meta["version"], meta["provenance"]
    except (ValueError, KeyError, TypeError) as error:
        raise IndexUnreadable(f"{file} is damaged ({error}); run: liaison index") from error
    if written != FORMAT:
        raise IndexUnreadable(
            f"The index in {folder} has format {written}, this version reads {FORMAT};"
            " run: liaison index"
        )
    for name, size in sizes.items():
        if (folder / name).stat().st_size != size:
            raise IndexUnreadable(f"{folder / name} is damaged (cut off); run: liaison index")
    return meta


def _put_in_use(unfinished: Path, folder: Path, version: str) -> None:
    target = folder / version
    if not target.exists():
        unfinished.chmod(0o755)
        unfinished.rename(target)
    pointer = folder / "current"
    previous = pointer.read_text(encoding="utf-8").strip() if pointer.exists() else None
    new_pointer = folder / f".current-{os.getpid()}"
    new_pointer.write_text(version, encoding="utf-8")
    new_pointer.replace(pointer)
    # The previous one stays a while: a reader may have read its name and not yet opened it.
    for other in folder.iterdir():
        if other.is_dir() and other.name not in (version, previous) and _is_given_up(other, target):
            shutil.rmtree(other, ignore_errors=True)


def _is_given_up(other: Path, newest: Path) -> bool:
    """Tell whether nobody will need a version's folder: it is whole, or its writing broke off."""
    if not other.name.startswith(".unfinished-"):
        return True
    return newest.stat().st_mtime - other.stat().st_mtime > GIVEN_UP_AFTER
