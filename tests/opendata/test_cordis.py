"""CORDIS is read whole and true, or refused in one line with the snapshot before untouched."""

import dataclasses
import datetime as dt

import pytest

from liaison.opendata import HarvestRefused, current_snapshot, harvest_cordis
from liaison.opendata.sources import cordis
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

    def test_are_known_under_the_pic_used_last_and_described_as_updated_last(self, pack, harvest):
        before = organisation(pic="999000009", name="Moselle Sensors and Sons")
        after = organisation(pic="999000001", name="Moselle Sensors")
        older = {"id": "101000001", "signed": "2021-05-01", "updated": "2025-02-01 08:00:00"}
        newer = {"id": "101000002", "signed": "2023-05-01", "updated": "2024-02-01 08:00:00"}

        harvested = harvest(
            pack({"1.xml": project(before, **older), "2.xml": project(after, **newer)})
        )

        assert [
            (row["id"], row["name"], row["updated"]) for row in rows(harvested, "organisations")
        ] == [("999000001", "Moselle Sensors and Sons", dt.date(2025, 2, 1))]
        assert [
            (row["project_id"], row["organisation_id"]) for row in rows(harvested, "participations")
        ] == [("101000001", "999000001"), ("101000002", "999000001")]

    def test_under_one_pic_with_two_record_numbers_are_one(self, pack, harvest):
        first = project(organisation(record="1900001"), id="101000001")
        second = project(organisation(record="1900002"), id="101000002")

        harvested = harvest(pack({"1.xml": first, "2.xml": second}))

        assert harvested.snapshot.rows["organisations"] == 1
        assert harvested.snapshot.rows["participations"] == 2

    def test_keep_each_of_their_places(self, pack, harvest):
        remich = project(organisation(city="Remich"), id="101000001")
        belval = project(organisation(city="Belval", place="49.5,5.94"), id="101000002")

        harvested = harvest(pack({"1.xml": remich, "2.xml": belval}))

        assert [
            (row["city"], row["country"], row["nuts"], row["lat"], row["lon"])
            for row in rows(harvested, "places")
        ] == [("Belval", "LU", "LU000", 49.5, 5.94), ("Remich", "LU", "LU000", 49.54, 6.37)]

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
        harvested = harvest(pack({"1.xml": project(organisation(role=written))}))

        assert rows(harvested, "participations") == [
            {
                "project_id": "101000001",
                "organisation_id": "999000001",
                "role": role,
                "order": 1,
                # Net of what it passes on to others listed beside it.
                "contribution": 350_000.0,
                "cost": 500_000.0,
                "sme": True,
                "active": True,
            }
        ]

    @pytest.mark.parametrize(
        ("net", "gross", "kept"),
        [
            ("12.5", "20", 12.5),
            ("", "20", 20.0),
            ("", "", None),
            ("much", "", None),
            ("inf", "", None),
        ],
    )
    def test_keep_the_money_that_is_told(self, pack, harvest, net, gross, kept):
        harvested = harvest(pack({"1.xml": project(organisation(net=net, money=gross))}))

        assert [row["contribution"] for row in rows(harvested, "participations")] == [kept]

    def test_of_one_organisation_in_two_roles_are_one_with_all_its_money(self, pack, harvest):
        lead = organisation(order=1, role="coordinator", net="100")
        helper = organisation(order=7, role="thirdParty", net="20", cost="")

        harvested = harvest(pack({"1.xml": project(helper, lead)}))

        (row,) = rows(harvested, "participations")
        assert (row["role"], row["order"]) == ("coordinator", 1)
        assert (row["contribution"], row["cost"]) == (120.0, 500_000.0)

    def test_of_one_organisation_that_changed_its_role_show_the_present_one(self, pack, harvest):
        ended = organisation(order=1, role="participant", ended="true", net="40")
        now = organisation(order=9, role="associatedPartner", net="")

        harvested = harvest(pack({"1.xml": project(ended, now)}))

        (row,) = rows(harvested, "participations")
        assert (row["role"], row["active"]) == ("associated", True)

    def test_that_have_ended_say_so(self, pack, harvest):
        harvested = harvest(pack({"1.xml": project(organisation(ended="true"))}))

        assert [row["active"] for row in rows(harvested, "participations")] == [False]


class TestDownload:
    def test_is_read_from_the_publishers_own_address_where_none_is_named(
        self, pack, publisher, address, tmp_path, silent, monkeypatch
    ):
        publisher.content = pack({"1.xml": project(organisation())}).read_bytes()
        monkeypatch.setattr(cordis, "CORDIS", dataclasses.replace(cordis.CORDIS, address=address))

        harvested = harvest_cordis(None, tmp_path / "data", now=NOW, progress=silent)

        assert harvested.snapshot.manifest["read_from"] == address
        assert harvested.snapshot.rows["projects"] == 1
        assert harvest_cordis(None, tmp_path / "data", now=NOW, progress=silent).unchanged

    def test_that_proved_unusable_is_brought_anew_the_next_time(
        self, pack, publisher, address, tmp_path, silent
    ):
        content = pack({"1.xml": project(organisation())}).read_bytes()
        publisher.content = content[:-100]
        with pytest.raises(HarvestRefused, match="cut off or damaged"):
            harvest_cordis(address, tmp_path / "data", now=NOW, progress=silent)
        publisher.content = content

        harvested = harvest_cordis(address, tmp_path / "data", now=NOW, progress=silent)

        assert harvested.snapshot.rows["projects"] == 1

    def test_that_is_a_web_page_in_disguise_is_refused(self, publisher, address, tmp_path, silent):
        publisher.content = b"<!DOCTYPE html><title>We have moved</title>"

        with pytest.raises(HarvestRefused, match="is a web page, not a zip"):
            harvest_cordis(address, tmp_path / "data", now=NOW, progress=silent)


class TestChangedFormat:
    def test_of_projects_is_refused_with_the_difference(self, pack, harvest):
        changed = project(organisation()).replace("objective>", "summary>")

        with pytest.raises(HarvestRefused) as refusal:
            harvest(pack({"1.xml": changed}))

        assert (
            "the format has changed (missing: objective; new: summary, which is a text)"
        ) in str(refusal.value)

    def test_of_organisations_is_refused_with_the_difference(self, pack, harvest):
        changed = project(organisation()).replace("<id>999000001</id>", "<pic>999000001</pic>")

        with pytest.raises(HarvestRefused, match=r"organisations: .* \(missing: id; new: pic"):
            harvest(pack({"1.xml": changed}))

    def test_is_not_seen_in_a_field_that_some_projects_lack(self, pack, harvest):
        lacking = project(organisation(), id="101000002").replace("objective>", "summary>")

        harvested = harvest(pack({"1.xml": project(organisation()), "2.xml": lacking}))

        assert harvested.snapshot.rows["projects"] == 2


class TestSecondRun:
    def test_changes_nothing(self, pack, harvest, tmp_path):
        file = pack({"1.xml": project(organisation())})
        first = harvest(file)
        before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}

        second = harvest(file)

        assert (first.unchanged, second.unchanged) == (False, True)
        assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == before

    def test_reads_anew_where_a_table_is_gone(self, pack, harvest):
        file = pack({"1.xml": project(organisation())})
        first = harvest(file)
        (first.snapshot.folder / "topics.parquet").unlink()

        second = harvest(file)

        assert not second.unchanged
        assert second.snapshot.rows["topics"] == second.snapshot.table("topics").num_rows == 1


BOMB = """<!DOCTYPE project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<project><id>1</id><title>&b;&b;</title></project>"""
LAUGHTER = (
    '<!DOCTYPE project [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + ']><project id="&i;"/>'
)


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
            (
                {"1.xml": project().replace("UTF-8", "ISO-8859-1").encode("latin-1")},
                "written in ISO-8859-1",
            ),
            ({"1.xml": project().replace("UTF-8", "x-klingon")}, "no well-formed XML"),
            ({"1.xml": LAUGHTER}, "'1.xml' "),
            ({"1.xml": ""}, "no well-formed XML"),
            ({"1.xml": project(id="")}, "no project id"),
            ({"1.xml": project(id="../101")}, "a project id that is no number"),
            (
                {"1.xml": project(organisation(), organisation())},
                "lists the organisation 999000001 twice",
            ),
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
