"""A member asks the team with a file, hears back, writes once more, and says how it was."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from liaison.hub.support import actions, queries
from liaison.hub.support.models import Case
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.support import CannedAnswerFactory

WORDS = {
    "en": {
        "ask": "Ask the team",
        "topic": "Funding",
        "sent": "Your question is with the team.",
        "questions": "Questions of members",
        "take": "I look into it",
        "put": "Put it into the answer",
        "answer": "Hello Claire Weber, Moselle Sensors may ask for aid. It is about Funding.",
        "send": "Send the answer",
        "on_its_way": "Your answer is on its way.",
        "close": "Close",
        "good": "Good",
        "thanks": "Thank you",
    },
    "fr": {
        "ask": "Demander à l’équipe",
        "topic": "Financement",
        "sent": "Votre question est auprès de l’équipe.",
        "questions": "Questions des membres",
        "take": "Je m’en occupe",
        "put": "La mettre dans la réponse",
        "answer": "Bonjour Claire Weber, Moselle Sensors peut demander une aide. "
        "Thème : Financement.",
        "send": "Envoyer la réponse",
        "on_its_way": "Votre réponse est en route.",
        "close": "Clore",
        "good": "Bien",
        "thanks": "Merci",
    },
    "de": {
        "ask": "Das Team fragen",
        "topic": "Förderung",
        "sent": "Ihre Frage ist beim Team.",
        "questions": "Fragen der Mitglieder",
        "take": "Ich kümmere mich darum",
        "put": "In die Antwort setzen",
        "answer": "Guten Tag Claire Weber, Moselle Sensors kann einen Antrag stellen. "
        "Es geht um Förderung.",
        "send": "Antwort senden",
        "on_its_way": "Ihre Antwort ist unterwegs.",
        "close": "Schließen",
        "good": "Gut",
        "thanks": "Danke",
    },
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


class TestFromQuestionToAnswer:
    def test_of_two_people_in_three_languages_on_any_screen(
        self, signed_in, new_page, biohealth, language, is_sound, open_menu, tmp_path
    ):
        words = WORDS[language]
        founder = OrganisationRoleFactory(
            organisation=OrganisationFactory(name="Moselle Sensors", visibility="public"),
            person__full_name="Claire Weber",
            person__language=language,
        ).person
        manager = ClusterRoleFactory(cluster=biohealth, person__full_name="Ben Klein").person
        funding = queries.get_topic("funding", cluster=biohealth)
        actions.change_topic(
            funding, {}, answered_by=manager, is_open=True, by=manager, now=timezone.now()
        )
        CannedAnswerFactory(
            cluster=biohealth,
            text_fr="Bonjour {name}, {organisation} peut demander une aide. Thème : {topic}.",
        )
        offer = tmp_path / "offer.pdf"
        offer.write_bytes(b"%PDF-1.7 an offer")
        member, team = signed_in(founder), signed_in(manager)

        member.goto(f"/{language}/")
        member.get_by_role("link", name=words["ask"], exact=True).first.press("Enter")
        is_sound(member, f"support-{language}")
        member.get_by_role("link", name=words["topic"], exact=True).press("Enter")
        is_sound(member, f"support-ask-{language}")
        member.locator("#id_subject").fill("Which aid for a prototype?")
        member.locator("main form button").last.press("Enter")
        expect(member.locator("#id_said_error")).to_be_visible()
        is_sound(member, f"support-ask-wrong-{language}")
        member.locator("#id_said").fill("We build a sensor and look for money.")
        member.locator("#id_files").set_input_files(offer)
        member.locator("main form button").last.press("Enter")
        expect(member.locator("main .alert").first).to_contain_text(words["sent"])
        expect(member.locator(".happened")).to_contain_text("offer.pdf")
        is_sound(member, f"support-case-{language}")

        team.goto(f"/{language}/")
        open_menu(team)
        team.locator(".nav__menu > summary").first.press("Enter")
        is_sound(team, f"menu-of-the-team-{language}")
        team.get_by_role("link", name=words["questions"]).press("Enter")
        expect(team.locator(".case")).to_contain_text("Ben Klein")
        is_sound(team, f"support-desk-{language}")
        team.locator(".case a").press("Enter")
        team.get_by_role("button", name=words["take"]).press("Enter")
        is_sound(team, f"support-answer-{language}")
        team.locator("#canned").select_option(index=1)
        team.get_by_role("button", name=words["put"]).press("Enter")
        expect(team.locator("#id_said")).to_have_value(words["answer"])
        is_sound(team, f"support-answer-canned-{language}")
        team.get_by_role("button", name=words["send"]).press("Enter")
        expect(team.locator("main .alert").first).to_contain_text(words["on_its_way"])

        assert words["answer"] in mail.outbox[-1].body
        member.reload()
        member.locator("#id_said").fill("Thank you! And by when?")
        member.locator("main form button").first.press("Enter")
        expect(member.locator(".happened")).to_contain_text("And by when?")
        team.reload()
        expect(team.locator(".happened")).to_contain_text("And by when?")
        team.locator("#id_said").fill("By March.")
        team.get_by_role("button", name=words["send"]).press("Enter")
        team.get_by_role("button", name=words["close"], exact=True).press("Enter")
        assert Case.objects.get().state == "closed"
        is_sound(team, f"support-closed-{language}")
        team.goto(f"/{language}/support/desk/figures/")
        is_sound(team, f"support-figures-{language}")

        actions.ask_how_it_was(now=timezone.now() + dt.timedelta(hours=1))
        (there,) = re.findall(r"/\w\w/support/how-was-it/\S+", mail.outbox[-1].body)
        # Whoever has the letter needs no account.
        reader = new_page()
        reader.goto(there)
        is_sound(reader, f"support-how-was-it-{language}")
        assert Case.objects.get().face == ""
        reader.get_by_role("button", name=words["good"], exact=True).press("Enter")
        expect(reader.locator("h1")).to_have_text(words["thanks"])
        is_sound(reader, f"support-thanks-{language}")
        reader.locator("#id_said").fill("Fast!")
        reader.locator("main form button").press("Enter")
        expect(reader.locator("#id_said")).to_have_count(0)
        case = Case.objects.get()
        assert (case.face, case.feedback) == ("good", "Fast!")


class TestSettingUp:
    def test_can_be_done_by_everybody(self, signed_in, biohealth, language, is_sound):
        manager = ClusterRoleFactory(cluster=biohealth, person__full_name="Ben Klein").person
        team = signed_in(manager)

        for name in ("settings", "settings/new-topic", "away", "answers", "answers/new"):
            team.goto(f"/{language}/support/desk/{name}/")
            is_sound(team, f"support-{name.replace('/', '-')}-{language}")
        team.locator("#id_name").fill("Aid for prototypes")
        team.locator("#id_text_en").fill("Hello {name}")
        team.locator("main form button").first.press("Enter")
        expect(team.locator(".choose")).to_contain_text("Aid for prototypes")
        is_sound(team, f"support-answers-filled-{language}")
