"""An introduction survives when the entry of one of its sides turns out to be recorded twice."""

import pytest

from liaison.hub.introductions import actions
from liaison.hub.introductions.models import OptOut
from liaison.hub.introductions.queries import asked_of_directory
from liaison.hub.lifecycle.actions import merge_organisations, undo_merge
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory
from tests.hub.introductions.conftest import BY_LETTER, MONDAY_NOON, TUESDAY_NOON, again

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

    def test_leaves_two_open_ones_of_the_same_pair_as_they_are(
        self, propose, founder, sensors, same_sensors, runs_the_site, manager
    ):
        first = propose()
        second = propose(asked=asked_of_directory(same_sensors.public_id, for_user=founder))

        merge(same_sensors, sensors, runs_the_site)

        assert {again(first).state, again(second).state} == {"proposed"}
        assert actions.pass_on(second, to=BY_LETTER, by=manager, now=TUESDAY_NOON)
