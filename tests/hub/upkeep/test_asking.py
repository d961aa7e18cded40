"""Who answers for an entry is asked whether it is still correct: politely, and not for ever."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from liaison.hub.accounts.actions import erase_account
from liaison.hub.accounts.choices import Role
from liaison.hub.change_requests.models import ChangeRequest
from liaison.hub.directory.actions import confirm_organisation
from liaison.hub.jobs.actions import enqueue
from liaison.hub.jobs.models import Job
from liaison.hub.jobs.working import Worker
from liaison.hub.notifications.actions import choose
from liaison.hub.upkeep.models import Question
from liaison.hub.upkeep.queries import people_to_ask
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.hub.upkeep.conftest import LONG_AGO, MONDAY, ask_all, links_to

pytestmark = pytest.mark.django_db(transaction=True)


def later(days):
    return MONDAY + timedelta(days=days)


class TestALetter:
    def test_tells_what_the_entry_says_and_in_whose_name_it_asks(self, sensors, owner):
        ask_all(MONDAY)

        (letter,) = mail.outbox
        assert letter.to == ["claire@moselle.example"]
        assert letter.subject == "Is this still correct? Moselle Sensors"
        assert "Moselle Sensors (last looked through on 1 October 2025)" in letter.body
        assert "Town: Wasserbillig" in letter.body or "City: Wasserbillig" in letter.body
        assert "Country: Luxembourg" in letter.body
        assert letter.reply_to == ["team@biohealth.example"]

    def test_is_in_the_language_of_its_reader(self, sensors, owner):
        owner.language = "de"
        owner.save()

        ask_all(MONDAY)

        assert "Land: Luxemburg" in mail.outbox[0].body
        assert "/de/still-correct/" in mail.outbox[0].body

    def test_is_one_for_all_entries_of_a_person(self, sensors, owner):
        photonics = OrganisationFactory(name="Sauer Photonics", verified_on=LONG_AGO)
        OrganisationRoleFactory(organisation=photonics, person=owner)

        ask_all(MONDAY)

        (letter,) = mail.outbox
        assert letter.subject == "Is this still correct? Your 2 entries in the directory"
        assert len(set(links_to(owner.email))) == 2

    def test_goes_to_who_answers_for_a_member_first(self, sensors, owner):
        alone = OrganisationFactory(name="Alzette Robotics", verified_on=LONG_AGO)
        other = OrganisationRoleFactory(organisation=alone).person

        assert people_to_ask(MONDAY, most=50) == [owner.pk, other.pk]


class TestNobodyIsAsked:
    def test_of_an_entry_that_was_verified_within_a_year(self, sensors, owner):
        sensors.verified_on = date(2025, 11, 2)
        sensors.save()

        assert ask_all(MONDAY) == []

    def test_of_an_entry_that_is_here_for_less_than_a_year(self, sensors, owner):
        sensors.verified_on, sensors.created_at = None, datetime(2026, 3, 2, tzinfo=UTC)
        sensors.save()

        assert ask_all(MONDAY) == []

    def test_whose_change_waits_for_the_team(self, sensors, owner):
        ChangeRequest.objects.create(organisation=sensors, asked_by=owner, asked_at=MONDAY)

        assert ask_all(MONDAY) == []

    def test_of_an_organisation_that_has_ceased(self, sensors, owner):
        sensors.state = "ceased"
        sensors.save()

        assert ask_all(MONDAY) == []

    def test_who_only_edits(self, sensors):
        OrganisationRoleFactory(organisation=sensors, role=Role.ORGANISATION_EDITOR)

        assert ask_all(MONDAY) == []

    def test_who_wants_no_such_letters(self, sensors, owner):
        choose(set(), by=owner, now=MONDAY)

        assert ask_all(MONDAY) == []
        assert not Question.objects.exists()


class TestReminders:
    def test_come_after_two_and_four_weeks_and_then_not_for_half_a_year(self, sensors, owner):
        asked_on = [day for day in range(260) if ask_all(later(day))]

        assert asked_on == [0, 14, 28, 210, 224, 238]
        assert list(Question.objects.values_list("letters", flat=True)) == [3, 3]

    def test_end_once_somebody_verified_the_entry(self, sensors, owner):
        ask_all(MONDAY)
        confirm_organisation(sensors.public_id, by=owner, now=later(1))

        assert ask_all(later(14)) == []

    def test_of_one_entry_wait_for_those_of_another(self, sensors, owner):
        ask_all(MONDAY)
        photonics = OrganisationFactory(name="Sauer Photonics", verified_on=LONG_AGO)
        OrganisationRoleFactory(organisation=photonics, person=owner)

        assert ask_all(later(3)) == []
        assert ask_all(later(14)) == [owner.pk]
        assert len(mail.outbox) == 2

    def test_are_the_same_question(self, sensors, owner):
        ask_all(MONDAY)
        ask_all(later(14))

        assert Question.objects.get().letters == 2


class TestTheJob:
    def test_asks_everybody_once_even_if_it_is_done_again(self, sensors, owner):
        long_ago = timezone.now() - timedelta(days=500)
        sensors.verified_on = long_ago.date()
        sensors.save()
        for _ in range(2):
            enqueue("upkeep.ask", arguments={}, by=None, now=timezone.now())

        Worker().do_all()

        asked = Job.objects.filter(kind="upkeep.ask").order_by("pk")
        assert list(asked.values_list("result", flat=True)) == [
            {"letters": 1, "entries": 1},
            {"letters": 0, "entries": 0},
        ]
        assert len(mail.outbox) == 1


class TestAPersonWhoLeaves:
    def test_is_asked_nothing_any_more(self, sensors, owner):
        ask_all(MONDAY)

        erase_account(owner, by=owner, now=later(1))

        assert not Question.objects.exists()
