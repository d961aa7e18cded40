"""Head-counts come by files and go with them; figures move when organisations merge."""

import csv
import datetime as dt

import pytest

from liaison.hub.directory.models import Figure, Organisation
from liaison.hub.lifecycle import actions
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import FigureFactory, OrganisationFactory
from tests.hub.lifecycle.conftest import LATER, NOON, no_progress, tables

pytestmark = pytest.mark.django_db

HEADINGS = ["name", "country", "head_count", "head_count_on"]


@pytest.fixture
def sensors():
    sensors = OrganisationFactory(name="Moselle Sensors", country="LU", visibility="public")
    Organisation.objects.update(updated_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    return sensors


def figures():
    kept = Figure.objects.order_by("on", "pk")
    return [(each.when, each.value, each.source.partition(" ")[0]) for each in kept]


class TestImport:
    def test_adds_a_year_to_those_known(self, sensors, file, imported, planned):
        FigureFactory(organisation=sensors, on=dt.date(2024, 12, 31), value=38)
        path = file(HEADINGS, ["Moselle Sensors", "LU", "42", "2025"])

        imported(path)

        assert figures() == [("2024", 38, ""), ("2025", 42, "import")]
        newest = Figure.objects.get(value=42)
        assert (newest.verified_on, newest.verified_by) == (dt.date(2026, 11, 2), None)
        assert dict(planned(path).counts) == {"unchanged": 1}

    def test_corrects_what_a_file_said_but_not_what_a_person_saw(self, sensors, file, imported):
        FigureFactory(organisation=sensors, value=40, source="Accounts", verified_by=UserFactory())
        imported(file(HEADINGS, ["Moselle Sensors", "LU", "42", "2025"]))

        imported(file(HEADINGS, ["Moselle Sensors", "LU", "43", "2025"]), now=LATER)

        assert figures() == [("2025", 40, "Accounts"), ("2025", 43, "import")]

    def test_is_undone_row_by_row(self, sensors, file, imported, undone):
        FigureFactory(organisation=sensors, value=40, source="an earlier file")
        before = tables()
        run = imported(
            file(
                HEADINGS,
                ["Moselle Sensors", "LU", "42", "31.12.2025"],
                ["Sûre Optics", "LU", "7", "2025-06-30"],
            )
        )
        assert figures() == [("2025-06-30", 7, "import"), ("2025-12-31", 42, "import")]

        undoing = undone(run)

        assert tables() == before
        assert dict(undoing.counts) == {"removed": 1, "restored": 1}

    def test_leaves_what_people_wrote_since(self, sensors, file, imported, undone):
        run = imported(file(HEADINGS, ["Moselle Sensors", "LU", "42", "2025"]))
        FigureFactory(organisation=sensors, on=dt.date(2024, 12, 31), value=38)

        undoing = undone(run)

        assert figures() == [("2024", 38, ""), ("2025", 42, "import")]
        assert undoing.kept[0].parts == ("figures.head_count",)

    @pytest.mark.parametrize(
        ("cells", "why"),
        [
            (["42", ""], "A head-count is of a year or a day. Write both, or neither of them."),
            (["", "2025"], "A head-count is of a year or a day. Write both, or neither of them."),
            (["many", "2025"], "This is no number of people. Write digits only, such as 120."),
            (["-3", "2025"], "This is no number of people. Write digits only, such as 120."),
            (["42", "31.02.2025"], "This is no year and no day. Write one such as 2025"),
            (["42", "last year"], "This is no year and no day. Write one such as 2025"),
        ],
    )
    def test_refuses_what_cannot_be(self, sensors, file, planned, cells, why):
        plan = planned(file(HEADINGS, ["Moselle Sensors", "LU", *cells]))

        (refused,) = plan.refused()
        assert [mistake.message.startswith(why) for mistake in refused.mistakes] == [True]


class TestExport:
    def test_says_the_newest_head_count_that_is_counted(self, sensors, tmp_path):
        FigureFactory(organisation=sensors, on=dt.date(2024, 6, 30), precision="day", value=38)
        FigureFactory(organisation=sensors, value=50, is_estimated=True)
        FigureFactory(organisation=sensors, value=47, source="Annual accounts")

        actions.export_organisations(tmp_path / "all.csv", by=None, progress=no_progress)

        with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as text:
            (row,) = csv.DictReader(text)
        assert (row["head_count"], row["head_count_on"]) == ("47", "2025")


class TestMerger:
    def test_moves_figures_but_for_doubles_and_gives_them_back(self, sensors):
        manager = ClusterRoleFactory().person
        other = OrganisationFactory(name="Moselle Sensing", visibility="public")
        FigureFactory(organisation=sensors, value=42)
        FigureFactory(organisation=other, value=44)
        FigureFactory(organisation=other, on=dt.date(2024, 12, 31), value=38)
        before = list(Figure.objects.order_by("pk").values())
        both = (sensors.public_id, other.public_id)
        plan = actions.preview_merge(*both, by=manager)

        merger = actions.merge_organisations(
            *both,
            seen=plan.seen,
            because="The same register number.",
            by=manager,
            now=NOON,
        )

        kept = sensors.figures.order_by("on")
        assert [(each.when, each.value) for each in kept] == [("2024", 38), ("2025", 42)]
        actions.undo_merge(merger, by=manager, now=LATER)
        assert list(Figure.objects.order_by("pk").values()) == before
