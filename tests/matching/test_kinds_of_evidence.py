"""Studies and works stand beside projects without crowding them out."""

import datetime as dt

import numpy as np
import pytest

from liaison.matching import Need, load_index
from liaison.matching.features import known_on
from liaison.matching.indexes import open_stored
from liaison.matching.ranking import OTHERS_HEARD, VOTERS, find_newcomers, heard, vote
from tests.matching.corpora import index_of, tables, write

N_PROJECTS, N_WORKS = 400, 1_000
DAY = dt.date(2024, 1, 1)


def beside_projects(n_projects=N_PROJECTS, n_works=N_WORKS, kind="work"):
    """A workshop with many projects of gait, a university with more works of it."""
    projects = [
        {"id": f"p{number:04}", "title": "Gait sensors", "signed": DAY}
        for number in range(n_projects)
    ]
    works = [
        {
            "id": f"w{number:04}",
            "title": "Gait",
            "kind": kind,
            "starts": DAY + dt.timedelta(days=number),
        }
        for number in range(n_works)
    ]
    return {
        "organisations": [{"id": "university"}, {"id": "workshop"}],
        "projects": [*projects, *works],
        "took_part": [
            *((each["id"], "workshop", "coordinator") for each in projects),
            *((each["id"], "university", "participant") for each in works),
        ],
    }


@pytest.fixture
def arrays(tmp_path):
    write(tmp_path, tables(**beside_projects()))
    return open_stored(tmp_path).arrays


@pytest.fixture
def works_nearest(arrays):
    return np.where(arrays.are_projects, 0.5, 0.9)


class TestHeard:
    def test_are_all_projects_and_the_nearest_others(self, arrays, works_nearest):
        works_nearest[N_PROJECTS + 7] = 1.0

        counting = heard(works_nearest, arrays)

        assert counting[:N_PROJECTS].all()
        assert counting[N_PROJECTS:].sum() == OTHERS_HEARD == 60
        assert counting[N_PROJECTS + 7]

    def test_are_more_others_where_few_projects_say_anything(self, arrays, works_nearest):
        works_nearest[10:N_PROJECTS] = 0

        counting = heard(works_nearest, arrays)

        assert counting[N_PROJECTS:].sum() == VOTERS - 10

    def test_is_everything_where_all_are_projects(self, tmp_path):
        write(tmp_path, tables(**beside_projects(n_works=0)))

        assert heard(np.zeros(N_PROJECTS), open_stored(tmp_path).arrays).all()

    def test_accepts_nothing(self, tmp_path):
        write(tmp_path, tables())

        assert heard(np.empty(0), open_stored(tmp_path).arrays).shape == (0,)


class TestVote:
    def test_leaves_most_of_it_to_projects(self, arrays, works_nearest):
        votes = vote(works_nearest, allowed=np.ones(2, np.bool_), arrays=arrays)

        # 60 works, counting 0.6 times as near, and the 240 projects that come next.
        assert (arrays.evidence_kinds[arrays.member_projects[votes.participations]] > 0).sum() == 60
        university, workshop = votes.scores
        assert university == pytest.approx(60 * 0.54**3)
        assert workshop == pytest.approx(240 * 0.5**3 * 1.05)

    def test_hears_the_nearest_of_those_whom_a_filter_leaves(self, arrays, works_nearest):
        votes = vote(works_nearest, allowed=np.array([True, False]), arrays=arrays)

        assert len(votes.participations) == VOTERS


class TestRecords:
    def test_are_of_projects_alone(self, arrays):
        records = known_on(None, arrays).records

        counts, recent, led = records[:, 0], records[:, 1], records[:, 2]
        # At least 1, so that it divides.
        assert counts.tolist() == [1, N_PROJECTS]
        assert recent.tolist() == [0, N_PROJECTS]
        assert led.tolist() == [0, N_PROJECTS]

    def test_are_as_old_as_the_newest_project_says(self, arrays):
        assert known_on(None, arrays).ages[:N_PROJECTS].max() == 0

    def test_of_an_earlier_day_have_no_works_either(self, arrays):
        assert known_on(30_000, arrays).projects.tolist() == arrays.are_projects.tolist()


class TestFindNewcomers:
    def test_passes_over_the_sites_of_a_study(self, tmp_path):
        rows = beside_projects(n_projects=1, n_works=1, kind="study")
        write(tmp_path, tables(**rows))
        arrays = open_stored(tmp_path).arrays

        found = find_newcomers(
            np.array([0.2, 0.9]),
            nearest=np.arange(2),
            allowed=np.ones(2, np.bool_),
            circle=np.empty(0, np.int64),
            arrays=arrays,
        )

        assert arrays.organisation_ids[found].tolist() == [b"workshop"]


class TestIndex:
    def test_counts_each_kind(self, tmp_path):
        index = index_of(tmp_path, **beside_projects())

        assert index.evidence == {"project": 400, "study": 0, "work": 1000}
        assert index.evidence_counts("university") == {"project": 0, "study": 0, "work": 1000}

    def test_lists_the_newest_works_and_all_projects(self, tmp_path):
        index = index_of(tmp_path, **beside_projects())

        works = index.projects_of("university")
        assert len(works) == 300
        assert works[0].project.id == "w0999"
        assert works[-1].project.id == "w0700"
        assert len(index.projects_of("workshop")) == N_PROJECTS

    def test_finds_who_is_known_from_works_alone(self, tmp_path):
        index = index_of(tmp_path, **beside_projects(n_projects=2, n_works=2))

        answer = index.match(Need(text="gait"))

        assert {match.organisation.id for match in answer.matches} == {"university", "workshop"}
        (university,) = (each for each in answer.matches if each.organisation.id == "university")
        assert {reason.project.kind for reason in university.reasons} == {"work"}

    def test_says_of_what_is_not_told_that_it_is_a_project(self, tmp_path):
        rows = beside_projects(n_projects=1, n_works=0)
        untold = tables(**rows)
        untold["projects"] = untold["projects"].drop_columns(["kind", "source"])
        write(tmp_path, untold)

        project = load_index(tmp_path).project("p0000")

        assert (project.kind, project.source) == ("project", "")

    def test_calls_only_those_partners_who_did_a_project_together(self, tmp_path):
        rows = beside_projects(n_projects=1, n_works=1)
        rows["took_part"] += [("w0000", "workshop", "participant")]
        index = index_of(tmp_path, **rows)

        assert index.partners_of("workshop") == []
        (match,) = (
            each
            for each in index.match(Need(text="gait", chosen=("university",))).matches
            if each.organisation.id == "workshop"
        )
        assert match.together == 0
