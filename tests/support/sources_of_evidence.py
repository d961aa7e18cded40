"""
A small world of three sources of evidence, joined and indexed together.

The hospital took part in a project of Horizon 2020, sponsors a clinical study and published a work.
The company of that project collaborates in the study, where it is told without a place. A
university is known from works alone.
"""

import datetime as dt
import gzip
import json
import zipfile
from pathlib import Path

from liaison.config.indexing import index_snapshots, newest_evidence
from liaison.opendata import READERS, harvest_ror, link_organisations
from tests.opendata.resolution.joined import record

HOSPITAL, COMPANY = "999000001", "999000002"
HOSPITAL_IN_ROR, UNIVERSITY = "https://ror.org/0moselle1", "https://ror.org/0elbling1"
PROJECT, STUDY, WORK = "732000001", "NCT00000001", "W1"
MONDAY = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

PROJECTS = """\
"id";"acronym";"title";"startDate";"endDate";"ecSignatureDate";"ecMaxContribution";"objective"
"732000001";"GAIT";"Gait at home";"2017-03-01";"2020-02-29";"2017-01-15";"1000000";\
"Wearable sensors measure tremor and gait of people with Parkinson's disease."
"""
ORGANISATIONS = """\
"projectID";"organisationID";"name";"shortName";"SME";"activityType";"city";"country";"rcn";\
"order";"role";"netEcContribution"
"732000001";"999000001";"HOPITAL DE LA MOSELLE";"";"false";"REC";"REMICH";"LU";"1900001";"1";\
"coordinator";"350000"
"732000001";"999000002";"Wearable Sensors";"";"true";"PRC";"Esch";"LU";"1900002";"2";\
"participant";"100000"
"""
A_STUDY = {
    "protocolSection": {
        "identificationModule": {
            "nctId": STUDY,
            "briefTitle": "Insoles that measure tremor and gait",
        },
        "statusModule": {
            "overallStatus": "RECRUITING",
            "startDateStruct": {"date": "2024-03"},
            "completionDateStruct": {"date": "2026-12-31"},
            "lastUpdatePostDateStruct": {"date": "2026-10-01"},
        },
        "sponsorCollaboratorsModule": {
            "leadSponsor": {"name": "Hôpital de la Moselle", "class": "OTHER"},
            "collaborators": [{"name": "Wearable Sensors", "class": "INDUSTRY"}],
        },
        "descriptionModule": {"briefSummary": "Parkinson's disease, measured by insoles."},
        "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE2"]},
        "contactsLocationsModule": {
            "locations": [
                {"facility": "Hôpital de la Moselle", "city": "Remich", "country": "Luxembourg"},
                {"facility": "Clinic of Trier", "city": "Trier", "country": "Germany"},
            ]
        },
    }
}
A_WORK = {
    "id": f"https://openalex.org/{WORK}",
    "doi": "https://doi.org/10.1234/tremor",
    "display_name": "Tremor and gait in Parkinson's disease",
    "publication_date": "2023-05-01",
    "language": "en",
    "type": "article",
    "abstract_inverted_index": {"Tremor": [0], "and": [1], "gait": [2], "agree.": [3]},
    "authorships": [
        {
            "institutions": [
                {
                    "id": "https://openalex.org/I1",
                    "ror": HOSPITAL_IN_ROR,
                    "display_name": "Moselle Hospital",
                    "country_code": "LU",
                    "type": "healthcare",
                },
                {
                    "id": "https://openalex.org/I2",
                    "ror": UNIVERSITY,
                    "display_name": "Elbling University",
                    "country_code": "LU",
                    "type": "education",
                },
            ]
        }
    ],
    "topics": [],
    "keywords": [],
    "is_retracted": False,
    "is_paratext": False,
    "updated_date": "2026-10-01",
}
IN_REMICH = {
    "geonames_details": {"name": "Remich", "country_code": "LU", "lat": 49.54, "lng": 6.37}
}


def build_several(data: Path) -> Path:
    """Harvest all, join and index the small world in `data`."""
    harvest_projects(data)
    harvest_study(data)
    harvest_work(data)
    registry = data / "ror.zip"
    entry = record(
        "0moselle1",
        "Moselle Hospital",
        "Hôpital de la Moselle",
        types=["healthcare"],
        locations=[IN_REMICH],
    )
    with zipfile.ZipFile(registry, "w") as archive:
        archive.writestr("ror-data.json", json.dumps([entry]))
    harvest_ror(str(registry), data, now=MONDAY, progress=_silent)
    link_organisations(data, now=MONDAY, progress=_silent)
    index_snapshots(newest_evidence(data), data, progress=_silent)
    return data


def harvest_projects(data: Path, *, source: str = "h2020", projects: str = PROJECTS) -> None:
    """Read the projects as those of a programme of CORDIS."""
    data.mkdir(parents=True, exist_ok=True)
    edition = data / f"{source}.zip"
    with zipfile.ZipFile(edition, "w") as archive:
        archive.writestr("project.csv", projects)
        archive.writestr("organization.csv", ORGANISATIONS)
    _harvest(source, edition, data)


def harvest_study(data: Path) -> None:
    data.mkdir(parents=True, exist_ok=True)
    file = data / "studies.json"
    file.write_text(json.dumps([A_STUDY]))
    _harvest("clinical-trials", file, data)


def harvest_work(data: Path) -> None:
    data.mkdir(parents=True, exist_ok=True)
    file = data / "works.gz"
    file.write_bytes(gzip.compress(json.dumps(A_WORK).encode()))
    _harvest("openalex-works", file, data)


def _harvest(source: str, file: Path, data: Path) -> None:
    READERS[source].harvest(str(file), data, now=MONDAY, progress=_silent)


def _silent(done: int, total: int | None, what: str) -> None:
    """Report progress to nobody."""
