"""Which calls the site answers from, and whose organisation is meant."""

import datetime as dt
import shutil

import pytest
from django.contrib.auth.models import AnonymousUser

from liaison.hub.calls.queries import (
    area_of,
    areas,
    calls_fitting,
    current_calls,
    open_calls,
    opportunities_of,
)
from liaison.hub.directory.queries import get_organisation, own_organisations
from liaison.matching import Call, NoCalls
from tests.factories.directory import OrganisationRoleFactory
from tests.support.calls import DAY, GAIT, ROWS, SOIL, TREMOR, build_calls

NOBODY = AnonymousUser()


class TestShelf:
    def test_exchanges_the_calls_once_newer_ones_are_written(self, settings, tmp_path):
        settings.INDEX_FOLDER = tmp_path
        with pytest.raises(NoCalls):
            current_calls()
        build_calls(tmp_path)
        assert current_calls().n_calls == 4

        build_calls(tmp_path, rows=ROWS[:1])

        assert current_calls().n_calls == 1


@pytest.mark.usefixtures("calls")
class TestOpenCalls:
    def test_end_with_the_last_day_asked_for(self):
        until = dt.date(2027, 2, 1)

        found = open_calls(day=DAY, until=until, for_user=NOBODY)

        assert [call.id for call in found] == [TREMOR, SOIL]

    def test_are_counted_by_area(self):
        counted = areas(day=DAY, for_user=NOBODY)

        assert counted == {"HORIZON-HLTH": 2, "HORIZON-CL6": 1}

    def test_that_fit_are_narrowed_like_others(self):
        found = calls_fitting("soils", day=DAY, area="HORIZON-HLTH", for_user=NOBODY)

        assert found == []


class TestAreaOf:
    @pytest.mark.parametrize(
        ("id_", "programme", "area"),
        [
            ("HORIZON-HLTH-2027-01-A-01", "Horizon Europe", "HORIZON-HLTH"),
            ("LIFE-2026-NATURE", "LIFE", "LIFE"),
            ("XY-2026-1", "", "XY-2026"),
        ],
    )
    def test_is_the_part_of_horizon_europe_or_the_programme(self, id_, programme, area):
        changed = {"id": id_, "programme": programme, "deadlines": ()}

        assert area_of(Call(**ROWS[0] | changed)) == area


@pytest.mark.usefixtures("calls")
class TestOpportunitiesOf:
    def test_are_told_the_same_twice_and_anew_for_newer_calls(self, settings, calls, tmp_path):
        sensors = get_organisation("100000001", for_user=NOBODY)

        def ids():
            return [each.call.id for each in opportunities_of(sensors, day=DAY, for_user=NOBODY)]

        assert ids() == ids() == [GAIT]

        newer = tmp_path / "index"
        shutil.copytree(calls, newer)
        settings.INDEX_FOLDER = build_calls(newer, rows=ROWS[1:])

        assert ids() == []


@pytest.mark.usefixtures("evidence", "db")
class TestOwnOrganisations:
    def test_are_those_one_speaks_for_as_open_data_knows_them(self):
        person = OrganisationRoleFactory(organisation__open_data_id="100000001").person
        OrganisationRoleFactory(person=person, organisation__open_data_id="")
        OrganisationRoleFactory(person=person, organisation__open_data_id="999")
        OrganisationRoleFactory(organisation__open_data_id="100000002")

        found = own_organisations(for_user=person)

        assert [each.name for each in found] == ["Moselle Sensors"]

    def test_are_none_of_somebody_not_signed_in(self):
        assert own_organisations(for_user=NOBODY) == []
