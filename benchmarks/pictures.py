"""
What pictures cost on pages, on harvested, joined and indexed data.

    python benchmarks/pictures.py DATA
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from liaison.config import site


def main(data: Path) -> None:
    """Print milliseconds, each the median over a hundred organisations unless it says otherwise."""
    site.use(data, settings="demo")
    from liaison.hub.directory import queries
    from liaison.hub.identities.queries import get_picture
    from liaison.hub.web.directory.picture import show

    index = queries.current_index()
    every = list(index.project_counts())
    ids = every[:: max(1, len(every) // 100)][:100]
    get_picture("", for_user=None)
    queries.current_ids([])

    def page_of(id_: str) -> Any:
        return show(get_picture(id_, for_user=None))

    for name in ("first look", "remembered"):
        tell(f"picture of an organisation, {name}", [took(page_of, id_) for id_ in ids])
    for name in ("first look", "remembered"):
        tell(f"a hundred kept ids as they are now, {name}", [took(queries.current_ids, ids)])
    before = memory()
    tell("all names made ready, once a process", [took(find, "university")])
    print(f"{'memory for these':<55} {memory() - before:9.0f} MB")
    words = ["universite", "biobank", "CNRS", "max planck", "health"] * 5
    tell("organisations of a name", [took(find, each) for each in words])


def find(text: str) -> Any:
    """Look up organisations by name."""
    from liaison.hub.directory.queries import organisations_named

    return organisations_named(text, for_user=None)


def took(work: Callable[..., Any], *arguments: Any) -> float:
    """Return how long it took, milliseconds."""
    begin = time.perf_counter()
    work(*arguments)
    return (time.perf_counter() - begin) * 1000


def tell(what: str, times: list[float]) -> None:
    """Print the median of some times."""
    print(f"{what:<55} {statistics.median(times):9.2f} ms")


def memory() -> float:
    """Return the most memory this process has had, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
