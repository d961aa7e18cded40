"""The pages about what we send: one's own choice, the link that stops letters, stuck letters."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from liaison.hub.clocks.choices import HowOften
from liaison.hub.clocks.queries import how_often
from liaison.hub.notifications import actions
from liaison.hub.notifications.choices import CHOOSABLE, LetterKind, LetterState
from liaison.hub.notifications.links import Stop, stop_token
from liaison.hub.notifications.models import Letter, Preference, digest_of
from tests.factories.accounts import UserFactory

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
STRANGER = "ben.klein@example.org"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("biohealth")]


@pytest.fixture
def link():
    return f"/en/letters/stop/{stop_token(Stop(digest_of(STRANGER), LetterKind.ALERT))}/"


class TestWhatWeSendYou:
    def test_is_switched_off_and_on(self, client):
        claire = UserFactory()
        client.force_login(claire)

        often = {"how_often": "each"}

        wanted = dict.fromkeys(set(CHOOSABLE) - {LetterKind.ALERT}, "on")
        client.post("/en/letters/", often | wanted)
        assert list(Preference.objects.values_list("person", "kind")) == [(claire.pk, "alert")]
        page = client.get("/en/letters/").content.decode()
        assert page.count(" checked") == len(CHOOSABLE) - 1

        client.post("/en/letters/", often | dict.fromkeys(CHOOSABLE, "on"))
        assert not Preference.objects.exists()

    def test_may_be_one_letter_for_all_that_waits(self, client):
        claire = UserFactory()
        client.force_login(claire)

        client.post("/en/letters/", {"reminder": "on", "how_often": "weekly"})

        assert how_often(for_user=claire) == HowOften.WEEKLY
        page = client.get("/en/letters/").content.decode()
        assert '<option value="weekly" selected>' in page
        label = page[page.index("How often we write") :]
        assert "(optional)" not in label[: label.index("</label>")]

    def test_says_what_is_wrong_with_a_choice_that_there_is_not(self, client):
        client.force_login(UserFactory())

        response = client.post("/en/letters/", {"how_often": "hourly"})

        assert "Select a valid choice" in response.content.decode()
        assert not Preference.objects.exists()


class TestTheLinkThatStopsLetters:
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_changes_nothing_when_it_is_opened(self, client, link, method):
        assert getattr(client, method)(link).status_code == 200
        assert not Preference.objects.exists()

    def test_stops_them_at_the_press_of_the_button_and_back(self, client, link):
        assert "You get no more of these letters." in client.post(link).content.decode()
        assert Preference.objects.get().digest == digest_of(STRANGER)

        client.post(link, {"again": "yes"})
        assert not Preference.objects.exists()

    def test_serves_mail_programs_that_have_neither_cookies_nor_a_form(self, link):
        program = Client(enforce_csrf_checks=True)

        answer = program.post(link, {"List-Unsubscribe": "One-Click"})

        assert answer.status_code == 200
        assert Preference.objects.get().kind == LetterKind.ALERT

    def test_of_a_person_shows_in_their_own_list(self, client, link):
        ben = UserFactory(email=STRANGER)
        actions.send_letter(
            about=LetterKind.ALERT, to=STRANGER, language="en", subject="x", text="x", now=NOON
        )

        client.post(link)

        assert Preference.objects.get().person == ben

    def test_that_was_not_signed_here_is_not_found(self, client, link):
        assert client.post(link[:-3] + "x/").status_code == 404
        assert not Preference.objects.exists()


class TestLettersThatGotStuck:
    @pytest.fixture
    def letter(self):
        letter = actions.send_letter(
            about=LetterKind.ANSWER, to=STRANGER, language="en", subject="Hm", text="x", now=NOON
        )
        Letter.objects.update(state=LetterState.DOUBTFUL)
        return letter

    def test_are_shown_to_whoever_runs_the_site_only(self, client, letter):
        client.force_login(UserFactory())
        assert client.get("/en/letters/stuck/").status_code == 404

        client.force_login(UserFactory(is_superuser=True))
        assert (
            "It is not known whether it was sent"
            in client.get("/en/letters/stuck/").content.decode()
        )

    def test_go_out_again_or_are_forgotten(self, client, letter):
        client.force_login(UserFactory(is_superuser=True))

        client.post(f"/en/letters/stuck/{letter.public_id}/send/")
        letter.refresh_from_db()
        assert letter.state == LetterState.WAITING

        Letter.objects.update(state=LetterState.GIVEN_UP)
        client.post(f"/en/letters/stuck/{letter.public_id}/set-aside/")
        assert not Letter.objects.exists()
