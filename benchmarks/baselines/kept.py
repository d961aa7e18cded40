"""Rankings once made, kept in a folder: the slow systems need not run again beside a new engine."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from benchmarks.baselines.measuring import Ranked, Speed

# By text of the needs: whole description, one line.
RankedByText = dict[str, Ranked]


class Kept:
    """A folder of rankings; those of other files or of another version of a system do not count."""

    def __init__(self, folder: Path, *, files: Iterable[Path]) -> None:
        self._folder = folder
        digests = b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)
        self._inputs = hashlib.sha256(digests).hexdigest()[:12]

    def find(self, name: str, title: str) -> RankedByText | None:
        """Return what is kept of a system; nothing if it has not run, or under another title."""
        file = self._file(name)
        if not file.exists():
            return None
        content = json.loads(file.read_text(encoding="utf-8"))
        if content["title"] != title:
            return None
        return {
            text: Ranked(
                title, one["rankings"], Speed(one["prepared"], np.array(one["milliseconds"]))
            )
            for text, one in content["texts"].items()
        }

    def keep(self, name: str, ranked: RankedByText) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        texts = {
            text: {
                "rankings": each.rankings,
                "prepared": each.speed.prepared,
                "milliseconds": each.speed.needs.tolist(),
            }
            for text, each in ranked.items()
            if each.speed
        }
        titles = {each.title for each in ranked.values()}
        content = {"title": titles.pop(), "texts": texts}
        self._file(name).write_text(json.dumps(content), encoding="utf-8")

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}-{self._inputs}.json"
