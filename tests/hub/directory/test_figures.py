"""Figures of an organisation over time: kept as rows of its entry, with source and day."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from liaison.hub.directory import actions
from liaison.hub.directory.choices import SizeClass
from liaison.hub.directory.editing import changes_of, read_entry, size_class_told
from liaison.hub.directory.listing import get_profile
from liaison.hub.directory.models import Figure
from liaison.hub.directory.provenance import Provenance
from tests.factories.accounts import UserFactory
from tests.factories.directory import (
    FigureFactory,
    OrganisationFactory,
    OrganisationRoleFactory,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def sensors():
    return OrganisationFactory(name="Moselle Sensors", visibility="public")


@pytest.fixture
def owner(sensors):
    return OrganisationRoleFactory(organisation=sensors).person


@pytest.fixture
def edit(sensors, owner):
    def edit(*, seen=None, by=owner, now=NOON, **changes):
        seen = seen or read_entry(sensors)
        return actions.edit_organisation(
            sensors.public_id, seen=seen, wanted=seen | changes, by=by, now=now
        )

    return edit


class TestEditing:
    def test_keeps_years_and_days_apart_and_notes_who_saw_them(self, edit, sensors, owner):
        changed = edit(
            head_count=[["2024", 38, False, "Annual accounts 2024"], ["2025-06-30", 42, True, ""]],
            turnover=[["2024", 5_200_000, False, ""]],
        )

        assert sorted(changed) == ["head_count", "turnover"]
        kept = sensors.figures.order_by("kind", "on")
        assert list(kept.values_list("kind", "on", "precision", "value", "is_estimated")) == [
            ("head_count", date(2024, 12, 31), "year", 38, False),
            ("head_count", date(2025, 6, 30), "day", 42, True),
            ("turnover", date(2024, 12, 31), "year", 5_200_000, False),
        ]
        assert {(each.verified_on, each.verified_by) for each in kept} == {
            (date(2026, 11, 2), owner)
        }
        sensors.refresh_from_db()
        assert Provenance(sensors).of("head_count").source == "liaison:organisation"

    def test_leaves_rows_that_say_the_same_as_they_are(self, edit, sensors):
        edit(head_count=[["2024", 38, False, ""], ["2025", 42, True, ""]])
        first, _second = sensors.figures.order_by("on")

        edit(head_count=[["2025", 44, False, ""], ["2024", 38, False, ""]], now=LATER)

        left, corrected = sensors.figures.order_by("on")
        assert (left.pk, left.verified_on) == (first.pk, date(2026, 11, 2))
        assert (corrected.value, corrected.is_estimated) == (44, False)
        assert corrected.verified_on == date(2026, 11, 30)

    def test_says_in_the_history_what_was_there_before(self, edit, sensors, owner):
        edit(head_count=[["2024", 38, False, ""]])

        edit(head_count=[])

        newest = changes_of(sensors, for_user=owner).first()
        assert (newest.field, newest.old, newest.new) == (
            "head_count",
            [["2024", 38, False, ""]],
            [],
        )
        assert not Figure.objects.exists()

    def test_of_one_kind_by_two_people_at_once_is_told(self, edit, sensors):
        seen = read_entry(sensors)
        edit(head_count=[["2024", 38, False, ""]], seen=seen)
        edit(turnover=[["2024", 5, False, ""]], seen=seen)

        with pytest.raises(actions.ChangedMeanwhile) as met:
            edit(head_count=[["2024", 40, False, ""]], seen=seen)

        assert [each.code for each in met.value.conflicts] == ["head_count"]
        assert sensors.figures.count() == 2

    def test_still_correct_notes_the_day(self, edit, sensors, owner):
        FigureFactory(organisation=sensors)
        turnover = FigureFactory(organisation=sensors, kind="turnover")

        actions.confirm_organisation(sensors.public_id, field="head_count", by=owner, now=NOON)

        counted = sensors.figures.get(kind="head_count")
        assert (counted.verified_on, counted.verified_by) == (date(2026, 11, 2), owner)
        turnover.refresh_from_db()
        assert turnover.verified_on is None

        actions.confirm_organisation(sensors.public_id, by=owner, now=LATER)

        assert {each.verified_on for each in sensors.figures.all()} == {date(2026, 11, 30)}

    def test_is_refused_to_strangers(self, edit):
        with pytest.raises(actions.NotAllowed):
            edit(head_count=[["2024", 38, False, ""]], by=UserFactory())


class TestConstraints:
    def test_refuse_two_of_one_day_and_source(self, sensors):
        FigureFactory(organisation=sensors, source="ROR")
        FigureFactory(organisation=sensors, source="Annual accounts")

        with pytest.raises(IntegrityError), transaction.atomic():
            FigureFactory(organisation=sensors, source="ROR", value=7)

    def test_refuse_fewer_than_nobody(self, sensors):
        with pytest.raises(IntegrityError), transaction.atomic():
            FigureFactory(organisation=sensors, value=-1)


class TestSizeClassTold:
    @pytest.mark.parametrize(
        ("people", "size"),
        [
            *((0, "micro"), (9, "micro"), (10, "small"), (49, "small")),
            *((50, "medium"), (249, "medium"), (250, "large")),
        ],
    )
    def test_is_that_of_the_newest_head_count(self, people, size):
        rows = [["2023", 100_000, False, ""], ["2025-06-30", people, False, ""]]

        assert size_class_told(rows) == SizeClass(size)

    def test_believes_what_is_counted_before_an_estimate(self):
        rows = [["2025", 300, True, ""], ["2025-12-31", 40, False, "Annual accounts"]]

        assert size_class_told(rows) == SizeClass.SMALL

    def test_is_none_without_a_head_count(self):
        assert size_class_told([]) is None


class TestProfile:
    def test_has_the_figures_by_kind_and_day(self, sensors):
        FigureFactory(organisation=sensors, kind="turnover", value=1)
        FigureFactory(organisation=sensors, on=date(2024, 12, 31), value=38)
        FigureFactory(organisation=sensors, value=42)
        FigureFactory(value=7)

        figures = get_profile(sensors.public_id, for_user=UserFactory()).figures

        assert [each.value for each in figures] == [38, 42, 1]

    def test_asks_nothing_more_where_there_are_none(self, sensors, django_assert_num_queries):
        # The organisation, and its names, numbers, places and maps.
        with django_assert_num_queries(5):
            assert get_profile(sensors.public_id, for_user=None).figures == []

        FigureFactory(organisation=sensors)
        with django_assert_num_queries(6):
            assert len(get_profile(sensors.public_id, for_user=None).figures) == 1
