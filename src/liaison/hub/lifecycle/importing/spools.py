"""What is too much for memory, kept in a file that is gone once it is closed."""

import json
import tempfile
from collections.abc import Iterator
from typing import Any


class Spool:
    """A list on disk: whatever JSON can hold is added at its end and read from its beginning."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  (closed by `close`)
        self.length = 0

    def append(self, item: Any) -> None:
        """Add one item; not while others are read."""
        self._file.write(json.dumps(item, ensure_ascii=False) + "\n")
        self.length += 1

    def __iter__(self) -> Iterator[Any]:
        self._file.seek(0)
        for line in self._file:
            yield json.loads(line)

    def close(self) -> None:
        """Give the file up."""
        self._file.close()
