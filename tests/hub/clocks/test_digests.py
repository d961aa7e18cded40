"""Who wants one letter a day or a week gets it, with what waits then, and no single reminders."""

import pytest

from liaison.hub.clocks import actions
from liaison.hub.clocks.choices import HowOften
from liaison.hub.clocks.digests import choose_how_often, write_digests
from liaison.hub.clocks.models import DigestWish
from liaison.hub.clocks.queries import how_often
from liaison.hub.clocks.ticking import tick
from liaison.hub.notifications.actions import choose
from liaison.hub.notifications.models import Letter
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.support.clocks import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def waits(kind, biohealth):
    def waits(name, **whose):
        yard = OrganisationFactory(name=name)
        whose = {"cluster": biohealth, "by": None, "now": at(2)} | whose
        return actions.start_clock(kind, yard.public_id, **whose)

    return waits


@pytest.fixture
def daily(engineer):
    choose_how_often(HowOften.DAILY, by=engineer, now=at(2))
    return engineer


@pytest.fixture
def weekly(engineer):
    choose_how_often(HowOften.WEEKLY, by=engineer, now=at(2))
    return engineer


def letters_of(*days, month=11):
    """Write on some days of a month; return how many letters on each."""
    return [write_digests(now=at(day, month=month))["letters"] for day in days]


class TestOneLetterADay:
    def test_says_all_that_waits(self, daily, waits):
        waits("Remich Shipyard", person=daily)
        firm = OrganisationFactory()
        OrganisationRoleFactory(person=daily, organisation=firm)
        waits("Sauer Optics", organisation=firm)

        assert letters_of(3) == [1]

        letter = Letter.objects.get()
        assert (letter.address, letter.subject) == ("marc@example.org", "2 things wait for you")
        assert "An answer to Remich Shipyard" in letter.text
        assert "An answer to Sauer Optics" in letter.text
        assert "/en/desk/own/" in letter.text

    def test_says_nothing_of_what_was_met_and_is_never_empty(self, daily, waits, kind):
        yard, optics = (waits(name, person=daily) for name in ("Yard", "Optics"))
        actions.meet_clocks(kind, yard.subject, by=daily, now=at(3, 8))
        assert letters_of(3) == [1]
        assert "Yard" not in Letter.objects.get().text

        actions.meet_clocks(kind, optics.subject, by=daily, now=at(3))

        assert letters_of(4) == [0]

    def test_takes_the_place_of_single_reminders(self, daily, waits):
        waits("Yard", person=daily)

        assert tick(now=at(5))["reminded"] == 1
        assert not Letter.objects.exists()

    def test_comes_once_a_working_day(self, daily, waits):
        waits("Yard", person=daily)

        # The day on which it was chosen, Tuesday twice, Friday, Saturday, Sunday, Monday.
        assert letters_of(2, 3, 3, 6, 7, 8, 9) == [0, 1, 0, 1, 0, 0, 1]

    def test_leaves_out_what_one_may_not_see(self, daily, waits):
        daily.full_name = "Stranger"
        daily.save()
        waits("Secret", person=daily)

        assert letters_of(3) == [0]

    def test_says_what_one_took_of_the_team_as_long_as_one_is_of_it(self, manager, officer, waits):
        choose_how_often(HowOften.DAILY, by=officer, now=at(2))
        actions.assign(waits("Yard"), to=officer, by=manager, now=at(2))
        assert letters_of(3) == [1]

        officer.cluster_roles.all().delete()

        assert letters_of(4) == [0]

    def test_names_twenty_five_things_and_counts_the_rest(self, daily, waits):
        for number in range(27):
            waits(f"Yard {number}", person=daily)

        letters_of(3)

        text = Letter.objects.get().text
        assert text.count("An answer to") == 25
        assert "And 2 things more; you find them here:" in text

    def test_does_not_come_to_who_wants_no_reminders_at_all(self, daily, waits):
        choose(set(), by=daily, now=at(2))
        waits("Yard", person=daily)

        letters_of(3)

        assert not Letter.objects.exists()


class TestOneLetterAWeek:
    def test_comes_on_the_first_working_day(self, weekly, waits):
        waits("Yard", person=weekly)

        # Chosen on Monday: nothing that week, then on Monday, nothing on Tuesday, then on Monday.
        assert letters_of(3, 6, 9, 10, 16) == [0, 0, 1, 0, 1]

    def test_comes_a_day_later_after_a_holiday(self, weekly, waits):
        waits("Yard", person=weekly)
        DigestWish.objects.update(last_on="2026-03-30")

        # Easter Monday of 2026 is the 6th of April.
        assert letters_of(6, 7, 8, month=4) == [0, 1, 0]


class TestChoosing:
    def test_is_kept_until_it_is_chosen_otherwise(self, engineer):
        assert how_often(for_user=engineer) == HowOften.EACH

        choose_how_often(HowOften.WEEKLY, by=engineer, now=at(2))
        assert how_often(for_user=engineer) == HowOften.WEEKLY

        choose_how_often(HowOften.EACH, by=engineer, now=at(2))
        assert not DigestWish.objects.exists()
