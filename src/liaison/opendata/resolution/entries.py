"""
The entries that sources have of organisations, as linking reads them.

An entry is known by its key: the scheme of its identifier and the identifier ("pic:999974844",
"ror:02feahw73"). One organisation may have several entries, in one source or in many.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from liaison.opendata.resolution.names import Name, names_within, read_name
from liaison.opendata.resolution.words import words_of
from liaison.opendata.snapshots import Snapshot

# By which identifier each source knows its entries.
SCHEMES = {"cordis": "pic", "h2020": "pic", "fp7": "pic", "ror": "ror"}
# The sources that tell of projects; studies and works are counted nowhere here.
OF_PROJECTS = ("cordis", "h2020", "fp7")
# Sources that give organisations no identifiers: one may have many entries there, as people write.
WITHOUT_IDENTIFIERS = frozenset({"clinical-trials"})
# Works name institutions by ROR id, those without one as OpenAlex's list of institutions does.
_WORKS, _INSTITUTIONS, _STUDIES = "openalex-works", "openalex-institutions", "clinical-trials"
# Two different values of these never come together unless people say so.
EXCLUSIVE_SCHEMES = ("pic", "vat", "ror")
_ROR_ADDRESS, _OPENALEX_ADDRESS = "https://ror.org/", "https://openalex.org/"
_WWW = re.compile(r"^www\d?\.")
# Web sites of many: a page there says nothing of whose it is.
_HOSTS = frozenset(
    {
        "facebook.com",
        "linkedin.com",
        "twitter.com",
        "instagram.com",
        "youtube.com",
        "sites.google.com",
        "wixsite.com",
        "wordpress.com",
        "blogspot.com",
        "github.com",
        "github.io",
        "gov.uk",
        "europa.eu",
        "wikipedia.org",
    }
)
_NO_NUMBER = re.compile(r"[^0-9A-Z]")
_NOT_A_VAT = frozenset({"", "0", "NA", "NOTAPPLICABLE", "NONE", "MISSING", "XXX"})


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One entry of one source.

    :ivar names: its names, the legal or display name first; acronyms last
    :ivar towns: the words of its towns
    :ivar point: latitude and longitude, degrees; None if unknown
    :ivar domain: of its web site, such as "uni.lu"
    :ivar domain_shared: other entries of the same source have that domain too
    :ivar size: projects it takes part in; studies and works do not count
    """

    key: str
    source: str
    names: tuple[Name, ...]
    acronyms: frozenset[str] = frozenset()
    country: str = ""
    towns: frozenset[str] = frozenset()
    city: str = ""
    point: tuple[float, float] | None = None
    kind: str = "other"
    domain: str = ""
    domain_shared: bool = False
    vat: str = ""
    status: str = ""
    size: int = 0

    @property
    def name(self) -> str:
        """Its main name, as written."""
        return self.names[0].text if self.names else self.key


def key_of(source: str, id_: str) -> str:
    """Return the key of an entry from its source's code and the identifier there."""
    if source == _WORKS:
        source = "ror" if id_.startswith(_ROR_ADDRESS) else _INSTITUTIONS
    return f"{SCHEMES.get(source, source)}:{id_.removeprefix(_ROR_ADDRESS)}"


def entry_key(key: str) -> str:
    """Return the key that an identifier stands for as sources write it: a PIC, a ROR address."""
    key = key.strip()
    if key.isdecimal():
        return f"pic:{key}"
    if key.startswith((_ROR_ADDRESS, _OPENALEX_ADDRESS)):
        return key_of(_WORKS, key)
    return key_of(_STUDIES, key) if key.startswith("nct-") else key


def id_of_key(key: str) -> str:
    """Return the identifier of an entry as its source writes it: the opposite of `entry_key`."""
    scheme, _, value = key.partition(":")
    if entry_key(value) == key:
        return value
    return f"{_ROR_ADDRESS}{value}" if scheme == "ror" else key


def domain_of(address: str) -> str:
    """Return the domain of a web address; "" for one that many share, and for none."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    host = _WWW.sub("", host.lower())
    return "" if host in _HOSTS or "." not in host else host


def vat_of(text: str) -> str:
    """Return a VAT number without marks and spaces; "" for what is none."""
    number = _NO_NUMBER.sub("", text.upper())
    return "" if number in _NOT_A_VAT or len(number) < 5 else number


def column_of(table: pa.Table, name: str) -> list[Any]:
    """Return one column of a table as a list."""
    return table[name].to_pylist()


def read_entries(snapshot: Snapshot, *, countries: Iterable[str] | None = None) -> list[Entry]:
    """
    Return the entries of a snapshot, in its own order.

    :param countries: only those of these countries, ISO 3166-1 alpha-2; all if none are given
    """
    organisations = snapshot.table("organisations")
    if countries is not None:
        wanted = pa.array(sorted(countries), pa.string())
        organisations = organisations.filter(pc.is_in(organisations["country"], value_set=wanted))
    more = _names(snapshot, organisations["id"])
    sizes = _sizes(snapshot)
    domains = [domain_of(address) for address in column_of(organisations, "website")]
    times = Counter(domains)
    entries = [
        _entry(snapshot.source, row, more.get(row["id"], ()), domain, times[domain], sizes)
        for row, domain in zip(_rows(organisations), domains, strict=True)
    ]
    return without_shared_parts(entries)


def without_shared_parts(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries without pieces of names that others have too: the body above them all."""
    times = Counter(name.words for entry in entries for name in entry.names)
    return [
        replace(
            entry,
            names=tuple(
                name for name in entry.names if name.kind != "part" or times[name.words] == 1
            ),
        )
        if any(name.kind == "part" for name in entry.names)
        else entry
        for entry in entries
    ]


def _rows(organisations: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in organisations.to_batches(max_chunksize=2_000):
        yield from batch.to_pylist()


def _names(snapshot: Snapshot, ids: "pa.ChunkedArray[Any]") -> Mapping[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    if "names" in snapshot.rows:
        table = snapshot.table("names")
        table = table.filter(pc.is_in(table["organisation_id"], value_set=ids.combine_chunks()))
        columns = (column_of(table, each) for each in ("organisation_id", "name", "kind"))
        for id_, name, kind in zip(*columns, strict=True):
            found[id_].append((name, kind))
    return found


def _sizes(snapshot: Snapshot) -> Counter[str]:
    if snapshot.source not in OF_PROJECTS or "participations" not in snapshot.rows:
        return Counter()
    return Counter(column_of(snapshot.table("participations"), "organisation_id"))


def _entry(
    source: str,
    row: Mapping[str, Any],
    more: Iterable[tuple[str, str]],
    domain: str,
    times: int,
    sizes: Counter[str],
) -> Entry:
    # A registry lists each name by itself; where it gives one only, that may hold several.
    names = (
        [read_name(str(row["name"]), "legal")] if more else names_within(str(row["name"]), "legal")
    )
    short = str(row["short_name"])
    acronyms = {short, *(name for name, kind in more if kind == "acronym")} - {""}
    if len(short) > _LONGEST_ACRONYM:
        names.append(read_name(short, "alias"))
    names += [read_name(name, kind) for name, kind in more if kind not in ("acronym", "display")]
    lat, lon = row["lat"], row["lon"]
    return Entry(
        key=key_of(source, str(row["id"])),
        source=source,
        names=unique_names(names),
        acronyms=frozenset(filter(None, map(acronym_of, acronyms))),
        country=str(row["country"]),
        city=str(row["city"]),
        towns=frozenset(words_of(str(row["city"]))),
        point=(lat, lon) if isinstance(lat, float) and isinstance(lon, float) else None,
        kind=str(row["kind"]),
        domain=domain,
        domain_shared=bool(domain) and times > 1,
        vat=vat_of(str(row["vat_number"])),
        status=str(row["status"]),
        size=sizes[str(row["id"])],
    )


# A "short name" longer than this is a name.
_LONGEST_ACRONYM = 12


def acronym_of(short: str) -> str:
    """Return a short name as acronyms are compared: "CNRS" and "C.N.R.S." alike; "" if too long."""
    letters = "".join(words_of(short.replace(".", "")))
    return letters if 2 <= len(letters) <= _LONGEST_ACRONYM else ""


def unique_names(names: Iterable[Name]) -> tuple[Name, ...]:
    """Return the names that have words, each key once, the first of it."""
    found: dict[tuple[str, ...], Name] = {}
    for name in names:
        if name.words:
            found.setdefault(name.words, name)
    return tuple(found.values())
