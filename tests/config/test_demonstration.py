"""What the demonstration begins with."""

import datetime as dt

import pytest

from liaison.config.demonstration import set_up
from liaison.hub.accounts.actions import erase_account
from liaison.hub.accounts.queries import get_person
from liaison.hub.membership.models import Application, ApplicationQuestion

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


class TestDemonstration:
    def test_has_an_application_to_review_once(self):
        for _ in range(2):
            set_up(password="correct horse battery", now=MONDAY_NOON)

        application = Application.objects.get()
        assert (application.name, application.state) == ("Invented Gait Robotics", "submitted")

    def test_starts_again_whatever_was_changed(self):
        set_up(password="correct horse battery", now=MONDAY_NOON)
        Application.objects.all().delete()
        person = get_person("abroad@liaison.example")
        erase_account(person, by=person, now=MONDAY_NOON)
        set_up(password="correct horse battery", now=MONDAY_NOON)
        ApplicationQuestion.objects.all().delete()

        set_up(password="correct horse battery", now=MONDAY_NOON)

        assert Application.objects.count() <= 1
