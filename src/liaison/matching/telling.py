"""Past consortia told as needs: what they set out to do, without who they were."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from liaison.matching.indexes import ROLES, Arrays, Stored
from liaison.matching.records import Project

# A consortium has at least as many; smaller projects are nobody's search for partners.
SMALLEST_CONSORTIUM = 3
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
# In letters: what is shorter tells no need.
_SHORTEST_TOLD = 30
# Shorter names are more often words.
_SHORTEST_NAME = 3
_COORDINATOR = ROLES.index("coordinator")


def tellings_of(row: int, stored: Stored, random: np.random.Generator) -> dict[str, str]:
    """
    Return the ways in which a project may be told as a need; "" for one that it has not.

    Without the names of the project and of its partners: a need has none yet.
    """
    project = stored.projects(np.array([row]))[0]
    partners = stored.organisations(members_of(row, stored.arrays)[0])
    names = [project.acronym, *(name for each in partners for name in (each.name, each.short_name))]
    return {how: without(names, text) for how, text in _tellings(project, random).items()}


def members_of(row: int, arrays: Arrays) -> tuple[NDArray[np.int32], int]:
    """Return who takes part, and the one that coordinates; -1 for none."""
    positions = slice(arrays.member_starts[row], arrays.member_starts[row + 1])
    members = arrays.members[positions]
    leading = np.flatnonzero(arrays.member_roles[positions] == _COORDINATOR)
    return members, int(members[leading[0]]) if len(leading) else -1


def without(names: Sequence[str], text: str) -> str:
    """Return the text without these names."""
    told = sorted({name for name in names if len(name) >= _SHORTEST_NAME}, key=len, reverse=True)
    pattern = "|".join(map(re.escape, told))
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", "", text, flags=re.IGNORECASE) if told else text


def _tellings(project: Project, random: np.random.Generator) -> dict[str, str]:
    sentences = [each for each in _SENTENCE_END.split(project.text) if len(each) > _SHORTEST_TOLD]
    return {
        "description": f"{project.title}. {project.text}",
        "title": project.title,
        "keywords": project.keywords,
        "beginning": sentences[0] if sentences else "",
        "sentence": sentences[random.integers(len(sentences))] if sentences else "",
    }
