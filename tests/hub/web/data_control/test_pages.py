"""The pages on which a team sees what is wrong with its entries, and does something about it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.hub.accounts.choices import Role
from liaison.hub.data_control.models import ControlRun, ControlSetting, NoProblem
from liaison.hub.jobs.models import Job
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.hub.data_control.conftest import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/en/data-control/"


@pytest.fixture
def team(client, manager):
    client.force_login(manager)
    return client


def words(response):
    return response.content.decode()


class TestTheFirstPage:
    def test_is_there_for_the_team_alone(self, client, biohealth):
        client.force_login(UserFactory())

        assert client.get(HOME).status_code == 404
        assert client.post(f"{HOME}run/").status_code == 404

    def test_says_that_nothing_was_looked_through_yet(self, team):
        assert "have not been looked through yet" in words(team.get(HOME))

    def test_starts_a_control_and_tells_how_far_it_is(self, team, photonics):
        page = team.post(f"{HOME}run/", follow=True)

        assert Job.objects.get().kind == "data_control.run"
        assert "Looking through the entries of the cluster" in words(page)
        assert "Cancel this work" in words(page)

    def test_tells_how_much_each_rule_found_and_how_that_went_on(
        self, team, photonics, sensors, owner, control
    ):
        control()
        control(now=MONDAY + timedelta(days=30))

        page = words(team.get(HOME))

        assert "2 entries were looked through on" in page
        assert f'<a href="{HOME}rules/no_website/">No web site</a></th><td>1</td>' in page
        assert '<svg class="series"' in page
        assert "The same as a table" in page

    def test_asks_few_questions_and_writes_nothing(self, team, photonics, control):
        control()

        with CaptureQueriesContext(connection) as asked:
            team.get(HOME)

        assert len(asked) <= 20
        assert not [each for each in asked if each["sql"].startswith(("INSERT", "UPDATE"))]


class TestFindings:
    def test_lead_to_the_field_of_the_entry(self, team, photonics, control):
        control()

        page = words(team.get(f"{HOME}rules/no_website/"))

        assert "Sauer Photonics" in page
        assert f"/en/directory/{photonics.public_id}/edit/#id_website" in page

    def test_of_a_rule_that_does_not_exist_are_not_found(self, team, photonics, control):
        control()

        assert team.get(f"{HOME}rules/nonsense/").status_code == 404

    def test_are_listed_by_organisation(self, team, photonics, sensors, owner, control):
        control()

        page = words(team.get(f"{HOME}organisations/"))

        assert "Sauer Photonics</a></th><td>5</td>" in page
        assert "Moselle Sensors" not in page

    def test_are_set_aside_with_a_reason_and_told_of_again(self, team, photonics, control):
        control()
        own = f"{HOME}organisations/{photonics.public_id}/"

        assert team.post(f"{own}set-aside/no_website/", {"reason": ""}).status_code == 422
        page = team.post(f"{own}set-aside/no_website/", {"reason": "It has none."}, follow=True)
        assert "It has none." in words(page)
        assert NoProblem.objects.count() == 1
        team.post(f"{own}take-up/no_website/")
        assert not NoProblem.objects.exists()


class TestAskingAMember:
    def test_says_to_how_many_a_letter_goes_and_not_to_ask_again(
        self, team, sensors, owner, control
    ):
        sensors.website = ""
        sensors.save()
        control()
        own = f"{HOME}organisations/{sensors.public_id}/"
        assert "Ask the member to fix it" in words(team.get(own))

        page = words(team.post(f"{own}ask/", follow=True))

        assert "A letter is on its way to 1 person." in page
        assert "Ask the member to fix it" not in page
        assert len(mail.outbox) == 1
        assert "less than two weeks ago" in words(team.post(f"{own}ask/", follow=True))

    def test_says_that_nobody_would_get_it(self, team, sensors, control):
        sensors.website = ""
        sensors.save()
        control()

        page = team.post(f"{HOME}organisations/{sensors.public_id}/ask/", follow=True)

        assert "Nobody who answers for this organisation" in words(page)


class TestSettings:
    def test_are_saved(self, team, biohealth):
        team.post(f"{HOME}settings/", {"on": ["no_website", "unverified"], "days_fresh": "730"})

        setting = ControlSetting.objects.get()
        assert setting.days_fresh == 730
        assert "no_website" not in setting.off
        assert "no_kind" in setting.off

    def test_refuse_what_is_no_number_of_days(self, team):
        response = team.post(f"{HOME}settings/", {"on": ["no_website"], "days_fresh": "3"})

        assert response.status_code == 422
        assert not ControlSetting.objects.exists()

    def test_are_the_managers_alone(self, client, biohealth):
        officer = ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_OFFICER).person
        client.force_login(officer)

        assert client.get(HOME).status_code == 200
        assert client.get(f"{HOME}settings/").status_code == 404


def test_a_control_without_a_rule_counts_nothing(team, photonics, control):
    team.post(f"{HOME}settings/", {"on": [], "days_fresh": "365"})

    control()

    assert ControlRun.objects.get().counts == {}
