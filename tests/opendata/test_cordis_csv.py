"""The columns of CORDIS's CSV edition give the same tables."""

import datetime as dt

import pyarrow as pa
import pytest

from liaison.opendata.sources.cordis_csv import ColumnMissing, tables_from_csv_columns

PROJECT = {
    "id": "101000001",
    "title": "Gait at home",
    "objective": "Sensors measure gait.",
    "signed": "2022-01-15",
    "startDate": "2022-03-01",
    "endDate": "",
    "ecMaxContribution": "1000,5",
}
PARTICIPATION = {
    "projectID": "101000001",
    "organisationID": "999000001",
    "name": "Moselle Sensors",
    "country": "EL",
    "activityType": "PRC",
    "SME": "true",
    "geolocation": "49.54,6.37",
    "role": "associatedPartner",
    "order": "2",
    "ecContribution": "",
    "contentUpdateDate": "2024-01-01",
}


def tables(projects=(PROJECT,), participations=(PARTICIPATION,)):
    return tables_from_csv_columns(
        pa.Table.from_pylist(list(projects)), pa.Table.from_pylist(list(participations))
    )


class TestTablesFromCsvColumns:
    def test_turn_codes_into_ours(self):
        found = tables()

        (organisation,) = found["organisations"].to_pylist()
        assert (organisation["country"], organisation["kind"]) == ("GR", "company")
        assert organisation["sme"] is True
        assert (organisation["lat"], organisation["lon"]) == (49.54, 6.37)
        (project,) = found["projects"].to_pylist()
        assert project["starts"] == dt.date(2022, 3, 1)
        assert project["ends"] is None
        assert project["contribution"] == 1000.5
        (participation,) = found["participations"].to_pylist()
        assert (participation["role"], participation["order"]) == ("associated", 2)
        assert participation["contribution"] is None

    def test_describe_an_organisation_as_last_updated(self):
        newer = PARTICIPATION | {"projectID": "2", "name": "New", "contentUpdateDate": "2025-01-01"}

        found = tables(participations=[newer, PARTICIPATION])

        assert found["organisations"]["name"].to_pylist() == ["New"]

    def test_keep_the_first_of_two_roles_in_a_project(self):
        again = PARTICIPATION | {"role": "coordinator"}

        found = tables(participations=[PARTICIPATION, again])

        assert found["participations"]["role"].to_pylist() == ["associated"]

    def test_name_the_column_that_is_missing(self):
        with pytest.raises(ColumnMissing, match="participations has no column country"):
            tables(participations=[{"projectID": "1", "organisationID": "2", "name": "x"}])
