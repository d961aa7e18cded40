"""The link of a letter opens a page; only the reader's own button decides, and only once."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from liaison.hub.audit.models import Event
from liaison.hub.introductions import actions
from liaison.hub.introductions.models import Introduction, IntroductionStep, OptOut
from liaison.hub.introductions.queries import Spent, answering_by_link
from liaison.hub.notifications.models import Letter, Preference
from tests.hub.introductions.conftest import BLURB, again, letters_to, link_to

pytestmark = pytest.mark.django_db(transaction=True)


def text_of(response):
    return response.content.decode()


def everything():
    """What a look at the page must not change."""
    return (
        list(Introduction.objects.values()),
        IntroductionStep.objects.count(),
        Event.objects.count(),
        Letter.objects.count(),
        OptOut.objects.count(),
        Preference.objects.count(),
        len(mail.outbox),
    )


class TestOpeningTheLink:
    def test_shows_who_asks_what_and_what_follows(self, client, address, asked):
        page = client.get(address)

        said = text_of(page)
        assert page.status_code == 200
        assert BLURB.replace("'", "&#x27;") in said
        assert "Uhrwerk Medical S.A." in said
        assert asked.cluster.name in said
        assert "Their web site, under Contact" in said
        # Links are passed on, so the address is not shown in full.
        assert "info@moselle.example" not in said
        assert "i…@moselle.example" in said

    def test_leads_to_the_entry_of_the_asked_organisation(self, client, address, sensors):
        assert f"/en/directory/{sensors.public_id}/" in text_of(client.get(address))

    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_is_there_in_three_languages(self, client, address, language):
        page = client.get(address.replace("/en/", f"/{language}/"))

        assert f'<html lang="{language}"' in text_of(page)

    @pytest.mark.parametrize("method", ["get", "head", "options"])
    @pytest.mark.parametrize("further", ["", "never/"])
    def test_changes_nothing_whatever_a_mail_scanner_does(self, client, address, method, further):
        before = everything()

        for _ in range(3):
            getattr(client, method)(address + further)

        assert everything() == before
        assert client.get(address).status_code == 200

    @pytest.mark.parametrize("query", ["?answer=yes", "?answer=no&reason=no_need", "?what=address"])
    def test_changes_nothing_by_what_stands_in_the_address(self, client, address, query):
        before = everything()

        client.get(address + query)
        client.get(address + "never/" + query)

        assert everything() == before

    def test_changes_nothing_by_a_form_that_another_site_sends(self, address):
        before = everything()

        response = Client(enforce_csrf_checks=True).post(address, {"answer": "yes"})

        assert response.status_code == 403
        assert everything() == before

    def test_asks_the_database_few_questions(self, client, address, django_assert_max_num_queries):
        client.get(address)

        with django_assert_max_num_queries(12):
            client.get(address)

    @pytest.mark.parametrize("token", ["x", "a:b", "W10:xyz", "é", "x" * 3000])
    def test_with_another_token_opens_nothing(self, client, asked, token):
        response = client.get(f"/en/introductions/answer/{token}/")

        assert response.status_code == 410
        assert "Nothing was changed" in text_of(response)


class TestYes:
    def test_releases_names_and_addresses(self, client, address, asked, founder):
        page = client.post(address, {"answer": "yes", "contact": "Léa Thill"}, follow=True)

        assert again(asked).state == "accepted"
        assert "claire@uhrwerk.example" in text_of(page)
        assert "info@moselle.example" in letters_to(founder.email)[-1].body

    def test_needs_a_name_and_keeps_the_page(self, client, address, asked):
        page = client.post(address, {"answer": "yes", "contact": " "})

        assert page.status_code == 422
        assert "Please say who you are" in text_of(page)
        assert again(asked).state == "asked"

    def test_counts_once(self, client, address):
        client.post(address, {"answer": "yes", "contact": "Léa Thill"})
        letters = len(mail.outbox)

        again_pressed = client.post(address, {"answer": "no", "reason": "no_need"})

        assert again_pressed.status_code == 410
        assert Introduction.objects.get().state == "accepted"
        assert len(mail.outbox) == letters


class TestNo:
    def test_says_afterwards_what_was_decided_and_until_when_it_may_be_changed(
        self, client, address, asked
    ):
        page = client.post(address, {"answer": "no", "reason": "no_time"}, follow=True)

        assert again(asked).decline_reason == "no_time"
        assert "You said no" in text_of(page)
        assert "you may still say yes here until" in text_of(page)

    def test_may_become_a_yes(self, client, address, asked):
        client.post(address, {"answer": "no", "reason": "no_time"})

        client.post(address, {"answer": "yes", "contact": "Léa Thill"})

        assert again(asked).state == "accepted"

    @pytest.mark.parametrize("reason", ["", "boredom"])
    def test_needs_one_of_the_reasons(self, client, address, asked, reason):
        page = client.post(address, {"answer": "no", "reason": reason})

        assert page.status_code == 422
        assert again(asked).state == "asked"

    def test_reaches_no_page_of_the_asking_side(self, client, address, asked, founder, as_person):
        client.post(address, {"answer": "no", "reason": "conflict"})

        browser = as_person(founder)
        for path in ("", f"{asked.public_id}/"):
            said = text_of(browser.get(f"/en/introductions/{path}"))
            assert "not available" in said
            assert "conflict" not in said.lower()
            assert "said no" not in said


class TestNotNow:
    def test_keeps_the_day(self, client, address, asked):
        day = timezone.now().date() + timedelta(days=60)

        client.post(address, {"answer": "not_now", "until": day.isoformat()})

        assert (again(asked).state, again(asked).not_now_until) == ("not_now", day)

    @pytest.mark.parametrize("until", ["", "soon", "2020-01-01", "2999-01-01", "0000-99-99"])
    def test_needs_a_day_to_come(self, client, address, asked, until):
        page = client.post(address, {"answer": "not_now", "until": until})

        assert page.status_code == 422
        assert again(asked).state == "asked"


class TestAColleague:
    def test_is_named_to_the_team_alone(self, client, address, asked):
        said = {"answer": "colleague", "name": "Marc Faber", "address": "marc@moselle.example"}

        page = client.post(address, said)

        assert "Thank you" in text_of(page)
        assert letters_to("marc@moselle.example") == []
        assert "Marc Faber" in letters_to("team@biohealth.example")[-1].body
        assert client.get(address).status_code == 410


class TestNeverAgain:
    def test_is_remembered_and_answers_no(self, client, address, asked):
        page = client.post(address + "never/", {"what": "address"}, follow=True)

        assert "We will not write to you again" in text_of(page)
        assert again(asked).decline_reason == "opted_out"
        assert not OptOut.objects.exists()
        assert Preference.objects.get().kind == "contact"

    def test_holds_for_the_organisation_if_they_say_so(self, client, address, sensors):
        client.post(address + "never/", {"what": "organisation"})

        assert OptOut.objects.get().organisation == sensors

    def test_is_undone_by_the_same_link(self, client, address):
        client.post(address + "never/", {"what": "organisation"})

        client.post(address + "never/", {"what": "undo"})

        assert not OptOut.objects.exists()
        assert not Preference.objects.exists()

    def test_may_be_said_and_undone_long_after_the_link_has_run_out(self, client, address, asked):
        much_later = timezone.now() + timedelta(days=400)
        answering = answering_by_link(address.split("/")[-2], now=much_later, even_late=True)

        actions.opt_out(answering, whole_organisation=True, now=much_later)
        assert OptOut.objects.exists()
        actions.opt_in(answering, now=much_later)

        assert not OptOut.objects.exists()
        with pytest.raises(Spent):
            answering_by_link(address.split("/")[-2], now=much_later)

    def test_is_said_by_who_left_the_organisation_for_their_address_alone(
        self, client, propose, manager, sensors_owner, yesterday
    ):
        actions.pass_on(propose(now=yesterday), to=None, by=manager, now=yesterday)
        address = f"/en/introductions/answer/{link_to(sensors_owner.email)}/"
        sensors_owner.organisation_roles.all().delete()

        client.post(address + "never/", {"what": "organisation"})
        assert not OptOut.objects.exists()
        page = client.post(address + "never/", {"what": "address"}, follow=True)

        assert "We will not write to you again" in text_of(page)
        assert Preference.objects.get().kind == "contact"
        assert Introduction.objects.get().state == "asked"

    def test_is_undone_by_who_acts_for_the_organisation(
        self, client, address, sensors_owner, stranger, as_person
    ):
        client.post(address + "never/", {"what": "organisation"})
        path = f"/en/introductions/may-ask-us/{OptOut.objects.get().public_id}/"

        assert as_person(stranger).post(path).status_code == 404
        assert "does not want to be asked" in text_of(
            as_person(sensors_owner).get("/en/introductions/")
        )
        as_person(sensors_owner).post(path)

        assert not OptOut.objects.exists()

    def test_is_not_undone_by_a_team(self, client, address, manager, as_person):
        client.post(address + "never/", {"what": "organisation"})
        noted = OptOut.objects.get()

        answer = as_person(manager).post(
            f"/en/introductions/team/not-to-be-asked/{noted.public_id}/"
        )

        assert answer.status_code == 403
        assert OptOut.objects.exists()

    def test_reaches_the_asking_side_as_not_available(self, client, address, founder):
        client.post(address + "never/", {"what": "organisation"})

        assert "not available" in letters_to(founder.email)[-1].body


class TestWhatCame:
    @pytest.fixture
    def outcome_address(self, client, address, asked):
        client.post(address, {"answer": "yes", "contact": "Léa Thill"})
        released = timezone.now() - timedelta(days=31)
        Introduction.objects.update(released_at=released)
        actions.follow_up(asked, now=timezone.now())
        letter = letters_to("info@moselle.example")[-1]
        (path,) = re.findall(r"https?://[^/\s]+(/\S+/what-came/\S+)", letter.body)
        return path

    def test_is_asked_of_both(self, outcome_address, founder):
        assert "Have you met" in letters_to(founder.email)[-1].subject
        assert "Have you met" in letters_to("info@moselle.example")[-1].subject

    def test_is_kept_once_a_button_is_pressed(self, client, outcome_address, asked):
        client.get(outcome_address)
        assert again(asked).outcome_of_asked == ""

        page = client.post(outcome_address, {"outcome": "working_together"})

        assert "Thank you" in text_of(page)
        kept = again(asked)
        assert (kept.state, kept.outcome_of_asked) == ("closed", "working_together")
        assert kept.outcome_of_asking == ""

    @pytest.mark.parametrize("outcome", ["", "won"])
    def test_needs_an_answer_that_there_is(self, client, outcome_address, outcome):
        assert client.post(outcome_address, {"outcome": outcome}).status_code == 422

    def test_does_not_open_with_the_other_link(self, client, address, outcome_address):
        token = address.split("/")[-2]

        assert client.get(f"/en/introductions/what-came/{token}/").status_code == 410
        other = outcome_address.replace("what-came", "answer")
        assert client.get(other).status_code == 410
