"""What speaks for two entries being the same organisation, and what decides."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from liaison.opendata.resolution.comparison import (
    SENTENCES,
    Observation,
    Verdict,
    compare,
    differ_in_exclusive,
)
from liaison.opendata.resolution.entries import Entry
from liaison.opendata.resolution.names import read_name
from liaison.opendata.resolution.words import words_of
from tests.opendata.resolution.joined import entry

JUDGED = Path(__file__).with_name("judged_pairs.csv")
ESCH = {"city": "Esch-sur-Alzette", "point": (49.5, 5.98)}


class TestCompare:
    def test_links_the_same_name_in_the_same_town(self):
        seen = compare(
            entry("pic:1", "UNIVERSITE DE LA RIVIERE", kind="university", **ESCH),
            entry("ror:a", "University of the Rivière", kind="university", **ESCH),
        )

        assert seen.verdict is Verdict.LINKED
        assert seen.reasons == ("same_name", "same_town", "same_kind")

    def test_keeps_a_university_from_its_hospital(self):
        seen = compare(
            entry("pic:1", "Universität Heidelberg", kind="university", **ESCH),
            entry("ror:a", "Universitätsklinikum Heidelberg", **ESCH),
        )

        assert seen.verdict is Verdict.REFUSED
        assert "one_is_set_apart" in seen.reasons

    def test_keeps_a_faculty_from_its_university(self):
        seen = compare(
            entry("pic:1", "University of Belgrade", kind="university", **ESCH),
            entry("ror:a", "University of Belgrade - Faculty of Law", kind="university", **ESCH),
        )

        assert seen.verdict is not Verdict.LINKED

    def test_keeps_a_subsidiary_from_its_parent(self):
        seen = compare(
            entry("pic:1", "MOSELLE SENSORS CHEMICALS BV", kind="company", **ESCH),
            entry("ror:a", "Moselle Sensors", kind="company", **ESCH),
        )

        assert seen.verdict is not Verdict.LINKED

    def test_keeps_numbered_bodies_apart(self):
        seen = compare(
            entry("pic:1", "Université Rennes 1", kind="university", **ESCH),
            entry("ror:a", "Université Rennes II", kind="university", **ESCH),
        )

        assert seen.verdict is not Verdict.LINKED
        assert "numbers_differ" in seen.reasons

    def test_keeps_authorities_of_two_towns_apart(self):
        towns = {"towns": frozenset({"prilep", "kavadarci"}), "point": (41.3, 21.6)}
        one = entry("pic:1", "Opstina Prilep", kind="public", country="MK")
        other = entry("ror:a", "Opstina Kavadarci", kind="public", country="MK")

        seen = compare(_with(one, **towns), _with(other, **towns))

        assert seen.verdict is Verdict.REFUSED

    def test_asks_where_the_same_name_is_in_another_country(self):
        seen = compare(
            entry("pic:1", "European Molecular Biology Laboratory", acronyms="EMBL", country="DE"),
            entry("ror:a", "European Molecular Biology Laboratory", acronyms="EMBL", country="ES"),
        )

        assert seen.verdict is Verdict.ASKED

    def test_links_two_languages_by_domain_acronym_and_town(self):
        seen = compare(
            entry("pic:1", "Ethniki Metrologia", acronyms="EKE", domain="eke.gr", **ESCH),
            entry("ror:a", "Greek Weights and Measures", acronyms="EKE", domain="eke.gr", **ESCH),
        )

        assert seen.verdict is Verdict.LINKED

    def test_makes_less_of_a_domain_that_others_share(self):
        alone = entry("ror:a", "Bolin Centre", domain="su.se", **ESCH)
        one = entry("pic:1", "Stockholm University", domain="su.se", **ESCH)

        shared = compare(one, _with(alone, domain_shared=True))

        assert shared.verdict is Verdict.REFUSED
        assert compare(one, alone).points > shared.points

    def test_never_links_two_pics_however_alike(self):
        same = {"vat": "LU33333333", "domain": "icv.lu", "kind": "research", **ESCH}

        seen = compare(entry("pic:1", "Institut", **same), entry("pic:2", "Institut", **same))

        assert seen.points > 10
        assert seen.verdict is Verdict.ASKED
        assert "different_pics" in seen.reasons

    def test_never_links_two_vat_numbers(self):
        one = entry("pic:1", "Institut de la marche", vat="LU1")
        other = _with(entry("ror:a", "Institut de la marche", vat="LU2"))

        assert differ_in_exclusive(one, other)
        assert compare(one, other).verdict is not Verdict.LINKED

    def test_of_entries_without_a_name_finds_nothing(self):
        assert compare(Entry("pic:1", "cordis", ()), Entry("ror:a", "ror", ())).points == 0

    def test_has_a_sentence_for_every_observation(self):
        assert set(SENTENCES) == set(Observation)


@pytest.fixture(scope="module")
def judged():
    with JUDGED.open(encoding="utf-8", newline="") as lines:
        return [
            (row["judgement"], row["used_for"], compare(_side(row, "one"), _side(row, "other")))
            for row in csv.DictReader(lines)
        ]


class TestJudgedPairs:
    """Pairs of real organisations, judged by hand one by one; see README.md beside them."""

    def test_are_at_least_three_hundred_with_each_judgement(self, judged):
        assert len(judged) >= 300
        assert {judgement for judgement, _, _ in judged} == {"same", "different", "unsure"}

    @pytest.mark.parametrize("used_for", ["setting", "checking"])
    def test_are_linked_rightly_in_99_of_100(self, judged, used_for):
        linked = [
            judgement
            for judgement, use, seen in judged
            if use == used_for and seen.verdict is Verdict.LINKED and judgement != "unsure"
        ]

        assert len(linked) > 90
        assert linked.count("same") / len(linked) >= 0.99

    def test_are_hardly_linked_where_people_are_unsure(self, judged):
        unsure = [seen.verdict for judgement, _, seen in judged if judgement == "unsure"]

        assert unsure.count(Verdict.LINKED) <= len(unsure) / 4

    def test_are_never_linked_with_two_pics_or_vat_numbers(self, judged):
        linked = [seen for _, _, seen in judged if seen.verdict is Verdict.LINKED]

        assert not [seen for seen in linked if differ_in_exclusive(seen.one, seen.other)]

    def test_that_are_different_are_refused_or_asked(self, judged):
        different = [seen.verdict for judgement, _, seen in judged if judgement == "different"]

        assert different.count(Verdict.REFUSED) > len(different) / 2


def _with(one: Entry, **changes) -> Entry:
    return replace(one, **changes)


def _side(row: dict[str, str], side: str) -> Entry:
    told = {name: row[f"{side}_{name}"] for name in _COLUMNS}
    named = [each.partition(":") for each in told["names"].split(" | ")]
    return Entry(
        key=told["key"],
        source="cordis" if told["key"].startswith("pic:") else "ror",
        names=tuple(read_name(text, kind) for kind, _, text in named),
        acronyms=frozenset(told["acronyms"].split()),
        country=told["country"],
        city=told["city"],
        towns=frozenset(words_of(told["city"])),
        point=(float(told["lat"]), float(told["lon"])) if told["lat"] else None,
        kind=told["kind"],
        domain=told["domain"],
        domain_shared=told["domain_shared"] == "yes",
        vat=told["vat"],
        status=told["status"],
    )


_COLUMNS = (
    *("key", "names", "acronyms", "country", "city", "lat", "lon", "kind", "domain"),
    *("domain_shared", "vat", "status"),
)
