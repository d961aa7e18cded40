"""An introduction survives when the entry of one of its sides turns out to be recorded twice."""

import pytest

from liaison.hub.clocks.models import Clock
from liaison.hub.introductions import actions
from liaison.hub.introductions.models import OptOut
from liaison.hub.introductions.queries import asked_of_directory
from liaison.hub.lifecycle.actions import merge_organisations, undo_merge
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory
from tests.hub.introductions.conftest import (
    BY_LETTER,
    MONDAY_NOON,
    TUESDAY_NOON,
    again,
    letters_to,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("evidence")]


@pytest.fixture
def runs_the_site(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path
    return UserFactory(is_superuser=True)


@pytest.fixture
def same_sensors():
    return OrganisationFactory(name="Moselle Sensors S.A.", visibility="public")


def merge(kept, absorbed, by):
    return merge_organisations(
        kept.public_id,
        absorbed.public_id,
        because="One company, entered twice.",
        by=by,
        now=TUESDAY_NOON,
    )


class TestMerging:
    def test_leads_an_introduction_to_the_entry_that_is_kept_and_back(
        self, asked, sensors, same_sensors, runs_the_site, token, client
    ):
        merger = merge(same_sensors, sensors, runs_the_site)

        assert again(asked).asked_organisation == same_sensors
        undo_merge(merger, by=runs_the_site, now=TUESDAY_NOON)
        assert again(asked).asked_organisation == sensors

    def test_keeps_that_an_organisation_does_not_want_to_be_asked(
        self, cluster, manager, founder, sensors, same_sensors, runs_the_site, propose
    ):
        asked = asked_of_directory(sensors.public_id, for_user=founder)
        actions.note_opt_out(asked, cluster=cluster, by=manager, now=MONDAY_NOON)

        merge(same_sensors, sensors, runs_the_site)

        assert OptOut.objects.get().organisation == same_sensors
        with pytest.raises(actions.NotAvailable):
            propose(asked=asked_of_directory(same_sensors.public_id, for_user=founder))

    def test_leaves_one_of_two_open_ones_of_the_same_pair_and_says_so(
        self, propose, founder, sensors, same_sensors, runs_the_site, manager
    ):
        first = propose()
        second = propose(asked=asked_of_directory(same_sensors.public_id, for_user=founder))

        merger = merge(same_sensors, sensors, runs_the_site)

        assert (again(first).state, again(second).state) == ("cancelled", "proposed")
        assert not Clock.objects.open().filter(subject=first.public_id).exists()
        assert "turned out to be one" in letters_to(founder.email)[-1].body
        assert actions.pass_on(second, to=BY_LETTER, by=manager, now=TUESDAY_NOON)
        undo_merge(merger, by=runs_the_site, now=TUESDAY_NOON)
        assert again(first).asked_organisation == sensors

    def test_introduces_nobody_to_itself(
        self, propose, founder, watchmaker, sensors, runs_the_site, manager
    ):
        asked = actions.pass_on(propose(), to=BY_LETTER, by=manager, now=MONDAY_NOON)

        merge(watchmaker, sensors, runs_the_site)

        assert again(asked).state == "cancelled"
