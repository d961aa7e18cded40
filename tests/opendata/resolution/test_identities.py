"""Entries come together as people, identifiers and likeness say, in this order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.opendata.resolution.comparison import (
    Comparison,
    Observation,
    Seen,
    exclusive_values,
)
from liaison.opendata.resolution.decisions import Decision, Decisions, Judgement
from liaison.opendata.resolution.entries import Entry
from liaison.opendata.resolution.identities import Outcome, WrongMerge, _check, join
from tests.opendata.conftest import NOW

PIC, TWIN, ROR, OTHER_ROR = "pic:999000001", "pic:888000001", "ror:a", "ror:b"


SITE, SITE_AGAIN = "clinical-trials:nct-1", "clinical-trials:nct-2"


def source_of(key: str) -> str:
    return "clinical-trials" if key in (SITE, SITE_AGAIN) else key[:3]


def entries(*keys: str, **vats: str) -> list[Entry]:
    return [
        Entry(key=key, source=source_of(key), names=(), vat=vats.get(key[4:], "")) for key in keys
    ]


def alike(one: str, other: str, points: float = 9.0, **sizes: int) -> Comparison:
    left, right = (
        Entry(key=key, source=source_of(key), names=(), size=sizes.get(key[:3] + key[4:7], 0))
        for key in (one, other)
    )
    return Comparison(left, right, (Seen(Observation.SAME_NAME, points),))


def decided(*judgements: tuple[str, str, Judgement]) -> Decisions:
    return Decisions(
        Decision(number, one, other, judgement, "seen", "Maria Muster", NOW)
        for number, (one, other, judgement) in enumerate(judgements, start=1)
    )


def joined(keys, comparisons=(), decisions=(), **successors):
    return join(
        entries(*keys), comparisons, decided(*decisions), successors=dict(successors.items())
    )


def together(outcome, one: str, other: str) -> bool:
    return outcome.identity_of[one] == outcome.identity_of[other]


class TestJoin:
    def test_links_what_is_alike_under_the_pic(self):
        outcome = joined([PIC, ROR], [alike(PIC, ROR)])

        assert outcome.identity_of == {PIC: PIC, ROR: PIC}
        assert outcome.pairs[0].outcome is Outcome.LINKED

    def test_asks_where_little_speaks_for_it(self):
        outcome = joined([PIC, ROR], [alike(PIC, ROR, 4.0)])

        assert not together(outcome, PIC, ROR)
        assert outcome.count(Outcome.ASKED) == 1

    def test_keeps_two_pics_apart_also_by_way_of_a_third(self):
        outcome = joined([PIC, TWIN, ROR], [alike(PIC, ROR, 12.0), alike(TWIN, ROR, 9.0)])

        assert together(outcome, PIC, ROR)
        assert not together(outcome, PIC, TWIN)
        assert [pair.outcome for pair in outcome.pairs] == [Outcome.LINKED, Outcome.ASKED]
        assert "rival" in outcome.pairs[1].reasons

    def test_asks_where_two_fit_as_well(self):
        outcome = joined([PIC, TWIN, ROR], [alike(PIC, ROR), alike(TWIN, ROR)])

        assert outcome.count(Outcome.ASKED) == 2

    def test_links_sites_of_studies_beside_an_entry_of_a_registry(self):
        pairs = [alike(PIC, ROR), alike(PIC, SITE), alike(PIC, SITE_AGAIN)]

        outcome = joined([PIC, ROR, SITE, SITE_AGAIN], pairs)

        assert outcome.count(Outcome.LINKED) == 3
        assert set(outcome.identity_of.values()) == {PIC}

    def test_asks_of_which_of_two_a_site_is(self):
        outcome = joined([PIC, TWIN, SITE], [alike(PIC, SITE), alike(TWIN, SITE)])

        assert outcome.count(Outcome.ASKED) == 2

    def test_prefers_the_much_larger_of_two_that_fit_as_well(self):
        large = {"pic999": 30, "pic888": 1}
        pairs = [alike(PIC, ROR, **large), alike(TWIN, ROR, **large)]

        outcome = joined([PIC, TWIN, ROR], pairs)

        assert together(outcome, PIC, ROR)
        assert not together(outcome, TWIN, ROR)

    def test_keeps_two_entries_of_the_registry_apart(self):
        outcome = joined([PIC, ROR, OTHER_ROR], [alike(PIC, ROR), alike(PIC, OTHER_ROR, 6.0)])

        assert together(outcome, PIC, ROR)
        assert not together(outcome, PIC, OTHER_ROR)

    def test_joins_a_withdrawn_entry_with_its_successor(self):
        outcome = join(
            entries(PIC, ROR, OTHER_ROR),
            [alike(PIC, ROR)],
            Decisions(),
            successors={OTHER_ROR: ROR},
        )

        assert outcome.identity_of == {PIC: PIC, ROR: PIC, OTHER_ROR: PIC}

    def test_of_nothing_is_nothing(self):
        assert joined([]).identity_of == {}


class TestDecisionsOfPeople:
    def test_join_two_pics_under_the_older(self):
        outcome = joined([TWIN, PIC], decisions=[(TWIN, PIC, Judgement.SAME)])

        assert outcome.identity_of == {PIC: PIC, TWIN: PIC}

    def test_come_before_what_is_alike(self):
        outcome = joined([PIC, TWIN, ROR], [alike(PIC, ROR, 12.0)], [(TWIN, ROR, Judgement.SAME)])

        assert together(outcome, TWIN, ROR)
        assert not together(outcome, PIC, ROR)

    def test_keep_apart_what_is_alike(self):
        outcome = joined([PIC, ROR], [alike(PIC, ROR)], [(PIC, ROR, Judgement.DIFFERENT)])

        assert not together(outcome, PIC, ROR)
        assert outcome.count(Outcome.DIFFERENT) == 1

    def test_keep_apart_also_what_was_joined_with_it(self):
        outcome = joined(
            [PIC, TWIN, ROR],
            [alike(PIC, ROR)],
            [(PIC, TWIN, Judgement.SAME), (TWIN, ROR, Judgement.DIFFERENT)],
        )

        assert not together(outcome, PIC, ROR)

    def test_that_are_unsure_are_not_asked_again(self):
        outcome = joined([PIC, ROR], [alike(PIC, ROR)], [(PIC, ROR, Judgement.UNSURE)])

        assert not together(outcome, PIC, ROR)
        assert (outcome.count(Outcome.UNSURE), outcome.count(Outcome.ASKED)) == (1, 0)

    def test_on_entries_that_are_gone_wait(self):
        outcome = joined([PIC], decisions=[(PIC, "pic:777000001", Judgement.SAME)])

        assert outcome.identity_of == {PIC: PIC}

    def test_once_withdrawn_give_back_what_was_before(self):
        before = joined([PIC, TWIN, ROR], [alike(PIC, ROR)])

        after = joined([PIC, TWIN, ROR], [alike(PIC, ROR)], [(PIC, TWIN, Judgement.SAME)])
        withdrawn = joined([PIC, TWIN, ROR], [alike(PIC, ROR)])

        assert after.identity_of != before.identity_of
        assert withdrawn == before


KEYS = [*(f"pic:{number}" for number in range(1, 6)), *(f"ror:{letter}" for letter in "abcd")]
pairs = st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)).filter(lambda two: two[0] != two[1])


class TestPromise:
    @given(
        likened=st.lists(st.tuples(pairs, st.floats(3, 15)), max_size=30),
        same=st.lists(pairs, max_size=3),
        vats=st.dictionaries(st.sampled_from("12345"), st.sampled_from(["LU1", "LU2"])),
    )
    def test_different_pics_vats_and_rors_come_together_by_people_only(self, likened, same, vats):
        known = entries(*KEYS, **vats)
        by_key = {entry.key: entry for entry in known}
        comparisons = [
            Comparison(by_key[one], by_key[other], (Seen(Observation.SAME_NAME, points),))
            for (one, other), points in likened
        ]
        decisions = decided(*((one, other, Judgement.SAME) for one, other in same))

        outcome = join(known, comparisons, decisions, successors={})

        by_people = join(known, [], decisions, successors={})
        for one in known:
            for other in known:
                values, others = exclusive_values(one), exclusive_values(other)
                differ = any(others.get(name, value) != value for name, value in values.items())
                if differ and together(outcome, one.key, other.key):
                    assert together(by_people, one.key, other.key)

    def test_is_checked_by_the_outcome_itself(self):
        wrong = {PIC: PIC, TWIN: PIC}

        with pytest.raises(WrongMerge, match="came together"):
            _check(entries(PIC, TWIN), wrong, {}, {})
