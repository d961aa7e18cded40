"""A member looks for somebody, the team reads it twice, a clinic answers, both get a contact."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from liaison.hub.accounts.choices import Role
from liaison.hub.interests.actions import tell_answer
from liaison.hub.interests.models import Interest
from liaison.hub.interests.queries import to_tell
from liaison.hub.introductions.models import Introduction
from liaison.hub.listings.models import Listing
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.interests import InterestFactory
from tests.factories.listings import ListingFactory
from tests.factories.membership import MembershipFactory

WORDS = {
    "en": {
        "given_away": "Has to go",
        "submitted": "Submitted. The team reads it",
        "returned": "Returned. They get your remarks",
        "published": "Published. Whoever wrote it",
        "sent": "Thank you. The cluster team reads it",
        "passed_on": "Passed on. The other side",
        "accepted": "Accepted. Both of you",
        "not_named": "Name not said",
        "waits": "Waits for an answer",
        "not_available": "Not available",
        "undo": "Undo it",
        "undone": "Undone. Nobody heard of it.",
    },
    "fr": {
        "given_away": "Doit disparaître",
        "submitted": "Soumis. L’équipe le lit",
        "returned": "Renvoyé. Vos remarques",
        "published": "Publié. Qui l’a écrit",
        "sent": "Merci. L’équipe du cluster la lit",
        "passed_on": "Transmise. L’autre partie",
        "accepted": "Acceptée. Chacun reçoit",
        "not_named": "Nom non indiqué",
        "waits": "Attend une réponse",
        "not_available": "Non disponible",
        "undo": "L’annuler",
        "undone": "Annulé. Personne ne l’a su.",
    },
    "de": {
        "given_away": "Muss weg",
        "submitted": "Eingereicht. Das Team liest es",
        "returned": "Zurückgegeben. Ihre Anmerkungen",
        "published": "Veröffentlicht. Wer es geschrieben hat",
        "sent": "Danke. Das Team des Clusters liest sie",
        "passed_on": "Weitergegeben. Die andere Seite",
        "accepted": "Angenommen. Beide bekommen",
        "not_named": "Ohne Namen",
        "waits": "Wartet auf Antwort",
        "not_available": "Nicht verfügbar",
        "undo": "Rückgängig machen",
        "undone": "Rückgängig gemacht. Niemand hat davon erfahren.",
    },
}
SECRETS = ("Sauer", "Marc", "sauer.example")


@pytest.fixture
def founder(biohealth, language):
    optics = OrganisationFactory(name="Sauer Optics", website="https://sauer.example")
    MembershipFactory(cluster=biohealth, organisation=optics)
    return OrganisationRoleFactory(
        organisation=optics,
        person__full_name="Marc Sauer",
        person__email="marc@sauer.example",
        person__language=language,
    ).person


@pytest.fixture
def doctor(language):
    clinic = OrganisationFactory(
        name="Clinic of the Mosel", kind="hospital", website="https://clinic.example"
    )
    return OrganisationRoleFactory(
        organisation=clinic,
        person__full_name="Anna Muller",
        person__email="anna@clinic.example",
        person__language=language,
    ).person


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_OFFICER).person


def press(page, scope="main"):
    """Press the first real button of a form on the page."""
    page.locator(f"{scope} form[method=post] button.button").first.click()


class TestFromNeedOnTheBoardToContact:
    def test_of_three_people_in_three_languages_on_any_screen(
        self, signed_in, new_page, founder, officer, doctor, language, is_sound
    ):
        words = WORDS[language]
        board = f"/{language}/needs-and-offers/"
        member, team, clinic = map(signed_in, (founder, officer, doctor))

        # The member writes a need, and gives itself away at first.
        member.goto(f"{board}new/")
        is_sound(member, f"begin-{language}")
        member.locator("input[name=kind][value=clinical_site]").check()
        member.locator("input[name=money][value=we_pay]").check()
        press(member)
        member.locator("#id_title").fill("A clinic that tests a gait sensor")
        member.locator("#id_summary").fill("We seek a clinic for a study with forty people.")
        member.locator("#id_public_text").fill("Sauer Optics measures gait at home.")
        member.locator("#id_private_brief").fill("It is a shoe sole.")
        member.locator("button[name=stay]").click()
        expect(member.locator("main aside")).to_contain_text("Moselle Sensors")
        is_sound(member, f"words-{language}")
        press(member)
        is_sound(member, f"languages-{language}")
        press(member)
        member.locator("input[name=partner_kinds][value=hospital]").check()
        is_sound(member, f"partner-{language}")
        press(member)
        member.locator("input[name=tier][value=public]").check()
        is_sound(member, f"access-{language}")
        press(member)
        expect(member.locator("main")).to_contain_text(words["given_away"])
        is_sound(member, f"check-{language}")
        member.locator("main .call a.button").first.click()
        member.locator("#id_public_text").fill("A sensor measures gait at home.")
        press(member)
        listing = Listing.objects.get()
        member.goto(f"{board}{listing.public_id}/check/")
        press(member)
        expect(member.locator("main .alert").first).to_contain_text(words["submitted"])

        # The team returns it with a remark, and publishes it once it is changed.
        team.goto(f"{board}to-review/")
        is_sound(team, f"desk-{language}")
        team.locator("main .card h2 a").click()
        team.locator("details:has(form[action$='/return/']) > summary").click()
        team.locator("#id_say-title").fill("Which kind of clinic?")
        is_sound(team, f"review-{language}")
        team.locator("form[action$='/return/'] button").click()
        expect(team.locator("main .alert").first).to_contain_text(words["returned"])
        member.goto(f"{board}{listing.public_id}/own/")
        expect(member.locator("main")).to_contain_text("Which kind of clinic?")
        is_sound(member, f"own-{language}")
        member.goto(f"{board}{listing.public_id}/write/words/")
        member.locator("#id_title").fill("A neurological clinic that tests a gait sensor")
        press(member)
        member.goto(f"{board}{listing.public_id}/check/")
        press(member)
        team.goto(f"{board}{listing.public_id}/review/")
        for criterion in ("advantages", "clarity", "expectations", "language"):
            team.locator(f"#id_{criterion}").select_option("4")
        team.locator("form[action$='/review/'] button").click()
        expect(team.locator("main .alert").first).to_contain_text(words["published"])

        # Whoever comes by reads it, and not whose it is.
        visitor = new_page()
        visitor.goto(board)
        is_sound(visitor, f"board-{language}")
        visitor.locator("main .call a").first.click()
        expect(visitor.locator("main")).to_contain_text(words["not_named"])
        is_sound(visitor, f"listing-{language}")
        assert not any(secret in visitor.content() for secret in SECRETS)

        # The clinic says what it would bring; the team passes it on; the member accepts.
        clinic.goto(f"{board}{listing.public_id}/")
        clinic.locator("main a.button").first.click()
        clinic.locator("#id_brings").fill("A gait laboratory and forty people.")
        clinic.locator("input[name=evidence]").check()
        is_sound(clinic, f"express-{language}")
        press(clinic)
        expect(clinic.locator("main .alert").first).to_contain_text(words["sent"])
        is_sound(clinic, f"sent-{language}")
        assert not any(secret in clinic.content() for secret in SECRETS)
        team.goto(f"{board}answers/to-read/")
        is_sound(team, f"answers-{language}")
        team.locator("main .card h2 a").click()
        is_sound(team, f"screen-{language}")
        team.locator("form[action$='/forward/'] button").click()
        expect(team.locator("main .alert").first).to_contain_text(words["passed_on"])
        member.goto(f"{board}answers/")
        is_sound(member, f"answers-mine-{language}")
        member.locator("main .choose a").first.click()
        is_sound(member, f"received-{language}")
        assert "Anna" not in member.content()
        member.locator("form[action$='/accept/'] button").click()
        expect(member.locator("main .alert").first).to_contain_text(words["accepted"])
        expect(member.locator("main")).to_contain_text("anna@clinic.example")
        clinic.goto(f"{board}answers/{Interest.objects.get().public_id}/sent/")
        expect(clinic.locator("main")).to_contain_text("marc@sauer.example")
        clinic.locator("input[name=outcome][value=agreement]").check()
        press(clinic, "main details")
        expect(clinic.locator("main .alert").first).to_be_visible()
        assert Introduction.objects.get().outcome_of_asking == "working_together"
        # The team is told of the introduction as well.
        to = {address for letter in mail.outbox[-3:] for address in letter.to}
        assert to >= {"anna@clinic.example", "marc@sauer.example"}

    def test_of_a_no_that_is_undone_and_said_again(
        self, signed_in, founder, doctor, biohealth, language, is_sound
    ):
        words = WORDS[language]
        listing = ListingFactory(
            cluster=biohealth,
            organisation=founder.organisation_roles.get().organisation,
            written_by=founder,
            member=False,
            published=True,
        )
        interest = InterestFactory(
            listing=listing,
            organisation=doctor.organisation_roles.get().organisation,
            written_by=doctor,
            forwarded=True,
        )
        answers = f"/{language}/needs-and-offers/answers/{interest.public_id}/"
        member, clinic = map(signed_in, (founder, doctor))

        for is_undone in (True, False):
            member.goto(f"{answers}decline/")
            member.locator("input[name=reason][value=terms]").check()
            is_sound(member, f"decline-{language}")
            press(member)
            clinic.goto(f"{answers}sent/")
            expect(clinic.locator("main .card")).to_contain_text(words["waits"])
            if is_undone:
                member.get_by_role("button", name=words["undo"]).click()
                expect(member.locator("main .alert").first).to_contain_text(words["undone"])

        tell_everybody()
        clinic.goto(f"{answers}sent/")
        expect(clinic.locator("main .card")).to_contain_text(words["not_available"])
        is_sound(clinic, f"not-available-{language}")
        whole = clinic.content() + mail.outbox[-1].body
        assert not any(secret in whole for secret in SECRETS)


def tell_everybody():
    """Let ten minutes pass, and the job tell what was decided."""
    later = timezone.now() + dt.timedelta(minutes=11)
    for each in to_tell(later):
        assert tell_answer(each, now=later)
