"""
Which sources are read regularly, how often and from where: `DATA/sources.toml`, where there is one.

    [ror]
    enabled = false          # not with `liaison harvest all`

    [cordis]
    every = "14d"            # or hours, such as "12h"
    from = "/mirror/cordis-HORIZONprojects-xml.zip"
"""

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liaison.opendata.readers import READERS, Reader

_AGE = re.compile(r"(\d{1,4})\s*([dh])")
_UNITS = {"d": "days", "h": "hours"}
_TYPES = {"enabled": bool, "every": str, "from": str}


class PlanUnusable(Exception):
    """The file that says which sources are read cannot be used; one line that says why."""


@dataclass(frozen=True)
class Planned:
    """
    How one source is read.

    :ivar is_enabled: whether `liaison harvest all` reads it
    :ivar every: how old the last reading may become
    :ivar read_from: an address, file or folder in place of the publisher's own; None: the latter
    """

    reader: Reader
    is_enabled: bool
    every: dt.timedelta
    read_from: str | None


def read_plan(data: Path) -> dict[str, Planned]:
    """Return how each source is read, by code; raises PlanUnusable."""
    file = data / "sources.toml"
    said = _parsed(file)
    unknown = sorted(said.keys() - READERS.keys())
    if unknown:
        raise PlanUnusable(
            f"{file}: there is no source {unknown[0]!r}; there are {', '.join(READERS)}."
        )
    return {code: _planned(file, reader, said.get(code, {})) for code, reader in READERS.items()}


def age(text: str) -> dt.timedelta:
    """Return a duration written as days or hours, such as 7d or 12h; raises ValueError."""
    found = _AGE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is no age; write days or hours, such as 7d or 12h.")
    return dt.timedelta(**{_UNITS[found[2]]: int(found[1])})


def _parsed(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise PlanUnusable(f"{file}: cannot be read ({error}).") from None


def _planned(file: Path, reader: Reader, said: Any) -> Planned:
    code = reader.source.code
    if not isinstance(said, dict):
        raise PlanUnusable(f"{file}: {code} is no section; write [{code}] on a line of its own.")
    for name, value in said.items():
        if name not in _TYPES:
            raise PlanUnusable(f"{file}: [{code}] has {name!r}; it may have {', '.join(_TYPES)}.")
        if not isinstance(value, _TYPES[name]):
            raise PlanUnusable(f"{file}: [{code}] has {value!r} as {name!r}.")
    try:
        every = age(said["every"]) if "every" in said else dt.timedelta(days=reader.every_days)
    except ValueError as error:
        raise PlanUnusable(f"{file}: [{code}] {error}") from None
    return Planned(
        reader,
        is_enabled=said.get("enabled", not reader.is_asked_for),
        every=every,
        read_from=said.get("from"),
    )
