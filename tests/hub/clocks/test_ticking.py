"""Steps are taken when they are due: reminders, a word to the managers, the end."""

import datetime as dt

import pytest

from liaison.hub.audit.models import Event
from liaison.hub.clocks import actions
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.ticking import check, tick
from liaison.hub.directory.models import Organisation
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.models import Letter
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.support.clocks import a_kind, at, hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(kind, shipyard, biohealth):
    def start(code=kind, **whose):
        whose = {"cluster": biohealth, "by": None, "now": at(2)} | whose
        return actions.start_clock(code, shipyard.public_id, **whose)

    return start


def addresses():
    return sorted(Letter.objects.values_list("address", flat=True))


class TestReminders:
    def test_come_one_by_one_on_their_days(self, start, engineer):
        start(person=engineer)

        # Wednesday, Thursday before and after eight, Thursday again, Tuesday.
        moments = [at(4), at(5, 7), at(5), at(5, 10), at(10)]
        reminded = [tick(now=moment)["reminded"] for moment in moments]

        assert reminded == [0, 0, 1, 0, 1]
        assert addresses() == ["marc@example.org"] * 2

    def test_say_what_waits_since_when_and_lead_there(self, start, engineer, shipyard):
        start(person=engineer)

        tick(now=at(5))

        letter = Letter.objects.get()
        assert letter.about == LetterKind.REMINDER
        assert letter.subject == "A reminder: An answer to Remich Shipyard"
        days = "Waiting since 2 November 2026; the last day for it is 16 November 2026."
        assert days in letter.text
        assert f"/directory/{shipyard.public_id}/" in letter.text
        assert letter.reply_to == "team@biohealth.example"

    def test_speak_the_language_of_who_is_reminded(self, start):
        start(person=UserFactory(language="de"))

        tick(now=at(5))

        letter = Letter.objects.get()
        assert letter.subject == "Zur Erinnerung: An answer to Remich Shipyard"
        assert "2. November 2026" in letter.text
        assert "/de/" in letter.text

    def test_go_to_all_who_act_for_an_organisation(self, start, shipyard):
        for address in ("claire@yard.example", "paul@yard.example"):
            person = UserFactory(email=address)
            OrganisationRoleFactory(organisation=shipyard, person=person)
        OrganisationRoleFactory(
            organisation=shipyard, person=UserFactory(email="gone@yard.example", is_active=False)
        )
        start(organisation=shipyard)

        tick(now=at(5))

        assert addresses() == ["claire@yard.example", "paul@yard.example"]

    def test_go_to_the_team_or_to_who_of_it_took_it(self, start, manager, officer):
        clock = start()
        tick(now=at(5))
        actions.assign(clock, to=officer, by=manager, now=at(6))

        tick(now=at(10))

        assert addresses() == sorted(["team@biohealth.example", officer.email])

    def test_go_to_the_team_again_once_who_took_it_has_left(self, start, manager, officer):
        clock = start()
        actions.assign(clock, to=officer, by=manager, now=at(3))
        officer.cluster_roles.all().delete()

        tick(now=at(5))

        assert addresses() == ["team@biohealth.example"]

    def test_do_not_reach_who_may_not_see_the_thing(self, start):
        start(person=UserFactory(full_name="Stranger"))

        assert tick(now=at(5))["reminded"] == 1
        assert addresses() == []

    def test_stop_once_it_is_met(self, start, kind, shipyard, engineer):
        start(person=engineer)
        actions.meet_clocks(kind, shipyard.public_id, by=engineer, now=at(4))

        assert tick(now=at(5))["reminded"] == 0

    def test_stand_still_while_it_waits_for_others(self, start, kind, shipyard, engineer):
        start(person=engineer)
        actions.pause_clocks(kind, shipyard.public_id, reason="Asked", by=engineer, now=at(4))

        assert tick(now=at(13))["reminded"] == 0

    @pytest.mark.parametrize("moment", [at(7, 12), at(8, 12), at(5, 19), at(6, 6)])
    def test_leave_people_alone_at_night_and_on_weekends(self, start, engineer, moment):
        start(person=engineer)

        assert tick(now=moment)["reminded"] == 0
        assert tick(now=at(9, 7))["reminded"] == 1

    def test_leave_people_alone_on_public_holidays(self, start, engineer):
        start(person=engineer, now=at(21, month=12))

        # Three working days after Monday: Christmas Eve; nothing on Christmas Day.
        assert tick(now=at(25, month=12))["reminded"] == 0
        assert tick(now=at(28, month=12))["reminded"] == 1

    def test_are_one_after_a_long_stop(self, start, engineer):
        start(person=engineer)

        assert tick(now=at(13))["reminded"] == 1

        assert addresses() == ["marc@example.org"]
        clock = Clock.objects.get()
        assert clock.step == 2

    def test_say_when_it_is_late(self, start, engineer):
        start(person=engineer)

        tick(now=at(17))

        letter = Letter.objects.get(address="marc@example.org")
        assert letter.subject == "Late: An answer to Remich Shipyard"


class TestReminderOfSeveralThings:
    @pytest.fixture
    def others(self, kind, biohealth, engineer):
        names = ("Wormeldange Boats", "Sauer Optics")
        yards = [OrganisationFactory(name=name) for name in names]
        for yard in yards:
            actions.start_clock(
                kind, yard.public_id, cluster=biohealth, person=engineer, by=None, now=at(2)
            )
        return yards

    def test_is_one_letter(self, start, engineer, others):
        start(person=engineer)

        assert tick(now=at(5))["reminded"] == 3

        letter = Letter.objects.get()
        assert letter.subject == "A reminder: 3 things are waiting for you"
        for name in ("Remich Shipyard", "Wormeldange Boats", "Sauer Optics"):
            assert f"An answer to {name}" in letter.text
        assert letter.text.count("/directory/") == 3

    def test_leaves_out_what_was_met_meanwhile(self, start, kind, engineer, others):
        start(person=engineer)
        for yard in others:
            actions.meet_clocks(kind, yard.public_id, by=engineer, now=at(4))

        tick(now=at(5))

        assert Letter.objects.get().subject == "A reminder: An answer to Remich Shipyard"

    def test_stays_within_what_somebody_reads(self, kind, engineer, biohealth):
        for number in range(30):
            yard = OrganisationFactory(name=f"Yard {number}")
            actions.start_clock(
                kind, yard.public_id, cluster=biohealth, person=engineer, by=None, now=at(2)
            )

        assert tick(now=at(5))["reminded"] == 30

        subjects = sorted(Letter.objects.values_list("subject", flat=True))
        assert subjects == [
            "A reminder: 25 things are waiting for you",
            "A reminder: 5 things are waiting for you",
        ]


class TestCheck:
    def test_starts_what_was_forgotten_and_cancels_what_waits_for_nothing(
        self, shipyard, biohealth
    ):
        gone = OrganisationFactory()

        def keep(subject, *, now):
            actions.start_clock("test.kept", subject, cluster=biohealth, by=None, now=now)

        with a_kind("test.kept", waiting=lambda: [shipyard.public_id], keep=keep) as code:
            old = actions.start_clock(code, gone.public_id, cluster=biohealth, by=None, now=at(2))

            first, again = check(now=at(3)), check(now=at(4))

        old.refresh_from_db()
        assert (first, again) == ({"started": 1, "cancelled": 1}, {"started": 0, "cancelled": 0})
        assert old.state == "cancelled"
        assert Clock.objects.open().get().subject == shipyard.public_id


class TestEscalation:
    def test_tells_the_managers_once(self, start, engineer, manager, officer):
        start(person=engineer)
        for day in (5, 10, 17, 18, 30):
            tick(now=at(day))

        letters = Letter.objects.filter(address=manager.email)
        assert letters.get().subject == "Nobody has answered yet: An answer to Remich Shipyard"
        assert not Letter.objects.filter(address=officer.email).exists()
        assert Event.objects.filter(verb="clock.escalated").count() == 1

    def test_comes_again_after_it_was_put_off_in_vain(self, start, manager):
        clock = start()
        tick(now=at(17))
        actions.put_off(clock, working_days=2, by=manager, now=at(18))

        assert tick(now=at(20))["escalated"] == 0
        assert tick(now=at(23))["escalated"] == 1


class TestTheEnd:
    def test_does_what_follows_once(self, start, engineer, shipyard):
        def expire(clock, *, now):
            Organisation.objects.filter(public_id=clock.subject).update(name="Expired")

        with a_kind("test.expiring", hold=hold, on_missed=expire):
            clock = start("test.expiring", person=engineer)
            # Its last day is Monday the 16th.
            assert tick(now=at(16))["missed"] == 0
            assert tick(now=at(17))["missed"] == 1
            assert tick(now=at(18))["missed"] == 0

        clock.refresh_from_db()
        shipyard.refresh_from_db()
        assert (clock.state, shipyard.name) == ("missed", "Expired")

    def test_reminds_nobody_of_what_is_missed(self, start, engineer):
        with a_kind("test.expiring", hold=hold, on_missed=lambda clock, now: None):
            start("test.expiring", person=engineer)

            counts = tick(now=at(20))

        assert (counts["missed"], counts["reminded"], counts["escalated"]) == (1, 0, 0)
        assert addresses() == []

    def test_does_not_come_without_something_that_follows(self, start, engineer):
        clock = start(person=engineer)

        tick(now=at(30))

        clock.refresh_from_db()
        assert (clock.state, clock.next_step_at) == ("running", None)


class TestFailures:
    def test_of_one_leave_nothing_half_done_and_keep_nobody_else_waiting(
        self, start, engineer, biohealth, kind, caplog
    ):
        broken = [True]

        def stumble(clock, *, now):
            Organisation.objects.filter(public_id=clock.subject).update(name="Half done")
            if broken:
                raise RuntimeError("marc@example.org is broken")

        yard = OrganisationFactory(name="Wormeldange Boats")
        with a_kind("test.broken", hold=hold, on_reminder=stumble):
            clock = start("test.broken", person=engineer)
            actions.start_clock(
                kind, yard.public_id, cluster=biohealth, person=engineer, by=None, now=at(2)
            )

            counts = tick(now=at(5))

            assert (counts["failed"], counts["reminded"]) == (1, 1)
            assert not Organisation.objects.filter(name="Half done").exists()
            assert "RuntimeError" in caplog.text
            assert "marc@" not in caplog.text
            clock.refresh_from_db()
            assert (clock.step, clock.next_step_at) == (0, at(5) + dt.timedelta(hours=1))

            broken.clear()
            assert tick(now=at(5, 11))["reminded"] == 1
        assert Organisation.objects.filter(name="Half done").exists()

    def test_of_a_part_that_is_gone_wait(self, shipyard, biohealth):
        with a_kind("test.gone") as code:
            clock = actions.start_clock(
                code, shipyard.public_id, cluster=biohealth, by=None, now=at(2)
            )

        assert sum(tick(now=at(5)).values()) == 0
        clock.refresh_from_db()
        assert clock.state == "running"


class TestTheJob:
    def test_is_on_the_schedule_and_takes_steps(self, start, engineer):
        from liaison.config.schedule import SCHEDULE
        from liaison.hub.jobs.actions import enqueue
        from tests.support.jobs import do_jobs

        assert "clocks.tick" in [each.kind for each in SCHEDULE]
        start(person=engineer)
        enqueue("clocks.tick", arguments={}, by=None, now=at(5))

        do_jobs(now=at(5))

        assert addresses() == ["marc@example.org"]


class TestWithoutAnAddressOfTheTeam:
    def test_its_people_are_reminded(self, start, biohealth, manager, officer):
        biohealth.contact_email = ""
        biohealth.save()
        ClusterRoleFactory(cluster=biohealth, role="strategic_partner")
        start()

        tick(now=at(5))

        assert addresses() == sorted([manager.email, officer.email])
