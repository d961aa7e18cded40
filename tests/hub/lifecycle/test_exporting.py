"""Organisations into a file, and back without a change."""

import datetime as dt

import pytest

from liaison.hub.directory.models import Organisation
from liaison.hub.lifecycle import actions
from liaison.hub.lifecycle.importing.headings import fitness
from liaison.hub.lifecycle.tables import open_table
from tests.factories.accounts import UserFactory
from tests.factories.directory import (
    FigureFactory,
    IdentifierFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    PlaceFactory,
)
from tests.hub.lifecycle.conftest import no_progress, tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory():
    """Organisations with all that makes exports difficult."""
    institute = OrganisationFactory(
        name="=HYPERLINK(Institute)",
        kind="research",
        city="Esch-sur-Alzette",
        website="HTTPS://www.List.lu/About",
        founded_year=2015,
        size_class="large",
        nace="72.11",
        visibility="private",
        texts={
            "headline_de": {"text": "=Forschung; für alle, | die", "state": "original"},
            "description_fr": {
                "text": "Première ligne\n\n– « deuxième »\tligne",
                "state": "machine",
                "language": "",
                "of": "",
                "on": "2026-11-02",
            },
        },
    )
    for kind, name in [
        ("former", "Tudor; Henri"),
        ("trading", "-LIST-"),
        ("alias", "L.I.S.T."),
        ("alias", "Institute, no: a list"),
        ("acronym", "'+LIST"),
    ]:
        OrganisationNameFactory(organisation=institute, kind=kind, name=name)
    IdentifierFactory(organisation=institute, scheme="register", country="DE", value="HRB 1:2")
    IdentifierFactory(organisation=institute, scheme="pic", value="935646370")
    IdentifierFactory(organisation=institute, scheme="pic", value="999446885")
    IdentifierFactory(organisation=institute, scheme="rcs", value="B1", until=dt.date(2020, 1, 1))
    PlaceFactory(
        organisation=institute,
        address="5,\tavenue\ndes Hauts-Fourneaux",
        city="Belval",
        latitude=-49.123456789012345,
        longitude=0.0,
    )
    FigureFactory(organisation=institute, on=dt.date(2024, 6, 30), precision="day", value=640)
    FigureFactory(organisation=institute, value=700, is_estimated=True)
    FigureFactory(organisation=institute, value=699, source="Annual report 2025")
    FigureFactory(organisation=institute, kind="turnover", value=61_000_000)
    OrganisationFactory.create_batch(2, name="Gemeinde Berg", country="DE")
    OrganisationFactory(name="Dormant", state="dormant", country="")
    OrganisationFactory(name="Merged", state="merged", merged_into=institute)
    return institute


class TestExport:
    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_is_imported_again_without_a_change(
        self, directory, planned, imported, tmp_path, ending
    ):
        path = tmp_path / f"all.{ending}"
        before = tables()

        count = actions.export_organisations(path, by=None, progress=no_progress)

        assert count == 5
        assert dict(planned(path).counts) == {"unchanged": 5}
        imported(path)
        assert tables() == before

    def test_fills_an_empty_directory_with_the_same_organisations(
        self, directory, imported, tmp_path
    ):
        Organisation.objects.filter(state="merged").delete()
        actions.export_organisations(tmp_path / "all.csv", by=None, progress=no_progress)
        before = sorted(Organisation.objects.values_list("public_id", "name", "country"))
        Organisation.objects.all().delete()

        imported(tmp_path / "all.csv")

        assert before == sorted(Organisation.objects.values_list("public_id", "name", "country"))

    def test_has_all_organisations_by_name(self, tmp_path):
        OrganisationFactory(name="b")
        OrganisationFactory(name="a")
        Organisation.objects.bulk_create(
            [Organisation(name=f"c{number:04}", kind="company") for number in range(1_200)]
        )

        actions.export_organisations(tmp_path / "all.csv", by=None, progress=no_progress)

        with open_table(tmp_path / "all.csv", fitness=fitness) as table:
            names = [row.cells[table.headings.index("name")] for row in table.rows]
        assert names == ["a", "b", *(f"c{number:04}" for number in range(1_200))]

    def test_is_for_those_who_may_import(self, tmp_path):
        with pytest.raises(actions.NotAllowed):
            actions.export_organisations(
                tmp_path / "all.csv", by=UserFactory(), progress=no_progress
            )
