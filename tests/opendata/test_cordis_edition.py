"""The CSV edition gives the same tables as the XML set, for every programme."""

import datetime as dt

import pytest

from liaison.opendata import HarvestRefused, harvest_cordis
from liaison.opendata.sources.cordis_earlier import harvest_fp7, harvest_h2020
from tests.opendata.conftest import NOW

PROJECTS = """\ufeff"id";"acronym";"status";"title";"startDate";"endDate";"totalCost";\
"ecMaxContribution";"legalBasis";"topics";"ecSignatureDate";"frameworkProgramme";"fundingScheme";"objective";\
"contentUpdateDate";"rcn";"grantDoi"
"732000001";"GAIT";"CLOSED";"Gait; at home";"2017-03-01";"2020-02-29";"1200000,5";"1000000";\
"H2020-EU.3.1.";"SC1-PM-01-2016";"2017-01-15";"H2020";"RIA";"Sensors measure ""gait"".";\
"2022-08-11 09:49:16";"210001";"10.3030/732000001"
"""
ORGANISATIONS = """"projectID";"projectAcronym";"organisationID";"vatNumber";"name";"shortName";\
"SME";"activityType";"street";"postCode";"city";"country";"nutsCode";"geolocation";"organizationURL";\
"contactForm";"contentUpdateDate";"rcn";"order";"role";"ecContribution";"netEcContribution";\
"totalCost";"endOfParticipation"
"732000001";"GAIT";"999000001";"LU12345678";"Moselle Sensors";"MoS";"true";"PRC";"Quiet Street 1";\
"5555";"Remich";"LU";"LU000";"(49.54,6.37)";"https://sensors.example";"https://ask.example/anna";\
"2022-01-01";"1900001";"1";"coordinator";"400000";"350000,5";"500000";"false"
"732000001";"GAIT";"999000002";"";"University of Quiet";"";"false";"HES";"";"";"Athens";"EL";"";"";\
"";"";"2022-01-01";"1900002";"2";"participant";"1";"";"";"true"
"""
TOPICS = """"projectID";"euroSciVocCode";"euroSciVocPath";"euroSciVocTitle";"euroSciVocDescription"
"732000001";"/23/1";"/medical/neurology";"neurology";""
"732000001";"/23/1";"/medical/neurology";"neurology";""
"999999999";"/23/2";"/medical/oncology";"oncology";""
"""


@pytest.fixture
def edition(pack):
    """Write the edition's zip, with other files in place of some."""

    def write(**others):
        files = {"project": PROJECTS, "organization": ORGANISATIONS, "euroSciVoc": TOPICS} | others
        return pack({f"{name}.csv": text for name, text in files.items() if text is not None})

    return write


@pytest.fixture
def harvest(tmp_path, silent):
    def read(file, harvest=harvest_h2020):
        return harvest(str(file), tmp_path / "data", now=NOW, progress=silent)

    return read


def rows(harvested, table):
    return harvested.snapshot.table(table).to_pylist()


class TestCsvEdition:
    def test_keeps_projects_with_text_days_and_money(self, edition, harvest):
        (project,) = rows(harvest(edition()), "projects")

        assert (project["id"], project["title"]) == ("732000001", "Gait; at home")
        assert project["text"] == 'Sensors measure "gait".'
        assert (project["signed"], project["starts"]) == (
            dt.date(2017, 1, 15),
            dt.date(2017, 3, 1),
        )
        assert (project["contribution"], project["cost"]) == (1_000_000, 1_200_000.5)
        assert (project["topic"], project["programme"]) == ("SC1-PM-01-2016", "H2020-EU.3.1.")

    def test_keeps_who_takes_part_in_which_role(self, edition, harvest):
        harvested = harvest(edition())

        assert [
            (row["organisation_id"], row["role"], row["contribution"], row["active"])
            for row in rows(harvested, "participations")
        ] == [
            ("999000001", "coordinator", 350_000.5, True),
            ("999000002", "participant", 1, False),
        ]
        companies, universities = rows(harvested, "organisations")
        assert (companies["kind"], companies["sme"], companies["country"]) == (
            *("company", True, "LU"),
        )
        assert (companies["lat"], companies["lon"]) == (49.54, 6.37)
        assert (universities["kind"], universities["country"]) == ("university", "GR")
        assert "anna" not in str(companies)

    def test_keeps_fields_of_science_of_projects_that_are_there(self, edition, harvest):
        assert rows(harvest(edition()), "topics") == [
            {
                "project_id": "732000001",
                "scheme": "euroscivoc",
                "code": "/23/1",
                "label": "neurology",
            }
        ]

    def test_says_when_the_newest_project_was_updated(self, edition, harvest):
        manifest = harvest(edition()).snapshot.manifest

        assert (manifest["published"], manifest["source"]) == ("2022-08-11", "h2020")

    def test_is_read_where_older_files_have_other_columns(self, edition, harvest):
        projects = PROJECTS.replace('"id"', '"reference"').replace(";SC1-PM-01-2016", ";")
        organisations = ORGANISATIONS.replace('"projectID"', '"projectReference"').replace(
            '"organisationID"', '"id"'
        )

        harvested = harvest(
            edition(project=projects, organization=organisations, euroSciVoc=None), harvest_fp7
        )

        assert harvested.snapshot.rows["participations"] == 2
        assert harvested.snapshot.source == "fp7"

    def test_is_read_for_the_present_programme_as_well(self, edition, harvest):
        assert harvest(edition(), harvest_cordis).snapshot.source == "cordis"

    def test_leaves_out_a_few_torn_rows(self, edition, harvest):
        whole = ORGANISATIONS + "".join(
            f'"732000001";"GAIT";"{pic}"' + ';""' * 16 + ';"partner"' + ';""' * 4 + "\n"
            for pic in range(100, 300)
        )

        harvested = harvest(edition(organization=whole + '"732000001";"torn"\n'))

        assert harvested.snapshot.rows["participations"] == 202
        assert harvested.snapshot.manifest["notes"] == {"left_out": 1}

    def test_leaves_out_entries_that_lead_nowhere(self, edition, harvest):
        lines = ORGANISATIONS.splitlines(keepends=True)
        elsewhere = lines[1].replace('"732000001"', '"1"')
        without_pic = lines[1].replace('"999000001"', '""')

        harvested = harvest(edition(organization="".join([*lines, elsewhere, without_pic])))

        assert harvested.snapshot.rows["participations"] == 2

    @pytest.mark.parametrize(
        ("others", "reason"),
        [
            ({"organization": None}, r"holds no organization\.csv"),
            ({"project": ""}, "missing: acronym, endDate, id"),
            ({"project": PROJECTS.splitlines()[0]}, r"'project\.csv' holds no rows"),
            (
                {"project": PROJECTS.replace("objective", "summary")},
                r"missing: objective; new: summary, which is a text",
            ),
            ({"project": PROJECTS.replace('"732000001"', '"x1"')}, r"is no number \('x1'\)"),
            (
                {"project": PROJECTS + "".join(PROJECTS.splitlines(keepends=True)[1:])},
                "repeats the project 732000001",
            ),
            ({"organization": ORGANISATIONS + "torn\n"}, "1 of 3 rows of 'organization.csv'"),
            ({"project": PROJECTS.encode("utf-16")}, "codec can't decode"),
        ],
    )
    def test_is_refused_with_file_and_reason(self, edition, harvest, others, reason):
        with pytest.raises(HarvestRefused, match=reason) as refusal:
            harvest(edition(**others))

        assert "projects.zip" in str(refusal.value)
        assert "\n" not in str(refusal.value)
