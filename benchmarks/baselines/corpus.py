"""The history that every baseline searches, and how its projects' votes become rankings."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

# A need's text in, a score for every organisation out: shape (n_organisations,).
Scorer = Callable[[str], NDArray[np.float64]]
SPOKEN_COLUMNS = ("title", "text", "keywords")


@dataclass(frozen=True)
class Corpus:
    """
    Projects, and who took part in which.

    :ivar texts: title, objective and keywords of each project
    :ivar organisation_ids: in alphabetical order, which decides between equal scores
    :ivar members: shape (n_participations,); row of the organisation
    :ivar member_projects: shape (n_participations,); row of the project
    """

    texts: list[str]
    organisation_ids: list[str]
    members: NDArray[np.int64]
    member_projects: NDArray[np.int64]

    @classmethod
    def of(cls, tables: Mapping[str, "pa.Table"]) -> "Corpus":
        """Return what these tables of organisations, projects and participations hold."""
        projects, participations = tables["projects"], tables["participations"]
        spoken = zip(*(projects[name].to_pylist() for name in SPOKEN_COLUMNS), strict=True)
        organisation_ids = sorted(tables["organisations"]["id"].to_pylist())
        project_rows = {id_: row for row, id_ in enumerate(projects["id"].to_pylist())}
        organisation_rows = {id_: row for row, id_ in enumerate(organisation_ids)}
        known = {
            (organisation_rows[organisation], project_rows[project])
            for project, organisation in zip(
                participations["project_id"].to_pylist(),
                participations["organisation_id"].to_pylist(),
                strict=True,
            )
            if project in project_rows and organisation in organisation_rows
        }
        pairs = np.array(sorted(known), np.int64).reshape(-1, 2)
        return cls(
            texts=[". ".join(filter(None, parts)) for parts in spoken],
            organisation_ids=organisation_ids,
            members=pairs[:, 0],
            member_projects=pairs[:, 1],
        )

    @property
    def project_counts(self) -> NDArray[np.int64]:
        """How many projects each organisation took part in: shape (n_organisations,)."""
        return np.bincount(self.members, minlength=len(self.organisation_ids))

    def tally(self, rows: NDArray[np.int64], votes: NDArray[np.float64]) -> NDArray[np.float64]:
        """
        Return the votes each organisation gets from its projects: shape (n_organisations,).

        :param rows: shape (n_voters,); the projects that vote
        :param votes: shape (n_voters,); how much each gives to every one of its participants
        """
        of_project = np.zeros(len(self.texts))
        of_project[rows] = votes
        return np.bincount(
            self.members, of_project[self.member_projects], len(self.organisation_ids)
        )

    def ranking(
        self, scores: NDArray[np.float64], *, excluded: Collection[str | None] = (), depth: int
    ) -> list[str]:
        """Return the ids of those with the highest scores above 0, best first, ties by id."""
        # Those excluded may stand among the best, so as many more are looked at.
        rows = np.argsort(-scores, kind="stable")[: depth + len(excluded)]
        found = [self.organisation_ids[row] for row in rows[scores[rows] > 0].tolist()]
        return [each for each in found if each not in excluded][:depth]
