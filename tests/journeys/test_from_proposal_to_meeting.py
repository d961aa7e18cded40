"""Two who do not know each other are asked one after the other; the second needs no account."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from liaison.hub.agreements.messages import link_of
from liaison.hub.clocks.ticking import tick
from liaison.hub.introductions import actions
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import asked_of_open_data
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.partner_search import MOSELLE_SENSORS, SearchFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

BLURB = (
    "We build a watch for people with Parkinson's disease and look for somebody who measures "
    "tremor at night. You would get the data of two hundred wearers."
)
WORDS = {
    "en": {
        "meet": "Ask to meet them",
        "propose": "Propose it",
        "pass_on": "Pass it on",
        "yes": "Yes, I would like to",
        "no": "No, thank you",
        "tell": "Tell what came of it",
        "together": "We work together",
        "not_available": "not available",
        "no_answer": "has not answered in time",
        "others": "Others who answer your need",
        "changed_mind": "you may still say yes here",
    },
    "fr": {
        "meet": "Demander à les rencontrer",
        "propose": "Proposer",
        "pass_on": "Transmettre",
        "yes": "Oui, volontiers",
        "no": "Non merci",
        "tell": "Dire ce qui en est résulté",
        "together": "Nous travaillons ensemble",
        "not_available": "pas disponible",
        "no_answer": "n’a pas répondu à temps",
        "others": "D’autres qui répondent à votre besoin",
        "changed_mind": "vous pouvez encore dire oui ici",
    },
    "de": {
        "meet": "Um ein Kennenlernen bitten",
        "propose": "Vorschlagen",
        "pass_on": "Weitergeben",
        "yes": "Ja, gern",
        "no": "Nein, danke",
        "tell": "Sagen, was daraus wurde",
        "together": "Wir arbeiten zusammen",
        "not_available": "nicht zur Verfügung",
        "no_answer": "hat nicht rechtzeitig geantwortet",
        "others": "Andere, die zu Ihrem Bedarf passen",
        "changed_mind": "können Sie hier bis zum",
    },
}
ANSWER = re.compile(r"https?://[^/\s]+(/\S+/introductions/answer/\S+)")
AGREEMENT = re.compile(r"https?://[^/\s]+(/\S+/agreements/link/\S+)")
WHAT_CAME = re.compile(r"https?://[^/\s]+(/\S+/introductions/what-came/\S+)")


@pytest.fixture
def founder(biohealth, language):
    biohealth.contact_email = "team@biohealth.example"
    biohealth.save()
    watchmaker = OrganisationFactory(name="Uhrwerk Medical", visibility="public")
    return OrganisationRoleFactory(
        organisation=watchmaker,
        person__full_name="Claire Weber",
        person__email="claire@uhrwerk.example",
        person__language=language,
    ).person


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth, person__full_name="Ben Klein").person


@pytest.fixture
def search(founder, biohealth):
    return SearchFactory(
        asked_by=founder,
        cluster=biohealth,
        need="Wearable sensors that measure gait and tremor of people with Parkinson's disease",
    )


@pytest.fixture
def asked(founder, search, manager, language):
    """An introduction whose asked side has its letter, since yesterday, and no account."""
    yesterday = timezone.now() - timedelta(days=1)
    proposed = actions.propose(
        asked_of_open_data(MOSELLE_SENSORS, for_user=founder),
        actions.Wish(BLURB, about_kind="search", about_id=search.public_id),
        asking_organisation=None,
        cluster=search.cluster,
        by=founder,
        now=yesterday,
    )
    address = actions.Address("info@moselle.example", "Their web site", "Léa Thill", language)
    return actions.pass_on(proposed, to=address, by=manager, now=yesterday)


def path_to(address, pattern):
    letters = [letter for letter in mail.outbox if letter.to == [address]]
    return [path for letter in letters for path in pattern.findall(letter.body)][-1]


class TestFromProposalToMeeting:
    def test_with_somebody_who_has_no_account(
        self,
        new_page,
        signed_in,
        founder,
        manager,
        search,
        language,
        is_sound,
        settings,
        tmp_path,
    ):
        words = WORDS[language]
        asker, team, reader = signed_in(founder), signed_in(manager), new_page()

        asker.goto(f"/{language}/organisations/{MOSELLE_SENSORS}/")
        asker.get_by_role("link", name=words["meet"]).press("Enter")
        is_sound(asker, f"introduction-propose-{language}")
        asker.locator("textarea[name=blurb]").fill("Write to claire@uhrwerk.example.")
        asker.get_by_role("button", name=words["propose"], exact=True).click()
        expect(asker.locator("textarea[name=blurb]")).to_have_value(
            "Write to claire@uhrwerk.example."
        )
        is_sound(asker, f"introduction-propose-refused-{language}")
        asker.locator("textarea[name=blurb]").fill(BLURB)
        asker.get_by_role("button", name=words["propose"], exact=True).click()
        asker.wait_for_url(re.compile(r"/introductions/[0-9a-f-]{36}/"))
        is_sound(asker, f"introduction-asking-{language}")

        team.goto(f"/{language}/introductions/team/")
        is_sound(team, f"introduction-desk-{language}")
        team.locator(".handed-over h2 a").press("Enter")
        is_sound(team, f"introduction-team-{language}")
        team.locator("input[name=email]").fill("info@moselle.example")
        team.locator("input[name=source]").fill("Their web site, under Contact")
        team.locator("select[name=language]").select_option(language)
        team.get_by_role("button", name=words["pass_on"], exact=True).click()
        expect(team.locator("main .alert").first).to_be_visible()

        reader.goto(path_to("info@moselle.example", ANSWER))
        expect(reader.locator("main")).to_contain_text("Uhrwerk Medical")
        is_sound(reader, f"introduction-answer-{language}")
        # A scanner that runs the scripts of a page has decided nothing by it.
        assert Introduction.objects.get().state == "asked"
        reader.locator("input[name=contact]").fill("Léa Thill")
        reader.get_by_role("button", name=words["yes"]).press("Enter")
        expect(reader.locator("main")).to_contain_text("claire@uhrwerk.example")
        is_sound(reader, f"introduction-answered-{language}")

        asker.reload()
        expect(asker.locator("main")).to_contain_text("info@moselle.example")
        is_sound(asker, f"introduction-released-{language}")
        introduction = Introduction.objects.get()

        # One of the two would like an agreement, brings the document and signs it.
        settings.MEDIA_ROOT = tmp_path
        by_link = link_of(introduction, now=timezone.now())
        reader.goto(f"/{language}/agreements/link/{by_link}/")
        is_sound(reader, f"agreement-none-{language}")
        asker.locator("form[action*='/agreements/for/'] button").press("Enter")
        asker.wait_for_url(re.compile(r"/agreements/[0-9a-f-]{36}/"))
        is_sound(asker, f"agreement-wanted-{language}")
        agreement = {"name": "nda.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 NDA"}
        asker.locator("input[name=bring-document]").set_input_files(agreement)
        asker.locator("button[value=bring]").press("Enter")
        expect(asker.locator("button[value=sign]")).to_be_visible()
        asker.locator("button[value=sign]").press("Enter")
        expect(asker.locator("button[value=sign]")).to_have_count(0)
        is_sound(asker, f"agreement-signed-by-one-{language}")
        reader.goto(path_to("info@moselle.example", AGREEMENT))
        expect(reader.locator("button[value=sign]")).to_be_visible()
        is_sound(reader, f"agreement-by-link-{language}")
        team.goto(f"/{language}/agreements/team/")
        is_sound(team, f"agreements-{language}")
        team.locator("main a[href*='/agreements/team/']").last.press("Enter")
        team.wait_for_url(re.compile(r"/agreements/team/[0-9a-f-]{36}/"))
        is_sound(team, f"agreement-team-{language}")

        Introduction.objects.update(released_at=timezone.now() - timedelta(days=31))
        actions.follow_up(introduction, now=timezone.now())
        reader.goto(path_to("info@moselle.example", WHAT_CAME))
        is_sound(reader, f"introduction-what-came-{language}")
        reader.get_by_text(words["together"], exact=True).click()
        reader.get_by_role("button", name=words["tell"]).press("Enter")
        expect(reader.locator("form button.button")).to_have_count(0)
        assert Introduction.objects.get().outcome_of_asked == "working_together"

    def test_that_is_declined_and_says_so_to_nobody(
        self, new_page, signed_in, founder, asked, language, is_sound
    ):
        words = WORDS[language]
        reader, asker = new_page(), signed_in(founder)

        reader.goto(path_to("info@moselle.example", ANSWER))
        reader.locator("select[name=reason]").select_option("conflict")
        reader.get_by_role("button", name=words["no"]).press("Enter")
        expect(reader.locator("main")).to_contain_text(words["changed_mind"])
        is_sound(reader, f"introduction-declined-{language}")

        asker.goto(f"/{language}/introductions/{asked.public_id}/")
        expect(asker.locator("main .lead")).to_contain_text(words["not_available"])
        expect(asker.get_by_role("heading", name=words["others"])).to_be_visible()
        is_sound(asker, f"introduction-not-available-{language}")

    def test_that_nobody_answers_ends_and_leads_to_others(
        self, signed_in, founder, asked, language, is_sound
    ):
        words = WORDS[language]
        letters = len(mail.outbox)
        last_day = timezone.localtime(asked.answer_until)

        # Every morning until after the last day, and the weekend that may follow it.
        for days in range(1, 25):
            morning = datetime.combine(
                (timezone.now() + timedelta(days=days)).date(),
                last_day.time().replace(hour=9, minute=0, second=0),
                tzinfo=last_day.tzinfo,
            )
            tick(now=morning)

        reminders = [each for each in mail.outbox[letters:] if each.to == ["info@moselle.example"]]
        assert len(reminders) == 2
        assert Introduction.objects.get().state == "expired"
        asker = signed_in(founder)
        asker.goto(f"/{language}/introductions/{asked.public_id}/")
        expect(asker.locator("main .lead")).to_contain_text(words["no_answer"])
        # The next best suggestion of the same search, one click away.
        expect(asker.get_by_role("link", name="Institute of Gait Research")).to_have_count(2)
        is_sound(asker, f"introduction-expired-{language}")
