"""What cluster managers see of organisations recorded twice, and do about them."""

import html

import pytest

from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import MapEntry, Organisation
from liaison.hub.lifecycle.models import ImportRun, Merger
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationRoleFactory,
)
from tests.hub.lifecycle.conftest import NOON

pytestmark = pytest.mark.django_db

INDEX, MERGED = "/en/recorded-twice/", "/en/recorded-twice/merged/"


@pytest.fixture(autouse=True)
def _no_decisions(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path / "data"


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth).person


@pytest.fixture
def as_manager(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def institute():
    return OrganisationFactory(name="LIST", city="Esch", visibility="public")


@pytest.fixture
def centre():
    return OrganisationFactory(
        name="CRP Lippmann", city="Belvaux", website="https://lippmann.lu", visibility="public"
    )


@pytest.fixture
def address(institute, centre):
    return f"{INDEX}{institute.public_id}/{centre.public_id}/"


def said(response):
    return html.unescape(response.content.decode())


def send(client, address, judgement="merge", **fields):
    """Look at the preview, and press a button on it."""
    shown = client.get(address).context
    seen = {"seen": shown["seen"]} if "seen" in shown else {}
    written = {"because": "one house", "judgement": judgement}
    return client.post(address, written | seen | fields)


class TestList:
    def test_shows_pairs_that_imports_noted(self, as_manager, institute, centre, address):
        sides = [{"organisation": str(each.public_id)} for each in (institute, centre)]
        pair = {"one": sides[0], "other": sides[1], "points": 3.0, "reasons": ["same_town"]}
        ImportRun.objects.create(code="a-1", written_at=NOON, likely_duplicates=[pair])

        page = said(as_manager.get(INDEX))

        assert address in page
        assert "They are in the same town or nearby." in page

    def test_finds_organisations_and_leads_to_the_comparison(
        self, as_manager, institute, centre, address
    ):
        refresh_lookup()
        assert "CRP Lippmann" in said(as_manager.get(INDEX, {"q": "lippmann"}))

        picked = [str(institute.public_id), str(centre.public_id)]
        assert as_manager.get(INDEX, {"pick": picked}).url == address
        told = said(as_manager.get(INDEX, {"pick": picked[:1], "q": "lippmann"}))
        assert "Please tick two organisations" in told

    @pytest.mark.parametrize("path", ["", "merged/"])
    def test_is_for_managers_only(self, client, path):
        client.force_login(UserFactory())

        assert client.get(INDEX + path).status_code == 404


class TestPreview:
    def test_shows_what_is_kept_and_what_is_taken_over(self, as_manager, address):
        page = said(as_manager.get(address))

        assert "Esch <span" in page
        assert "(stays)" in page
        assert "https://lippmann.lu <span" in page
        assert "“CRP Lippmann” becomes a further name." in page

    def test_merges_and_leads_to_what_was_merged(self, as_manager, address, institute, centre):
        response = send(as_manager, address, name_becomes="former")

        assert response.url == MERGED
        assert "CRP Lippmann into LIST" in said(as_manager.get(MERGED))
        profile = as_manager.get(f"/en/directory/{centre.public_id}/")
        assert profile.url == f"/en/directory/{institute.public_id}/"
        assert institute.names.get().kind == "former"

    def test_asks_for_confirmation_where_numbers_differ(
        self, as_manager, address, institute, centre
    ):
        IdentifierFactory(organisation=institute, value="935646370")
        IdentifierFactory(organisation=centre, value="999567589")

        refused = send(as_manager, address)

        assert refused.status_code == 422
        assert "Their numbers differ." in said(refused)
        assert "one house" in said(refused)
        assert not Merger.objects.exists()
        assert send(as_manager, address, despite_numbers="on").status_code == 302

    def test_asks_for_confirmation_where_more_would_see_the_absorbed_one(
        self, as_manager, address, centre, biohealth
    ):
        MapEntry.objects.create(cluster=biohealth, organisation=centre, since=NOON.date())
        Organisation.objects.filter(pk=centre.pk).update(visibility="staff")

        page = said(as_manager.get(address))
        refused = send(as_manager, address)

        assert "<dt>Who may see it</dt><dd>Everyone</dd>" in page
        assert "<dt>Who may see it</dt><dd>The cluster team</dd>" in page
        assert "would be open to all who see the kept one" in page
        assert refused.status_code == 422
        assert "More people would see what the second entry tells." in said(refused)
        assert not Merger.objects.exists()
        assert send(as_manager, address, despite_visibility="on").status_code == 302

    def test_lets_who_acts_for_one_of_the_two_only_keep_them_apart(
        self, as_manager, manager, address, centre
    ):
        OrganisationRoleFactory(organisation=centre, person=manager)

        assert "You act for one of the two yourself" in said(as_manager.get(address))
        assert 'value="merge"' not in said(as_manager.get(address))
        refused = send(as_manager, address)
        assert refused.status_code == 422
        assert "You act for one of the two yourself" in said(refused)
        assert not Merger.objects.exists()
        assert send(as_manager, address, "different").url == INDEX

    def test_is_shown_again_when_one_was_changed_meanwhile(self, as_manager, address, institute):
        seen = as_manager.get(address).context["seen"]
        institute.save()

        refused = send(as_manager, address, seen=seen)

        assert "Somebody changed one of the two meanwhile." in said(refused)
        fresh = refused.context["seen"]
        assert send(as_manager, address, seen=fresh).status_code == 302

    def test_needs_a_reason(self, as_manager, address):
        assert "Please say in a few words why." in said(send(as_manager, address, because=" "))

    def test_keeps_two_apart(self, as_manager, address):
        assert send(as_manager, address, "different").url == INDEX
        assert Organisation.objects.filter(state="merged").count() == 0

    def test_pressed_twice_says_that_it_is_done(self, as_manager, address):
        send(as_manager, address)

        assert send(as_manager, address).url == MERGED
        assert "A colleague was faster" in said(as_manager.get(MERGED))
        assert Merger.objects.count() == 1

    def test_of_one_with_itself_or_of_what_is_not_seen_is_none(
        self, as_manager, institute, centre, address
    ):
        assert (
            as_manager.get(f"{INDEX}{institute.public_id}/{institute.public_id}/").status_code
            == 404
        )
        Organisation.objects.filter(pk=centre.pk).update(visibility="private")
        assert as_manager.get(address).status_code == 404


class TestUndo:
    def test_says_what_it_does_and_does_it(self, as_manager, address, centre):
        send(as_manager, address)
        merger = Merger.objects.get()
        undo = f"{MERGED}{merger.public_id}/undo/"

        assert "both will be as they were before" in said(as_manager.get(undo))
        assert as_manager.post(undo).url == MERGED
        assert "Both are as they were before." in said(as_manager.get(MERGED))
        assert Organisation.objects.get(pk=centre.pk).state == "active"
        assert as_manager.post(undo).url == MERGED
        assert "This was undone on" in said(as_manager.get(MERGED))

    def test_names_what_people_changed_since(self, as_manager, address, institute):
        send(as_manager, address)
        Organisation.objects.filter(pk=institute.pk).update(website="https://list.lu")
        undo = f"{MERGED}{Merger.objects.get().public_id}/undo/"

        assert "<li>Web site</li>" in said(as_manager.get(undo))
        as_manager.post(undo)
        assert "but for what people changed since: Web site." in said(as_manager.get(MERGED))

    def test_says_what_to_undo_first(self, as_manager, address, institute):
        send(as_manager, address)
        whole = OrganisationFactory(name="Luxembourg Research", visibility="public")
        first = Merger.objects.get()
        send(as_manager, f"{INDEX}{whole.public_id}/{institute.public_id}/")

        as_manager.post(f"{MERGED}{first.public_id}/undo/")

        assert "Undo that first." in said(as_manager.get(MERGED))
