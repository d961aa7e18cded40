"""Harvested sources become one picture per organisation, and stay so over time."""

import dataclasses
import datetime as dt
import fcntl

import pytest

from liaison.opendata import (
    Judgement,
    LinkingRefused,
    Proposal,
    decide,
    picture_of,
    pictures,
    withdraw,
)
from liaison.opendata.records import IDENTIFIERS, ORGANISATIONS
from liaison.opendata.resolution import linking, versions
from liaison.opendata.resolution.entries import read_entries
from liaison.opendata.resolution.finding import Finder
from liaison.opendata.resolution.linking import gather, successors_in
from liaison.opendata.resolution.pictures import KINDS_OF_TABLES
from liaison.opendata.resolution.versions import version_in_use
from liaison.opendata.snapshots import current_snapshot, write_snapshot
from liaison.opendata.sources.cordis import CORDIS
from tests.opendata.conftest import NOW
from tests.opendata.resolution.joined import (
    CASTLE,
    CASTLE_AGAIN,
    CLINIC,
    RIVIERA,
    UNIVERSITY,
    record,
)

AUGUST, SEPTEMBER = dt.date(2025, 8, 11), dt.date(2025, 9, 20)
PIC, ROR = "pic:999000001", "ror:0riviere1"
CASTLES = "pic:999000003", "pic:888000003"


def tables(version):
    return {name: version.table(name).to_pylist() for name in version.rows}


class TestLinkOrganisations:
    def test_joins_the_entries_of_two_sources(self, cordis, ror, link, data):
        cordis(RIVIERA, CLINIC)
        ror(UNIVERSITY)

        counts = link().counts

        assert (counts["entries"], counts["organisations"], counts["linked"]) == (3, 2, 1)
        assert picture_of(data, ROR).id == PIC

    def test_leaves_two_pics_of_one_vat_number_to_people(self, cordis, link, data):
        cordis(CASTLE, CASTLE_AGAIN)

        counts = link().counts

        assert (counts["linked"], counts["asked"]) == (0, 1)
        assert {picture_of(data, key).id for key in CASTLES} == set(CASTLES)

    def test_writes_tables_as_described(self, cordis, ror, link, data):
        cordis(RIVIERA)
        ror(UNIVERSITY)

        link()

        version = version_in_use(data)
        for kind in KINDS_OF_TABLES:
            table = version.table(kind.name)
            assert table.schema.names == kind.schema.names
            keys = table.group_by(list(kind.key)).aggregate([])
            assert keys.num_rows == table.num_rows > (kind.name in ("identities", "facts")) - 1

    def test_changes_nothing_a_second_time(self, cordis, link, data):
        cordis(RIVIERA)
        first = link()

        second = link()

        assert second.unchanged
        assert (second.folder, second.counts) == (first.folder, first.counts)

    def test_says_the_same_when_done_again(self, cordis, ror, link, data):
        cordis(RIVIERA, CASTLE, CASTLE_AGAIN)
        ror(UNIVERSITY)
        link()
        before = tables(version_in_use(data))

        link(again=True)

        assert tables(version_in_use(data)) == before

    def test_follows_a_withdrawn_entry_to_its_successor(self, cordis, ror, link, data):
        cordis(RIVIERA)
        ror(UNIVERSITY, gone("0formerly", "0riviere1"))

        link()

        assert picture_of(data, "https://ror.org/0formerly").id == PIC

    def test_that_breaks_off_leaves_the_version_before(self, cordis, ror, link, data, monkeypatch):
        cordis(RIVIERA)
        link()
        before = tables(version_in_use(data))
        ror(UNIVERSITY)
        monkeypatch.setattr(linking, "write_version", _disk_is_full)

        with pytest.raises(LinkingRefused, match="cannot be written"):
            link()

        assert tables(version_in_use(data)) == before

    def test_does_with_one_source(self, ror, link, data):
        ror(UNIVERSITY)

        link()

        assert picture_of(data, ROR).entries == {ROR: "ror"}

    def test_is_made_anew_where_a_table_is_missing(self, cordis, link, data):
        cordis(RIVIERA)
        (link().folder / "facts.parquet").unlink()

        assert not link().unchanged

        assert picture_of(data, PIC).name == "UNIVERSITE DE LA RIVIERE"

    def test_needs_a_source(self, link):
        with pytest.raises(LinkingRefused, match="liaison harvest cordis"):
            link()

    def test_is_done_by_one_at_a_time(self, cordis, link, data):
        cordis(RIVIERA)
        (data / "resolution").mkdir()
        with (data / "resolution" / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)

            with pytest.raises(LinkingRefused, match="another run"):
                link()


class TestFurtherSources:
    @pytest.fixture
    def further(self, data):
        """Write a snapshot of another source: its organisations, and what they are known by."""

        def write(code: str, row: dict, identifiers: list[tuple[str, str]] = ()):
            names = ORGANISATIONS.schema.names
            texts = {
                name: "" for name in names if ORGANISATIONS.schema.field(name).type == "string"
            }
            rows = [dict.fromkeys(names) | texts | {"invented": False, "kind": "other"} | row]
            known = [
                {"organisation_id": row["id"], "scheme": scheme, "value": value}
                for scheme, value in identifiers
            ]
            tables = {"organisations": (ORGANISATIONS, rows), "identifiers": (IDENTIFIERS, known)}
            source = dataclasses.replace(CORDIS, code=code)
            write_snapshot(
                data, source, tables, sha256="0" * 64, read_from=code, published=SEPTEMBER, now=NOW
            )

        return write

    def test_have_the_same_entry_under_the_same_pic(self, cordis, further, link, data):
        cordis(RIVIERA)
        further("h2020", {"id": "999000001", "name": "Collège de la Rivière", "country": "LU"})

        counts = link().counts

        assert counts["entries"] == 1
        assert {(fact.value, fact.source) for fact in picture_of(data, PIC).names} == {
            ("UNIVERSITE DE LA RIVIERE", "cordis"),
            ("UR", "cordis"),
            ("Collège de la Rivière", "h2020"),
        }

    def test_go_with_the_entry_that_they_name(self, cordis, ror, further, link, data):
        cordis(RIVIERA)
        ror(UNIVERSITY)
        named = [("ror", "https://ror.org/0riviere1"), ("grid", "grid.1")]
        further("openalex-institutions", {"id": "I1", "name": "U. Fluss", "country": "LU"}, named)

        link()

        picture = picture_of(data, "openalex-institutions:I1")
        assert picture.id == PIC
        assert picture.name == "University of the Riviere"

    def test_never_join_two_pics_by_naming_both(self, cordis, further, link, data):
        cordis(CASTLE, CASTLE_AGAIN)
        named = [("pic", "999000003"), ("pic", "888000003")]
        further("openalex-institutions", {"id": "I1", "name": "Castle", "country": "LU"}, named)

        link()

        assert {picture_of(data, key).id for key in CASTLES} == set(CASTLES)


class TestTables:
    @pytest.mark.parametrize("kind", KINDS_OF_TABLES, ids=lambda kind: kind.name)
    def test_hold_nothing_about_persons(self, kind):
        tell_tale = ("mail", "phone", "contact", "author", "person", "first_name", "last_name")

        assert not [name for name in kind.schema.names if any(word in name for word in tell_tale)]

    @pytest.mark.parametrize("kind", KINDS_OF_TABLES, ids=lambda kind: kind.name)
    def test_say_what_each_column_means(self, kind):
        assert all(field.metadata[b"description"] for field in kind.schema)


class TestDecisionsInPictures:
    def test_join_two_pics_also_after_the_next_harvest(self, cordis, link, data):
        cordis(CASTLE, CASTLE_AGAIN)
        link()
        decide(data, [_castles_are(Judgement.SAME)], by="Maria Muster", now=NOW)

        link()
        cordis(CASTLE, CASTLE_AGAIN, CLINIC, updated="2025-09-20 08:00:00")
        counts = link().counts

        assert picture_of(data, CASTLES[1]).id == CASTLES[0]
        assert counts["asked"] == 0

    def test_once_withdrawn_give_the_picture_before_back_exactly(self, cordis, ror, link, data):
        cordis(CASTLE, CASTLE_AGAIN, RIVIERA)
        ror(UNIVERSITY)
        link()
        before = tables(version_in_use(data))
        decide(data, [_castles_are(Judgement.SAME)], by="Maria Muster", now=NOW)
        link()
        joined = tables(version_in_use(data))

        withdraw(data, 1, because="two houses", by="Maria Muster", now=NOW)
        link()

        assert joined != before
        assert tables(version_in_use(data)) == before


class TestPicture:
    @pytest.fixture
    def riviera(self, cordis, ror, link, data):
        cordis(RIVIERA, CLINIC)
        ror(UNIVERSITY | {"types": ["facility"]})
        link()
        return picture_of(data, "999000001")

    def test_holds_each_fact_with_its_source_and_days(self, riviera):
        (vat,) = (fact for fact in riviera.facts if fact.field == "vat_number")

        assert (vat.value, vat.source, vat.entry) == ("LU11111111", "cordis", PIC)
        assert (vat.stated, vat.first_seen, vat.last_seen) == (AUGUST, AUGUST, AUGUST)

    def test_holds_names_of_all_sources(self, riviera):
        assert riviera.name == "University of the Riviere"
        assert [fact.value for fact in riviera.names] == [
            "UNIVERSITE DE LA RIVIERE",
            "UR",
            "University of the Riviere",
            "Université de la Rivière",
        ]

    def test_shows_where_sources_disagree(self, riviera):
        assert riviera.disagreements == {"kind": {PIC: "university", ROR: "research"}}

    def test_tells_projects_and_partners(self, riviera):
        assert riviera.projects == ("101000001", "101000002")
        (partner,) = riviera.partners
        assert (partner.name, partner.projects) == ("CENTRE HOSPITALIER DE LA RIVIERE", 1)

    @pytest.mark.parametrize(
        "key", ["pic:999000001", "999000001", "https://ror.org/0riviere1", ROR]
    )
    def test_is_found_by_any_identifier(self, riviera, data, key):
        assert picture_of(data, key) == riviera

    def test_is_none_of_the_unknown(self, riviera, data):
        assert picture_of(data, "pic:1") is None

    def test_is_none_before_anything_was_linked(self, data):
        assert pictures(data) is None
        assert picture_of(data, PIC) is None


class TestNamesOverTime:
    @pytest.fixture
    def renamed(self, cordis, link, data):
        cordis(CASTLE, CLINIC)
        link()
        cordis(CASTLE | {"name": "MUSEE DES REMPARTS"}, RIVIERA, updated="2025-09-20 08:00:00")
        link()

    def test_keep_the_former_name_with_its_days(self, renamed, data):
        names = [fact for fact in picture_of(data, CASTLES[0]).names if fact.field == "name"]

        assert [(each.value, each.current) for each in names] == [
            ("MUSEE DES REMPARTS", True),
            ("INSTITUT DU CHATEAU DE VIANDEN", False),
        ]
        assert (names[0].first_seen, names[0].last_seen) == (SEPTEMBER, SEPTEMBER)
        assert (names[1].first_seen, names[1].last_seen) == (AUGUST, AUGUST)

    def test_keep_an_organisation_that_no_source_has_any_more(self, renamed, data):
        clinic = picture_of(data, "pic:999000002")

        assert clinic.name == "CENTRE HOSPITALIER DE LA RIVIERE"
        assert not any(fact.current for fact in clinic.facts)

    def test_outlive_a_new_format_of_the_tables(self, renamed, link, data, monkeypatch):
        monkeypatch.setattr(versions, "FORMAT", versions.FORMAT + 1)
        monkeypatch.setattr(linking, "FORMAT", versions.FORMAT)
        assert pictures(data) is None

        link()

        names = {fact.value for fact in picture_of(data, CASTLES[0]).names}
        assert "INSTITUT DU CHATEAU DE VIANDEN" in names

    def test_find_it_under_the_former_name(self, renamed, data):
        finder = Finder(
            gather([current_snapshot(data, "cordis")], {CASTLES[0]: ["Institut du château"]})
        )

        assert finder.find("Institut du Chateau", "LU")[0].entry.key == CASTLES[0]


class TestFinder:
    @pytest.fixture
    def finder(self, cordis, data):
        cordis(RIVIERA, CLINIC, CASTLE)
        return Finder(read_entries(current_snapshot(data, "cordis")))

    @pytest.mark.parametrize(
        ("written", "key"),
        [
            ("Université de la Rivière", PIC),
            ("Univ. de la Riviére", PIC),
            ("Institut du Chateaude Vianden", CASTLES[0]),
            ("hôpital de la Rivière", "pic:999000002"),
        ],
    )
    def test_finds_what_was_meant(self, finder, written, key):
        assert finder.find(written, "LU")[0].entry.key == key

    def test_finds_nobody_in_another_country(self, finder):
        assert finder.find("Université de la Rivière", "FR") == []

    def test_finds_nobody_by_nothing(self, finder):
        assert finder.find("", "LU") == []


class TestSuccessors:
    def test_are_none_where_each_leads_to_the_other(self, ror, data):
        ror(gone("0aaaaaa01", "0bbbbbb02"), gone("0bbbbbb02", "0aaaaaa01"))

        assert successors_in([current_snapshot(data, "ror")]) == {}

    def test_are_the_last_of_a_chain_that_is_known(self, ror, data):
        ror(
            gone("0aaaaaa01", "0bbbbbb02"),
            gone("0bbbbbb02", "0riviere1"),
            UNIVERSITY,
            gone("0c", "0d"),
        )

        assert successors_in([current_snapshot(data, "ror")]) == {
            "ror:0aaaaaa01": ROR,
            "ror:0bbbbbb02": ROR,
        }


def gone(id_: str, after: str) -> dict:
    """Return an entry of ROR that was withdrawn for another."""
    next_ = {"type": "successor", "id": f"https://ror.org/{after}", "label": "-"}
    return record(id_, id_, status="withdrawn", relationships=[next_])


def _disk_is_full(*arguments, **options):
    raise OSError(28, "No space left on device")


def _castles_are(judgement: Judgement) -> Proposal:
    return Proposal(*CASTLES, judgement, "one house")
