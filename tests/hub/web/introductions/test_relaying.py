"""A question before the answer, by the link of a letter; and what the asking side answers."""

import pytest

from liaison.hub.introductions.models import RelayedMessage
from tests.hub.introductions.conftest import again, letters_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("evidence")]

QUESTION = "How many wearers have agreed to share their data so far?"
EXPLANATION = "One hundred and eighty, all in writing."


def text_of(response):
    return response.content.decode()


def ask(client, address, said=QUESTION):
    return client.post(address, {"answer": "question", "said": said}, follow=True)


class TestAskingByTheLinkOfALetter:
    def test_is_offered_to_who_decides(self, client, address):
        page = text_of(client.get(address))

        assert "Ask something first" in page
        assert not RelayedMessage.objects.exists()

    def test_shows_the_question_and_that_time_stands_still(self, client, address, asked):
        page = text_of(ask(client, address))

        assert QUESTION in page
        assert "your time stands still" in page
        assert "Yes, I would like to" in page
        assert again(asked).state == "asked"

    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_is_there_in_three_languages(self, client, address, language):
        page = ask(client, address.replace("/en/", f"/{language}/"))

        assert f'<html lang="{language}"' in text_of(page)
        assert QUESTION in text_of(page)

    def test_explains_itself_in_the_language_of_the_page(self, client, address):
        page = text_of(client.get(address.replace("/en/", "/de/")))

        assert "Höchstens 1000 Zeichen." in page

    def test_says_what_must_be_left_out_and_keeps_the_words(self, client, address):
        page = ask(client, address, "Please write to lea@moselle.example.")

        assert page.status_code == 422
        assert "Please leave out e-mail addresses" in text_of(page)
        assert "Please write to lea@moselle.example." in text_of(page)
        assert not RelayedMessage.objects.exists()

    def test_needs_words(self, client, address):
        page = ask(client, address, " ")

        assert page.status_code == 422
        assert "Please write what you would like to know." in text_of(page)

    def test_is_over_once_they_said_no(self, client, address):
        client.post(address, {"answer": "no", "reason": "no_time"})

        assert ask(client, address).status_code == 410
        assert "Ask something first" not in text_of(client.get(address))
        assert not RelayedMessage.objects.exists()


class TestAnsweringIt:
    def test_is_done_on_the_page_of_the_introduction(
        self, client, address, asked, founder, as_person
    ):
        ask(client, address)
        browser = as_person(founder)
        page = text_of(browser.get(f"/en/introductions/{asked.public_id}/"))
        assert QUESTION in page
        assert "Send the answer" in page
        assert "Moselle Sensors asks you something before deciding." in page
        assert "info@moselle.example" not in page
        assert "Léa" not in page

        sent = browser.post(
            f"/en/introductions/{asked.public_id}/messages/", {"said": EXPLANATION}, follow=True
        )

        assert "Passed on." in text_of(sent)
        assert EXPLANATION in text_of(client.get(address))
        assert EXPLANATION in letters_to("info@moselle.example")[-1].body

    def test_is_not_offered_before_something_was_asked(self, asked, founder, as_person):
        browser = as_person(founder)
        assert "Send the answer" not in text_of(
            browser.get(f"/en/introductions/{asked.public_id}/")
        )

        sent = browser.post(f"/en/introductions/{asked.public_id}/messages/", {"said": EXPLANATION})

        assert sent.status_code == 422
        assert "They have not asked you anything yet" in text_of(sent)

    def test_is_nobody_else_s(self, client, address, asked, stranger, manager, as_person):
        ask(client, address)
        for person in (stranger, manager):
            sent = as_person(person).post(
                f"/en/introductions/{asked.public_id}/messages/", {"said": EXPLANATION}
            )
            assert sent.status_code == 404

        assert RelayedMessage.objects.count() == 1


class TestTheTeam:
    def test_reads_what_both_wrote(self, client, address, asked, manager, as_person):
        ask(client, address)

        page = text_of(as_person(manager).get(f"/en/introductions/team/{asked.public_id}/"))

        assert "What the two wrote to each other" in page
        assert QUESTION in page
        assert "A question has waited for the asking side since" in page
