"""What is learnt from affiliations that people looked up."""

import pytest

from liaison.opendata.resolution.affiliations import Resolver, open_snapshot
from liaison.opendata.resolution.judgements import Judged
from liaison.opendata.resolution.learning import learn
from liaison.opendata.resolution.practice import made_up_affiliations

JUDGED = [
    *(
        Judged(f"{unit}{name}{place}", frozenset({f"https://ror.org/{id_}"}))
        for unit in ("", "Department of Physics, ", "Faculty of Law, ")
        for name, id_ in [
            ("University of Luxembourg", "lux"),
            ("Universität Würzburg", "wue"),
            ("Centre Hospitalier de Luxembourg", "chl"),
            ("Yale University", "yale"),
        ]
        for place in ("", ", Europe")
    ),
    *(Judged(f"Widgets of {place} Ltd", frozenset()) for place in ("Esch", "Yale", "Remich")),
]

ELSEWHERE = [
    Judged("Academy of Distant Sciences, Beijing, China", frozenset({"https://ror.org/sci"})),
    Judged("Nobody, Beijing, China", frozenset()),
]


@pytest.fixture(scope="module")
def learnt(registry_data):
    return learn(
        open_snapshot(registry_data),
        JUDGED,
        elsewhere=ELSEWHERE,
        seed=4,
        progress=lambda done, total, what: None,
    )


class TestLearn:
    def test_answers_as_it_was_taught(self, learnt, registry):
        resolver = Resolver(registry, learnt)

        found, refused = resolver.resolve(["School of Law, Yale University", "Widgets of Yale Ltd"])

        assert found.id == "https://ror.org/yale"
        assert refused.id == ""

    def test_says_what_it_learnt_from(self, learnt):
        assert learnt.learnt_from["affiliations"] == len(JUDGED)
        assert learnt.learnt_from["elsewhere"] == len(ELSEWHERE)
        assert 0 < learnt.threshold < 1
        assert 0 <= learnt.learnt_from["precision"] <= 1


class TestMadeUpAffiliations:
    def test_are_the_same_with_the_same_seed(self, registry_data):
        snapshot = open_snapshot(registry_data)

        first = list(made_up_affiliations(snapshot, 20, seed=1))

        assert first == list(made_up_affiliations(snapshot, 20, seed=1))
        assert first != list(made_up_affiliations(snapshot, 20, seed=2))
        assert len(first) == 20

    def test_leave_out_who_is_withdrawn(self, registry_data):
        made_up = made_up_affiliations(open_snapshot(registry_data), 100_000, seed=1)

        named = frozenset[str]().union(*(each.ids for each in made_up))
        assert "https://ror.org/lux" in named
        assert "https://ror.org/old" not in named
