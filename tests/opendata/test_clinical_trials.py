"""Clinical studies are evidence of institutions, never of persons."""

import dataclasses
import datetime as dt
import gzip
import json

import pytest

from liaison.opendata import HarvestRefused, current_snapshot
from liaison.opendata.country_names import country_code
from liaison.opendata.sources import clinical_trials
from liaison.opendata.sources.clinical_trials import harvest_studies
from tests.opendata.conftest import NOW

STUDY = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT00000001",
            "briefTitle": "Gait at home",
            "officialTitle": "A randomised study of gait at home",
            "acronym": "GAIT",
            "organization": {"fullName": "Hôpital de la Moselle"},
        },
        "statusModule": {
            "overallStatus": "RECRUITING",
            "startDateStruct": {"date": "2024-03"},
            "completionDateStruct": {"date": "2026-12-31"},
            "lastUpdatePostDateStruct": {"date": "2026-10-01"},
        },
        "sponsorCollaboratorsModule": {
            "responsibleParty": {"investigatorFullName": "Maria Mustermann"},
            "leadSponsor": {"name": "Hopital de la Moselle", "class": "OTHER"},
            "collaborators": [{"name": "Moselle Sensors", "class": "INDUSTRY"}],
        },
        "descriptionModule": {"briefSummary": "Sensors measure gait. Ask maria@hospital.example."},
        "conditionsModule": {"conditions": ["Parkinson Disease"], "keywords": ["gait"]},
        "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE2"]},
        "armsInterventionsModule": {"interventions": [{"type": "DEVICE", "name": "Insole"}]},
        "contactsLocationsModule": {
            "overallOfficials": [{"name": "Jean Inconnu", "role": "PRINCIPAL_INVESTIGATOR"}],
            "centralContacts": [{"name": "Anna Niemand", "email": "anna@hospital.example"}],
            "locations": [
                {
                    "facility": "Hôpital de la Moselle",
                    "city": "Remich",
                    "zip": "5555",
                    "country": "Luxembourg",
                    "geoPoint": {"lat": 49.54, "lon": 6.37},
                    "contacts": [{"name": "Anna Niemand", "role": "CONTACT"}],
                },
                {"facility": "Universitätsklinikum", "city": "Trier", "country": "Germany"},
            ],
        },
    },
    "derivedSection": {
        "conditionBrowseModule": {"meshes": [{"id": "D010300", "term": "Parkinson Disease"}]}
    },
}


def study(number=1, **modules):
    protocol = STUDY["protocolSection"] | modules
    protocol["identificationModule"] = protocol["identificationModule"] | {
        "nctId": f"NCT{number:08}"
    }
    return STUDY | {"protocolSection": protocol}


def sponsored_by(name, class_="OTHER", *, sites=()):
    return study(
        sponsorCollaboratorsModule={"leadSponsor": {"name": name, "class": class_}},
        contactsLocationsModule={"locations": [{"facility": site} for site in sites]},
    )


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def harvest(tmp_path, data, silent):
    def read(content):
        file = tmp_path / "studies.json"
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return harvest_studies(str(file), data, now=NOW, progress=silent)

    return read


@pytest.fixture
def ask(interface, data, silent, monkeypatch):
    address = f"{interface.root}/api/v2/studies?query.locn=Luxembourg"
    about = dataclasses.replace(clinical_trials.STUDIES, address=address)
    monkeypatch.setattr(clinical_trials, "STUDIES", about)
    interface.page_of = lambda asked: asked.get("pageToken", "first")
    return lambda now=NOW: harvest_studies(None, data, now=now, progress=silent)


def page(*studies, after=None):
    answer = {"totalCount": len(studies), "studies": list(studies)}
    return answer | ({"nextPageToken": after} if after else {})


def rows(harvested, table):
    return harvested.snapshot.table(table).to_pylist()


def names(harvested):
    return {row["name"] for row in rows(harvested, "organisations")}


def all_that_lies_in(folder):
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


class TestStudies:
    def test_are_evidence_with_text_days_and_topics(self, harvest):
        harvested = harvest(page(STUDY))

        (project,) = rows(harvested, "projects")
        assert (project["id"], project["acronym"]) == ("NCT00000001", "GAIT")
        assert project["text"] == (
            "A randomised study of gait at home\nSensors measure gait. Ask …."
        )
        assert (project["starts"], project["ends"]) == (
            dt.date(2024, 3, 1),
            dt.date(2026, 12, 31),
        )
        assert project["keywords"] == "Parkinson Disease, gait, Insole"
        assert (project["scheme"], project["status"]) == ("INTERVENTIONAL, PHASE2", "RECRUITING")
        assert rows(harvested, "topics")[0]["label"] == "Parkinson Disease"
        assert harvested.snapshot.manifest["published"] == "2026-10-01"

    def test_name_sponsor_collaborators_and_sites_in_their_roles(self, harvest):
        harvested = harvest(page(STUDY))

        known = {row["id"]: row for row in rows(harvested, "organisations")}
        taking_part = [
            (known[row["organisation_id"]]["name"], row["role"])
            for row in rows(harvested, "participations")
        ]
        assert taking_part == [
            ("Hôpital de la Moselle", "coordinator"),
            ("Moselle Sensors", "participant"),
            ("Universitätsklinikum", "associated"),
        ]
        by_name = {row["name"]: row for row in known.values()}
        hospital = by_name["Hôpital de la Moselle"]
        assert (hospital["city"], hospital["country"], hospital["lat"]) == ("Remich", "LU", 49.54)
        assert by_name["Moselle Sensors"]["kind"] == "company"

    def test_name_no_persons(self, harvest, data):
        harvested = harvest(page(STUDY))

        kept = str([rows(harvested, table) for table in harvested.snapshot.rows])
        for person in ("Mustermann", "Inconnu", "Niemand", "anna@", "maria@"):
            assert person not in kept
            assert person.encode() not in all_that_lies_in(data)

    @pytest.mark.parametrize(
        ("name", "class_"),
        [
            ("Mustermann, Maria", "INDIV"),
            ("Maria Mustermann, MD", "OTHER"),
            ("Prof. Maria Mustermann", "OTHER"),
            ("Praxis Dr. Mustermann", "OTHER"),
        ],
    )
    def test_of_individuals_name_nobody(self, harvest, name, class_):
        assert names(harvest(page(sponsored_by(name, class_)))) == set()

    def test_keep_institutions_that_bear_a_name_with_a_title(self, harvest):
        assert names(harvest(page(sponsored_by("Hospital Dr. Josep Trueta")))) == {
            "Hospital Dr. Josep Trueta"
        }

    def test_keep_no_sites_that_are_not_told(self, harvest):
        sites = ["GSK Investigational Site", "Research Site", "Local Institution - 0012", "Site 12"]

        assert names(harvest(page(sponsored_by("Moselle Sensors", sites=sites)))) == {
            "Moselle Sensors"
        }

    def test_share_their_organisations(self, harvest):
        assert harvest(page(study(1), study(2))).snapshot.rows == {
            "organisations": 3,
            "projects": 2,
            "participations": 6,
            "topics": 2,
        }

    def test_a_second_time_change_nothing(self, harvest):
        harvest(page(STUDY))

        assert harvest(page(STUDY)).unchanged

    def test_are_read_from_a_packed_list(self, harvest):
        assert harvest(gzip.compress(json.dumps([STUDY]).encode())).snapshot.rows["projects"] == 1

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"[", "is no JSON"),
            (b"<html>", "is a web page"),
            ({"studies": []}, "lists no studies"),
            ([1], "an entry is no study"),
            ([STUDY, study() | {"protocolSection": {}}], "has no NCT number"),
            (
                [{"protocolSection": {"identificationModule": {"id": "NCT1"}}}],
                r"missing: identificationModule\.briefTitle.*new: identificationModule\.id\)",
            ),
            (
                [study(statusModule={"overallStatus": ["RECRUITING"]})],
                "statusModule.overallStatus is a list",
            ),
        ],
    )
    def test_that_cannot_be_read_are_refused_and_the_ones_before_stay(
        self, harvest, data, content, reason
    ):
        before = harvest(page(STUDY))

        with pytest.raises(HarvestRefused, match=reason) as refusal:
            harvest(content)

        assert "studies.json" in str(refusal.value)
        assert current_snapshot(data, "clinical-trials").folder == before.snapshot.folder


class TestStudiesOfTheInterface:
    def test_are_asked_for_page_by_page_without_persons(self, interface, ask, data):
        interface.answers = {"first": page(study(1), after="t2"), "t2": page(study(2))}
        interface.stumbles = {"t2": [(503, "")] * 5}
        with pytest.raises(HarvestRefused, match="answered 503"):
            ask()
        kept_on_the_way = all_that_lies_in(data)

        harvested = ask()

        assert harvested.snapshot.rows["projects"] == 2
        assert b"Niemand" not in kept_on_the_way
        first = interface.asked[0]
        assert first["query.locn"] == "Luxembourg"
        assert "NCTId" in first["fields"]
        assert not any(word in first["fields"] for word in ("Contact", "OverallOff", "Investig"))

    def test_are_asked_for_again_where_they_changed_only(self, interface, ask):
        interface.answers = {"first": page(study(1), study(2))}
        ask()
        changed = study(2, descriptionModule={"briefSummary": "Changed."})
        interface.answers = {"first": page(changed, study(3))}

        harvested = ask(NOW + dt.timedelta(days=7))

        assert interface.asked[-1]["filter.advanced"] == (
            "AREA[LastUpdatePostDate]RANGE[2026-11-02,MAX]"
        )
        texts = {row["id"]: row["text"] for row in rows(harvested, "projects")}
        assert sorted(texts) == ["NCT00000001", "NCT00000002", "NCT00000003"]
        assert texts["NCT00000002"].endswith("Changed.")
        assert harvested.snapshot.rows["organisations"] == 3

    def test_that_did_not_change_change_nothing(self, interface, ask):
        interface.answers = {"first": page(study(1))}
        ask()
        interface.answers = {"first": page()}

        assert ask(NOW + dt.timedelta(days=7)).unchanged

    def test_are_all_asked_for_now_and_then(self, interface, ask):
        interface.answers = {"first": page(study(1), study(2))}
        ask()
        interface.answers = {"first": page(study(2))}

        harvested = ask(NOW + dt.timedelta(days=91))

        assert "filter.advanced" not in interface.asked[-1]
        assert harvested.snapshot.rows["projects"] == 1

    def test_of_which_none_come_are_refused(self, interface, ask):
        interface.answers = {"first": page()}

        with pytest.raises(HarvestRefused, match="no records came"):
            ask()

    def test_in_an_answer_that_is_no_page_are_refused(self, interface, ask):
        interface.answers = {"first": {"message": "maintenance"}}

        with pytest.raises(HarvestRefused, match="the answer is no page"):
            ask()


class TestCountryCode:
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("Luxembourg", "LU"),
            ("united  states", "US"),
            ("Turkey (Türkiye)", "TR"),
            ("Korea, Republic of", "KR"),
            ("Czech Republic", "CZ"),
            ("Atlantis", ""),
            ("", ""),
        ],
    )
    def test_is_found_by_name(self, name, code):
        assert country_code(name) == code
