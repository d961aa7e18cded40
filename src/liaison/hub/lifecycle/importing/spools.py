"""What is too much for memory, kept in a file."""

import json
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any


class Spool:
    """A list on disk: whatever JSON can hold is added at its end and read from its beginning."""

    def __init__(self, path: Path | None = None, *, length: int | None = None) -> None:
        """
        :param path: where it stays once it is closed; None for one that is gone then
        :param length: of one that was kept there, which is read only; None for a new one
        """
        if path is None:
            self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  (see `close`)
        else:
            self._file = path.open("w+" if length is None else "r", encoding="utf-8")
        self.length = length or 0

    def append(self, item: Any) -> None:
        """Add one item; not while others are read."""
        self._file.write(json.dumps(item, ensure_ascii=False) + "\n")
        self.length += 1

    def __iter__(self) -> Iterator[Any]:
        return self.part(0, None)

    def part(self, start: int, stop: int | None) -> Iterator[Any]:
        """Yield the items from one place up to another, that one not; None for the end."""
        self._file.seek(0)
        for line in islice(self._file, start, stop):
            yield json.loads(line)

    def close(self) -> None:
        """Give the file up."""
        self._file.close()
