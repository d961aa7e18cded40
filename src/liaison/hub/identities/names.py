"""Finding organisations by any of their names: former ones, other languages, acronyms."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


class Names:
    """
    All names that organisations have or had, ready to be looked through.

    A look-up compares every name, which takes some milliseconds for a hundred thousand.
    """

    def __init__(self, ids: "pa.Array[Any]", names: "pa.Array[Any]", sizes: "pa.Array[Any]"):
        """
        :param ids: of the organisation that has the name
        :param names: as sources write them
        :param sizes: of the organisation, its number of projects
        """
        self._table = pa.table({"id": ids, "plain": _plain(names), "size": sizes})

    def find(self, text: str, *, top: int) -> list[str]:
        """
        Return the ids of those with a name that holds all these words, or their beginnings.

        Whose whole name it is comes first, then who has most projects.
        """
        wanted = _plain(pa.array([text], pa.string()))[0].as_py()
        words = wanted.split()
        found = self._table
        for word in sorted(words, key=len, reverse=True):
            found = found.filter(pc.match_substring(found["plain"], f" {word}"))
        if not words:
            return []
        rows = found.to_pylist()
        rows.sort(key=lambda row: (row["plain"] != wanted, -row["size"], row["id"]))
        return list(dict.fromkeys(row["id"] for row in rows))[:top]


def _plain(names: "pa.Array[Any]") -> "pa.Array[Any]":
    """Return names in small letters without accents and marks, with a space around each word."""
    lower = pc.utf8_lower(pc.utf8_normalize(names, form="NFKD"))
    # Dots and apostrophes stand inside of words: "C.N.R.S.", "l'eau".
    letters = pc.replace_substring_regex(lower, pattern=r"\p{M}+|\.", replacement="")
    for special, letter in (("ß", "ss"), ("ø", "o"), ("ł", "l"), ("æ", "ae"), ("œ", "oe")):
        letters = pc.replace_substring(letters, pattern=special, replacement=letter)
    words = pc.replace_substring_regex(letters, pattern=r"[^\p{L}\p{N}]+", replacement=" ")
    spaced = pc.binary_join_element_wise("", pc.utf8_trim_whitespace(words), "", " ")
    plain: pa.Array[Any] = spaced
    return plain
