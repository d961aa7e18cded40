"""CORDIS is read whole and true, or refused in one line with the snapshot before untouched."""

import datetime as dt

import pytest

from liaison.opendata import HarvestRefused, current_snapshot, harvest_cordis
from tests.opendata.conftest import NOW, organisation, project


@pytest.fixture
def harvest(tmp_path, silent):
    def read(file):
        return harvest_cordis(str(file), tmp_path / "data", now=NOW, progress=silent)

    return read


def rows(harvested, table):
    return harvested.snapshot.table(table).to_pylist()


class TestProjects:
    def test_are_kept_with_dates_money_and_codes(self, pack, harvest):
        harvested = harvest(pack({"xml/1.xml": project(organisation())}))

        assert rows(harvested, "projects") == [
            {
                "id": "101000001",
                "acronym": "GAIT",
                "title": "Gait at home",
                "text": "Sensors measure gait.",
                "keywords": "gait, sensors",
                "signed": dt.date(2022, 1, 15),
                "starts": dt.date(2022, 3, 1),
                "ends": dt.date(2025, 2, 28),
                "status": "SIGNED",
                "topic": "HORIZON-HLTH-2021-01",
                "programme": "HORIZON.2.1",
                "scheme": "HORIZON-RIA",
                "contribution": 1_000_000.0,
                "cost": 1_200_000.5,
                "doi": "10.3030/101000001",
                "url": "https://cordis.europa.eu/project/id/101000001",
                "invented": False,
                "language": "en",
            }
        ]
        assert rows(harvested, "topics") == [
            {
                "project_id": "101000001",
                "scheme": "euroscivoc",
                "code": "/23/1",
                "label": "neurology",
            }
        ]

    def test_hold_nothing_about_persons(self, pack, harvest):
        harvested = harvest(pack({"1.xml": project(organisation())}))

        for file in harvested.snapshot.folder.iterdir():
            assert b"Mustermann" not in file.read_bytes()
        for table in harvested.snapshot.rows:
            assert "Inconnu" not in str(rows(harvested, table))
            assert "Quiet Street" not in str(rows(harvested, table))


class TestOrganisations:
    @pytest.mark.parametrize(
        ("written", "iso"), [("EL", "GR"), ("UK", "GB"), ("LU", "LU"), ("", ""), ("ZZZ", "")]
    )
    def test_get_iso_countries(self, pack, harvest, written, iso):
        harvested = harvest(pack({"1.xml": project(organisation(country=written))}))

        assert [row["country"] for row in rows(harvested, "organisations")] == [iso]

    @pytest.mark.parametrize(
        ("written", "kind"),
        [
            ("PRC", "company"),
            ("HES", "university"),
            ("REC", "research"),
            ("PUB", "public"),
            ("OTH", "other"),
        ],
    )
    def test_get_their_kind(self, pack, harvest, written, kind):
        harvested = harvest(pack({"1.xml": project(organisation(kind=written))}))

        assert [row["kind"] for row in rows(harvested, "organisations")] == [kind]

    @pytest.mark.parametrize("place", ["", "nowhere", "91,6", "49.5", "49.5,6.1,7"])
    def test_without_a_readable_place_have_none(self, pack, harvest, place):
        harvested = harvest(pack({"1.xml": project(organisation(place=place))}))

        assert [(row["lat"], row["lon"]) for row in rows(harvested, "organisations")] == [
            (None, None)
        ]

    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("https://sensors.example", "https://sensors.example"),
            ("www.sensors.example", "http://www.sensors.example"),
            ("javascript:alert(1)", ""),
            ("see our page", ""),
        ],
    )
    def test_link_to_web_sites_only(self, pack, harvest, written, kept):
        harvested = harvest(pack({"1.xml": project(organisation(url=written))}))

        assert [row["website"] for row in rows(harvested, "organisations")] == [kept]

    def test_are_described_as_last_updated_and_known_under_the_pic_used_last(self, pack, harvest):
        before = organisation(pic="999000009", name="Old Name", updated="2023-01-01 10:00:00")
        after = organisation(pic="999000001", name="New Name", updated="2024-01-01 10:00:00")
        harvested = harvest(
            pack(
                {
                    "1.xml": project(before, id="101000001", signed="2021-05-01"),
                    "2.xml": project(after, id="101000002", signed="2023-05-01"),
                }
            )
        )

        assert [(row["id"], row["name"]) for row in rows(harvested, "organisations")] == [
            ("999000001", "New Name")
        ]
        assert {row["organisation_id"] for row in rows(harvested, "participations")} == {
            "999000001"
        }

    def test_are_never_joined_by_their_tax_number_alone(self, pack, harvest):
        one = organisation(record="1", pic="999000001", vat="LU1")
        other = organisation(record="2", pic="999000002", vat="LU1", role="participant")

        harvested = harvest(pack({"1.xml": project(one, other)}))

        assert harvested.snapshot.rows["organisations"] == 2


class TestParticipations:
    @pytest.mark.parametrize(
        ("written", "role"),
        [
            ("coordinator", "coordinator"),
            ("participant", "participant"),
            ("associatedPartner", "associated"),
            ("thirdParty", "third_party"),
        ],
    )
    def test_keep_role_and_money(self, pack, harvest, written, role):
        harvested = harvest(pack({"1.xml": project(organisation(role=written, money="12.5"))}))

        (row,) = rows(harvested, "participations")
        assert (row["role"], row["contribution"], row["order"]) == (role, 12.5, 1)

    def test_of_one_organisation_listed_twice_keep_the_first(self, pack, harvest):
        first = organisation(order=1, role="coordinator")
        again = organisation(order=7, role="participant")

        harvested = harvest(pack({"1.xml": project(again, first)}))

        assert [row["role"] for row in rows(harvested, "participations")] == ["coordinator"]


class TestSecondRun:
    def test_changes_nothing(self, pack, harvest, tmp_path):
        file = pack({"1.xml": project(organisation())})
        first = harvest(file)
        before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}

        second = harvest(file)

        assert (first.unchanged, second.unchanged) == (False, True)
        assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == before


BOMB = """<!DOCTYPE project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<project><id>1</id><title>&b;&b;</title></project>"""


class TestRefusal:
    @pytest.mark.parametrize(
        ("members", "reason"),
        [
            ({"1.xml": "<project><id>1</id>"}, "no well-formed XML"),
            ({"1.xml": BOMB}, "document type"),
            ({"1.xml": '<!DOCTYPE project SYSTEM "x.dtd"><project/>'}, "document type"),
            (
                {
                    "1.xml": '<?xml version="1.0" encoding="UTF-8"?><project>\xe9</project>'.encode(
                        "latin-1"
                    )
                },
                "no well-formed XML",
            ),
            ({"1.xml": project(id="")}, "no project id"),
            ({"1.xml": "<html><body>Sorry</body></html>"}, "<html>"),
            ({"1.xml": project(), "2.xml": project()}, "repeats the project 101000001"),
            ({"1.xml": project(organisation(pic=""))}, "without a PIC"),
            ({"1.xml": project(organisation(pic="12x"))}, "without a PIC"),
            ({"readme.txt": "nothing"}, "no project"),
        ],
    )
    def test_names_the_file_and_the_reason_and_touches_nothing(
        self, pack, harvest, tmp_path, members, reason
    ):
        good = harvest(pack({"1.xml": project(organisation())}, "good.zip"))
        before = sorted(tmp_path.joinpath("data").rglob("*"))

        with pytest.raises(HarvestRefused) as refusal:
            harvest(pack(members, "bad.zip"))

        assert "bad.zip" in str(refusal.value)
        assert reason in str(refusal.value)
        assert "\n" not in str(refusal.value)
        assert sorted(tmp_path.joinpath("data").rglob("*")) == before
        current = current_snapshot(tmp_path / "data", "cordis")
        assert current is not None
        assert current.folder == good.snapshot.folder
