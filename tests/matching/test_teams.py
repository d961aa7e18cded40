import itertools

import numpy as np
import pytest

from liaison.matching import EU_CONSORTIUM, TeamRules, compose_team

# Of four requirements: a clinic answers the first two, a chip maker the third, a lab the second and
# half of the fourth, an insurer the fourth; a giant answers a little of everything.
CLINIC, CHIPS, LAB, INSURER, GIANT = range(5)
COVERAGE = np.array(
    [
        [1.0, 0.8, 0.0, 0.0],
        [0.0, 0.0, 0.9, 0.0],
        [0.0, 1.0, 0.0, 0.5],
        [0.0, 0.0, 0.0, 1.0],
        [0.4, 0.4, 0.4, 0.4],
    ]
)
COUNTRIES = ("LU", "LU", "DE", "US", "FR")
KINDS = ("other", "company", "research", "company", "company")


def team(rules=None, *, coverage=COVERAGE, countries=COUNTRIES, kinds=KINDS, relevance=None):
    return compose_team(
        coverage,
        relevance=np.zeros(len(coverage)) if relevance is None else np.array(relevance),
        countries=countries,
        kinds=kinds,
        rules=rules or TeamRules(),
    )


class TestComposeTeam:
    def test_covers_all_requirements_with_few(self):
        found = team()

        assert found.members == (CLINIC, INSURER, CHIPS, LAB)
        np.testing.assert_allclose(found.covered, [1, 1, 0.9, 1])
        assert found.missing == ()

    def test_says_who_answers_what(self):
        found = team()

        assert dict(zip(found.members, found.leads, strict=True)) == {
            CLINIC: (0,),
            CHIPS: (2,),
            INSURER: (3,),
            LAB: (1,),
        }

    def test_stops_at_the_size(self):
        found = team(TeamRules(size=2))

        assert set(found.members) == {CLINIC, INSURER}

    def test_takes_nobody_who_adds_next_to_nothing(self):
        coverage = np.array([[1.0, 1.0], [0.0, 0.95], [1.0, 0.0]])

        found = team(coverage=coverage, countries=("LU",) * 3, kinds=("company",) * 3)

        assert found.members == (0,)

    def test_prefers_the_better_suggestion_of_two_alike(self):
        coverage = np.array([[1.0], [1.0]])

        found = team(
            coverage=coverage, countries=("LU", "LU"), kinds=("", ""), relevance=[0.2, 0.9]
        )

        assert found.members == (1,)

    def test_keeps_those_who_are_fixed(self):
        found = team(TeamRules(size=3, fixed=(GIANT,)))

        assert found.members[0] == GIANT
        assert len(found.members) == 3

    def test_with_everyone_fixed_leaves_it_at_that(self):
        assert team(TeamRules(size=2, fixed=(GIANT, LAB))).members == (GIANT, LAB)

    def test_brings_in_a_kind_that_has_to_be_there(self):
        coverage = np.array([[1.0], [0.1], [0.2]])

        found = team(
            TeamRules(kinds=frozenset({"university"})),
            coverage=coverage,
            countries=("LU", "DE", "FR"),
            kinds=("company", "university", "company"),
        )

        assert set(found.members) == {0, 1}
        assert found.missing == ()

    def test_makes_a_european_consortium(self):
        found = team(EU_CONSORTIUM)

        counted = {COUNTRIES[member] for member in found.members} - {"US"}
        assert len(counted) >= 3
        assert found.missing == ()

    def test_leaves_room_for_what_the_rules_ask(self):
        rules = TeamRules(size=3, min_countries=3, min_members=3)

        found = team(rules)

        assert len({COUNTRIES[member] for member in found.members}) == 3

    def test_says_which_rules_nobody_could_meet(self):
        found = team(
            TeamRules(kinds=frozenset({"university"}), min_countries=3, in_member_state=True),
            coverage=np.array([[1.0], [0.9]]),
            countries=("US", "US"),
            kinds=("company", "company"),
        )

        assert found.missing == ("kind:university", "member_state", "countries")

    def test_lets_go_of_whom_later_members_make_idle(self):
        coverage = np.array([[0.6, 0.6], [0.95, 0.0], [0.0, 0.95]])

        found = team(coverage=coverage, countries=("LU",) * 3, kinds=("company",) * 3)

        assert found.members == (1, 2)

    def test_takes_the_one_pair_that_meets_all_rules(self):
        found = team(
            TeamRules(size=2, min_countries=2, kinds=frozenset({"company", "university"})),
            coverage=np.array([[0.2], [0.9], [0.1], [0.8]]),
            countries=("DE", "DE", "US", "CH"),
            kinds=("company", "university", "public", "university"),
        )

        assert set(found.members) == {0, 3}
        assert found.missing == ()

    def test_without_candidates_is_empty(self):
        found = team(coverage=np.zeros((0, 2)), countries=(), kinds=())

        assert found.members == ()
        assert found.covered.tolist() == [0, 0]
        assert found.missing == ("countries", "members")

    def test_without_requirements_meets_the_rules_with_the_best(self):
        found = team(coverage=np.zeros((5, 0)), relevance=[0.1, 0.2, 0.3, 0.4, 0.5])

        assert found.members == (GIANT,)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"rules": TeamRules(size=0)}, "from 1 to 10 members, not 0"),
            ({"rules": TeamRules(size=11)}, "from 1 to 10 members, not 11"),
            ({"rules": TeamRules(fixed=(9,))}, "not among the candidates"),
            ({"rules": TeamRules(size=1, fixed=(0, 1))}, "More members are fixed"),
            ({"countries": ("LU",)}, "different lengths"),
            ({"coverage": np.zeros(5)}, "one row a candidate"),
            ({"coverage": np.full((5, 4), np.nan)}, "from 0 to 1"),
            ({"relevance": [0.1, 0.2, 0.3, 0.4, 5.0]}, "from 0 to 1"),
        ],
    )
    def test_refuses_what_cannot_be(self, changes, said):
        with pytest.raises(ValueError, match=said):
            team(**changes)


class TestAgainstAllTeams:
    """Small cases in which every possible team can be tried."""

    @pytest.mark.parametrize("seed", range(30))
    def test_is_nearly_the_best(self, seed):
        random = np.random.default_rng(seed)
        coverage = random.random((9, 5)) * (random.random((9, 5)) < 0.5)

        found = team(
            TeamRules(size=3), coverage=coverage, countries=("LU",) * 9, kinds=("company",) * 9
        )

        teams = itertools.combinations(range(9), 3)
        best = max(coverage[list(each)].max(axis=0).sum() for each in teams)
        assert found.covered.sum() >= 0.9 * best

    @pytest.mark.parametrize("seed", range(300))
    def test_meets_the_rules_whenever_a_team_can(self, seed):
        random = np.random.default_rng(seed)
        coverage = random.random((8, 4))
        countries = tuple(random.choice(["LU", "DE", "CH", "US", ""], 8).tolist())
        kinds = tuple(random.choice(["company", "university", "public"], 8).tolist())
        rules = some_rules(random)

        found = team(rules, coverage=coverage, countries=countries, kinds=kinds)

        possible = any(
            meets(each, countries, kinds, rules)
            for size in range(1, rules.size + 1)
            for each in itertools.combinations(range(8), size)
            if set(rules.fixed) <= set(each)
        )
        assert meets(found.members, countries, kinds, rules) == possible
        assert (found.missing == ()) == possible


def some_rules(random):
    size = int(random.integers(1, 5))
    asked = random.choice(["company", "university", "public"], min(size, 2), replace=False)
    return TeamRules(
        size=size,
        fixed=tuple(random.choice(8, int(random.integers(0, 2)), replace=False).tolist()),
        kinds=frozenset(asked.tolist()),
        min_countries=int(random.integers(1, size + 1)),
        min_members=int(random.integers(1, size + 1)),
        eligible=frozenset({"LU", "DE", "CH"}) if random.random() < 0.5 else frozenset(),
        in_member_state=bool(random.random() < 0.5),
    )


def meets(members, countries, kinds, rules):
    known = [countries[each] for each in members if countries[each]]
    counted = [country for country in known if not rules.eligible or country in rules.eligible]
    return (
        rules.kinds <= {kinds[each] for each in members}
        and len(set(counted)) >= rules.min_countries
        and len(counted) >= rules.min_members
        and (not rules.in_member_state or bool({"LU", "DE"} & set(counted)))
    )
