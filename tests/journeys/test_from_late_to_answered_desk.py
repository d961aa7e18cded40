"""A manager's morning: what is late is taken over and put off, by mouse and by keyboard, undone."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from liaison.hub.clocks.actions import pause_clocks
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.ticking import check
from liaison.hub.partner_search.choices import HAND_OVER_CLOCK
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.membership import ApplicationFactory, CharterFactory
from tests.factories.partner_search import HandOverFactory, SearchFactory

WORDS = {
    "en": {
        "desk": "Your desk",
        "late": "Late",
        "applies": "Moselle Biosensors applies for membership",
        "take": "Take over",
        "taken": "1 thing is yours now.",
        "put_off": "Put off",
        "was_put_off": "1 thing was put off.",
        "undo": "Undo",
        "undone": "Put back as it was.",
        "keys": "Keys of this page",
        "close": "Close",
        "others": "Waits for others",
        "silent": "Who is silent",
    },
    "fr": {
        "desk": "Votre bureau",
        "late": "En retard",
        "applies": "Moselle Biosensors demande à devenir membre",
        "take": "Prendre en charge",
        "taken": "1 chose est à vous maintenant.",
        "put_off": "Reporter",
        "was_put_off": "1 chose a été reportée.",
        "undo": "Annuler",
        "undone": "Remis comme avant.",
        "keys": "Touches de cette page",
        "close": "Fermer",
        "others": "En attente des autres",
        "silent": "Qui ne donne pas de nouvelles",
    },
    "de": {
        "desk": "Ihr Schreibtisch",
        "late": "Überfällig",
        "applies": "Moselle Biosensors bewirbt sich um die Mitgliedschaft",
        "take": "Übernehmen",
        "taken": "1 Sache gehört jetzt Ihnen.",
        "put_off": "Verschieben",
        "was_put_off": "1 Sache wurde verschoben.",
        "undo": "Rückgängig machen",
        "undone": "Wieder wie vorher.",
        "keys": "Tasten dieser Seite",
        "close": "Schließen",
        "others": "Wartet auf andere",
        "silent": "Wer schweigt",
    },
}


@pytest.fixture
def what_waits(site, biohealth):
    """A late application, three needs that were handed over, and one of them stands still."""
    now = timezone.now()
    ApplicationFactory(
        cluster=biohealth,
        applicant=UserFactory(full_name="Claire Weber"),
        name="Moselle Biosensors",
        submitted=True,
        charter=CharterFactory(cluster=biohealth),
    )
    for name in ("Anna Muller", "Marc Sauer", "Léa Hoffmann"):
        search = SearchFactory(cluster=biohealth, asked_by__full_name=name)
        HandOverFactory(search=search)
    check(now=now)
    late = Clock.objects.filter(kind="membership.review")
    late.update(due_on=timezone.localdate(now) - dt.timedelta(days=10))
    need = Clock.objects.filter(kind=HAND_OVER_CLOCK).order_by("pk").first()
    pause_clocks(HAND_OVER_CLOCK, need.subject, reason="Anna looks it up", by=None, now=now)
    return late


class TestFromLateToAnsweredDesk:
    def test_in_three_languages_on_any_screen(
        self, page, site, biohealth, what_waits, language, is_sound
    ):
        words = WORDS[language]
        manager = ClusterRoleFactory(
            cluster=biohealth, person__language=language, person__full_name="Ben Klein"
        ).person

        # The desk is what a manager sees first, and what is late stands first on it.
        page.goto(f"/{language}/account/login/")
        page.locator("[name=login]").fill(manager.email)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(f"**/{language}/desk/")
        expect(page.get_by_role("heading", level=1)).to_have_text(words["desk"])
        first = page.locator("[data-desk-row]").first
        expect(first).to_contain_text(words["applies"])
        expect(page.locator("[data-desk-row]")).to_have_count(3)
        is_sound(page, f"desk-{language}")

        # Taken over by the button of the row.
        first.get_by_role("button", name=words["take"]).click()
        expect(page.get_by_role("status").filter(has_text=words["taken"])).to_be_visible()
        expect(first).to_contain_text("Ben Klein")

        # By keyboard alone: to the first row, chosen, and put off.
        page.keyboard.press("j")
        page.keyboard.press("x")
        expect(first.get_by_role("checkbox")).to_be_checked()
        page.get_by_role("button", name=words["put_off"]).press("Enter")
        expect(page.get_by_role("status").filter(has_text=words["was_put_off"])).to_be_visible()
        assert what_waits.get().due_on > timezone.localdate()
        is_sound(page, f"desk-put-off-{language}")

        # And undone.
        page.get_by_role("button", name=words["undo"], exact=True).click()
        expect(page.get_by_role("status").filter(has_text=words["undone"])).to_be_visible()
        assert what_waits.get().due_on < timezone.localdate()
        expect(page.locator("[data-desk-row]").first).to_contain_text(words["applies"])

        # All of the page are chosen by one key, and another leads to what is done with them.
        page.keyboard.press("a")
        expect(page.locator("[data-desk-row] input:checked")).to_have_count(3)
        expect(page.locator("[data-desk-number]")).to_have_text("(3)")
        page.keyboard.press("a")
        expect(page.locator("[data-desk-row] input:checked")).to_have_count(0)
        page.keyboard.press("d")
        expect(page.locator("[name=deed][value=take_over]")).to_be_focused()

        # The keys are told on the page.
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text(words["keys"])
        is_sound(page, f"desk-keys-{language}")
        dialog.get_by_role("button", name=words["close"]).click()

        # What waits for others stands apart, with the reason; so do members without a sign of life.
        page.get_by_role("link", name=words["others"]).click()
        expect(page.locator("[data-desk-row]")).to_contain_text("Anna looks it up")
        page.get_by_role("link", name=words["silent"]).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(words["silent"])
        is_sound(page, f"desk-silent-{language}")

        # Enter opens a row.
        page.goto(f"/{language}/desk/?show=late")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/membership/applications/{what_waits.get().subject}/")
