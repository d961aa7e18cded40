"""Pages on which managers change what their cluster says of itself and how it looks."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from liaison.hub.accounts.choices import Role
from liaison.hub.clusters import queries
from liaison.hub.clusters.models import Cluster, FocusArea
from liaison.hub.web.clusters.forms import FactsForm
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db
HOME = "/en/clusters/wood/"
AREA = {
    "name_en": "Forests",
    "name_fr": "Forêts",
    "name_de": "Wälder",
    "terms": "forestry\nold-growth",
}


@pytest.fixture
def wood(settings):
    settings.ALLOWED_HOSTS = ["clusters.example", "wood.example", "testserver"]
    return ClusterFactory(slug="wood", name="Wood", host="testserver")


@pytest.fixture
def as_manager(client, wood):
    client.force_login(ClusterRoleFactory(cluster=wood, person__full_name="Ben Klein").person)
    return client


@pytest.fixture
def forests(wood):
    return FocusArea.objects.create(
        cluster=wood, code="forests", position=1, name_en="Forests", terms=["forestry"]
    )


def seen_on(page):
    return re.search(r'name="seen" value="([^"]+)"', page.content.decode())[1]


class TestOurCluster:
    @pytest.mark.parametrize(
        "page", ["", "facts/", "languages/", "address/", "colour/", "focus-areas/add/"]
    )
    def test_is_there_for_its_managers_alone(self, client, wood, page):
        for stranger in (
            ClusterRoleFactory(cluster=wood, role=Role.CLUSTER_OFFICER).person,
            ClusterRoleFactory().person,
        ):
            client.force_login(stranger)

            assert client.get(HOME + page).status_code == 404
            assert client.post(HOME + page, {"name": "Mine"}).status_code in (404, 405)

        client.force_login(ClusterRoleFactory(cluster=wood).person)
        assert client.get(HOME + page).status_code == 200

    def test_is_reached_from_ones_account(self, as_manager):
        assert HOME in as_manager.get("/en/profile/").content.decode()

    def test_tells_who_changed_what(self, as_manager):
        as_manager.post(f"{HOME}facts/", {"name": "Wood Cluster"})

        page = as_manager.get(HOME).content.decode()
        assert "Ben Klein changed: Name of the cluster" in page
        assert "before: Wood; since: Wood Cluster" in page

    def test_is_told_on_the_page_of_people_too(self, as_manager):
        as_manager.post(f"{HOME}facts/", {"name": "Wood Cluster"})

        page = as_manager.get("/en/people/").content.decode()
        assert "Ben Klein changed what the cluster says of itself, or its look." in page

    def test_that_is_a_draft_can_be_found_right(self, as_manager):
        Cluster.objects.update(is_draft=True)
        assert "This is a draft to start from" in as_manager.get(HOME).content.decode()

        as_manager.post(f"{HOME}looked-at/")

        assert "This is a draft" not in as_manager.get(HOME).content.decode()


class TestFacts:
    def test_are_kept(self, as_manager, wood):
        facts = {
            "name": "Wood Cluster",
            "managing_body": "Timber Ltd",
            "contact_email": "hello@wood.example",
            "summary_en": "All that is made of wood.",
            "summary_fr": "Tout ce qui est en bois.",
        }

        assert as_manager.post(f"{HOME}facts/", facts).status_code == 302

        wood.refresh_from_db()
        assert wood.summary_in("fr") == "Tout ce qui est en bois."
        assert wood.summary_in("de") == "All that is made of wood."
        assert wood.contact_email == "hello@wood.example"

    def test_that_cannot_be_are_refused_in_words(self, as_manager, wood):
        facts = {"name": "", "contact_email": "hello@", "summary_en": "x" * 301}

        page = as_manager.post(f"{HOME}facts/", facts)

        assert page.status_code == 422
        assert "Please keep it to 300 characters; you wrote 301." in page.content.decode()
        wood.refresh_from_db()
        assert wood.name == "Wood"

    def test_of_two_managers_are_told_and_nothing_is_lost(self, as_manager, client, wood):
        seen = seen_on(as_manager.get(f"{HOME}facts/"))
        Cluster.objects.update(name="Timber", managing_body="Timber Ltd")

        mine = {"seen": seen, "name": "Forest", "contact_email": "team@cluster.example"}
        page = as_manager.post(f"{HOME}facts/", mine)

        text = page.content.decode()
        assert page.status_code == 422
        assert "Nothing of theirs was overwritten" in text
        assert "<td>Timber</td><td>Forest</td>" in text
        assert 'value="Forest"' in text
        # Whoever saves again has seen it.
        as_manager.post(f"{HOME}facts/", mine | {"seen": seen_on(page)})
        wood.refresh_from_db()
        assert (wood.name, wood.managing_body) == ("Forest", "Timber Ltd")

    def test_carry_what_nobody_can_forge(self, as_manager, wood):
        as_manager.post(f"{HOME}facts/", {"seen": "forged", "name": "Wood Cluster"})

        assert Cluster.objects.get(pk=wood.pk).name == "Wood Cluster"


class TestLanguages:
    def test_are_those_of_the_frame(self, as_manager):
        as_manager.post(f"{HOME}languages/", {"language_1": "fr", "language_2": "de"})

        page = as_manager.get("/fr/clusters/").content.decode()
        assert re.findall(r'<li><a href="[^"]+" hreflang="(\w\w)"', page) == ["fr", "de"]
        assert re.findall(r'rel="alternate" hreflang="(\w\w)"', page) == ["fr", "de"]

    def test_are_where_the_bare_address_leads(self, as_manager):
        as_manager.post(f"{HOME}languages/", {"language_1": "de", "language_2": "fr"})

        assert as_manager.get("/", HTTP_ACCEPT_LANGUAGE="en")["Location"] == "/de/"
        assert as_manager.get("/", HTTP_ACCEPT_LANGUAGE="fr")["Location"] == "/fr/"

    def test_others_can_still_be_opened(self, as_manager):
        as_manager.post(f"{HOME}languages/", {"language_1": "fr"})

        assert as_manager.get("/en/clusters/").status_code == 200
        page = as_manager.get("/fr/clusters/").content.decode()
        assert "hreflang" not in page

    def test_are_those_that_search_engines_are_told(self, as_manager):
        as_manager.post(f"{HOME}languages/", {"language_1": "de"})

        listed = as_manager.get("/sitemap.xml").content.decode()
        assert "sitemap-pages-de.xml" in listed
        assert "sitemap-pages-en.xml" not in listed

    def test_are_each_chosen_once(self, as_manager):
        page = as_manager.post(f"{HOME}languages/", {"language_1": "de", "language_2": "de"})

        assert "Please choose each language once." in page.content.decode()


class TestAddress:
    @pytest.mark.parametrize(
        ("host", "answer"),
        [
            ("https://wood.example/", "Please write the name alone"),
            ("elsewhere.example", "does not answer under elsewhere.example yet"),
            ("clusters.example", "clusters.example leads to the whole installation"),
            ("taken.wood.example", "Another cluster has taken.wood.example already"),
        ],
    )
    def test_that_cannot_be_is_refused_with_what_to_do(self, as_manager, settings, host, answer):
        settings.ALLOWED_HOSTS += ["taken.wood.example"]
        ClusterFactory(host="taken.wood.example")

        page = as_manager.post(f"{HOME}address/", {"host": host})

        assert page.status_code == 422
        assert answer in page.content.decode()

    def test_is_kept_in_small_letters(self, as_manager, wood):
        as_manager.post(f"{HOME}address/", {"host": "Wood.Example"})

        assert Cluster.objects.get(pk=wood.pk).host == "wood.example"


class TestColour:
    def test_is_shown_before_it_is_saved(self, as_manager, wood):
        page = as_manager.post(f"{HOME}colour/", {"accent": "#8a2c62", "preview": "yes"})

        assert page.status_code == 200
        assert "On dark paper: #" in page.content.decode()
        assert Cluster.objects.get(pk=wood.pk).accent == ""

    @pytest.mark.parametrize("more", [{}, {"preview": "yes"}])
    def test_that_is_too_faint_is_refused_with_the_nearest(self, as_manager, wood, more):
        faint = {"accent": "own", "own": "#FFD700"} | more

        page = as_manager.post(f"{HOME}colour/", faint)

        text = page.content.decode()
        assert page.status_code == 422
        assert "its contrast is 1.1, and 4.5 is needed" in text
        nearest = re.search(r'name="own" value="(#\w{6})">\s*Take', text)[1]
        assert Cluster.objects.get(pk=wood.pk).accent == ""
        # The field and, after it, the button.
        as_manager.post(f"{HOME}colour/", {"accent": "own", "own": ["#FFD700", nearest]})
        assert Cluster.objects.get(pk=wood.pk).accent == nearest

    @pytest.mark.parametrize("own", ["", "reddish", "#12", "url(https://elsewhere.example)"])
    def test_that_is_none_is_refused(self, as_manager, wood, own):
        page = as_manager.post(f"{HOME}colour/", {"accent": "own", "own": own})

        assert page.status_code == 422
        assert Cluster.objects.get(pk=wood.pk).accent == ""

    def test_is_that_of_every_page(self, as_manager, client):
        as_manager.post(f"{HOME}colour/", {"accent": "#8a2c62"})
        client.logout()

        page = client.get("/en/clusters/").content.decode()
        address = re.search(r'href="(/brand/wood/\w+\.css)"', page)[1]
        styles = client.get(address)
        assert styles["Content-Type"] == "text/css; charset=utf-8"
        assert "immutable" in styles["Cache-Control"]
        assert "--pine: light-dark(#8a2c62, #" in styles.content.decode()

    def test_leads_pages_drawn_before_to_the_new_one(self, as_manager, client):
        as_manager.post(f"{HOME}colour/", {"accent": "#8a2c62"})
        before = re.search(r"/brand/wood/\w+\.css", client.get(HOME).content.decode())[0]

        as_manager.post(f"{HOME}colour/", {"accent": "#1f5f8b"})

        answer = client.get(before, follow=True)
        assert "#1f5f8b" in answer.content.decode()
        assert len(answer.redirect_chain) == 1

    def test_that_nobody_chose_has_no_styles(self, client, wood):
        assert client.get("/brand/wood/0123456789abcdef.css").status_code == 404
        assert "/brand/" not in client.get("/en/clusters/").content.decode()


class TestFocusAreas:
    def test_are_added_with_their_terms(self, as_manager, wood):
        as_manager.post(f"{HOME}focus-areas/add/", AREA)

        (area,) = queries.focus_areas_of(wood.pk)
        assert (area.name_de, area.terms) == ("Wälder", ["forestry", "old growth"])

    @pytest.mark.parametrize(
        ("terms", "wrong"), [("three words here", "three words here"), ("a&b", "a&amp;b")]
    )
    def test_take_words_and_phrases_of_two_words(self, as_manager, wood, terms, wrong):
        page = as_manager.post(f"{HOME}focus-areas/add/", AREA | {"terms": terms})

        assert page.status_code == 422
        assert f"letters and digits only: {wrong}" in page.content.decode()
        assert not queries.focus_areas_of(wood.pk)

    def test_are_renamed(self, as_manager, wood, forests):
        page = as_manager.get(f"{HOME}focus-areas/{forests.pk}/")

        as_manager.post(
            f"{HOME}focus-areas/{forests.pk}/",
            {"seen": seen_on(page), "name_en": "Old forests", "terms": "forestry"},
        )

        (area,) = queries.focus_areas_of(wood.pk)
        assert (area.name_en, area.code) == ("Old forests", "forests")

    def test_that_are_gone_can_be_added_anew(self, as_manager, wood, forests, monkeypatch):
        from liaison.hub.clusters.actions import focus_areas as steps

        monkeypatch.setattr(steps, "_still_there", lambda area: _gone())

        page = as_manager.post(f"{HOME}focus-areas/{forests.pk}/", AREA)

        text = page.content.decode()
        assert "A colleague has just removed it." in text
        assert 'value="Wälder"' in text
        assert f'action="{HOME}focus-areas/add/"' in text

    def test_ask_what_becomes_of_their_terms(self, as_manager, wood, forests):
        heir = FocusArea.objects.create(
            cluster=wood, code="timber", position=2, name_en="Timber", terms=["timber"]
        )
        address = f"{HOME}focus-areas/{forests.pk}/remove/"
        page = as_manager.get(address).content.decode()
        assert "“Timber” gets them" in page
        assert as_manager.post(address).status_code == 422

        as_manager.post(address, {"heir": str(heir.pk)})

        (left,) = queries.focus_areas_of(wood.pk)
        assert left.terms == ["forestry", "timber"]

    def test_leave_their_organisations_to_another(self, as_manager, wood, forests):
        heir = FocusArea.objects.create(
            cluster=wood, code="timber", position=2, name_en="Timber", terms=[]
        )
        sawmill, joiner = OrganisationFactory(), OrganisationFactory()
        for organisation, area in ((sawmill, forests), (joiner, forests), (joiner, heir)):
            organisation.terms.create(subject="focus_areas", focus_area=area)
        address = f"{HOME}focus-areas/{forests.pk}/remove/"
        assert "2 organisations of the directory have it" in (
            as_manager.get(address).content.decode()
        )

        as_manager.post(address, {"heir": str(heir.pk)})

        for organisation in (sawmill, joiner):
            assert [each.focus_area for each in organisation.terms.all()] == [heir]

    def test_of_another_cluster_are_not_there(self, as_manager):
        other = FocusArea.objects.create(
            cluster=ClusterFactory(), code="x", position=1, name_en="X"
        )

        for page in ("", "remove/", "move/"):
            address = f"{HOME}focus-areas/{other.pk}/{page}"
            assert as_manager.post(address, AREA | {"heir": "none"}).status_code == 404
        assert FocusArea.objects.get() == other


def _gone():
    from liaison.hub.clusters.actions import FocusAreaGone

    raise FocusAreaGone


class TestLogo:
    @pytest.fixture(autouse=True)
    def _folder(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    @staticmethod
    def picture(colour="green"):
        file = io.BytesIO()
        Image.new("RGB", (200, 100), colour).save(file, "PNG")
        return SimpleUploadedFile("logo.png", file.getvalue(), "image/png")

    def test_is_written_anew_and_stands_on_every_page(self, as_manager, client):
        assert as_manager.post(f"{HOME}logo/", {"logo": self.picture()}).status_code == 302

        client.logout()
        page = client.get("/en/membership/").content.decode()
        address = re.search(r'src="(/brand/wood/\w+-96\.webp)"', page)[1]
        answer = client.get(address)
        assert answer["Content-Type"] == "image/webp"
        assert Image.open(io.BytesIO(answer.content)).size == (96, 48)
        assert client.get(address.replace("-96", "-97")).status_code == 404

    def test_is_taken_away(self, as_manager, wood):
        as_manager.post(f"{HOME}logo/", {"logo": self.picture()})

        as_manager.post(f"{HOME}logo/", {"remove": "yes"})

        assert Cluster.objects.get(pk=wood.pk).logo == {}

    def test_that_is_no_picture_is_refused(self, as_manager, wood):
        page = as_manager.post(
            f"{HOME}logo/", {"logo": SimpleUploadedFile("logo.svg", b"<svg/>", "image/svg+xml")}
        )

        assert page.status_code == 422
        assert "This is no picture that can be used here." in page.content.decode()
        assert Cluster.objects.get(pk=wood.pk).logo == {}

    def test_of_a_colleague_is_not_overwritten(self, as_manager, wood):
        seen = seen_on(as_manager.get(f"{HOME}logo/"))
        as_manager.post(f"{HOME}logo/", {"logo": self.picture()})
        theirs = Cluster.objects.get(pk=wood.pk).logo

        page = as_manager.post(f"{HOME}logo/", {"logo": self.picture("red"), "seen": seen})

        assert "A colleague has just changed the logo." in page.content.decode()
        assert Cluster.objects.get(pk=wood.pk).logo == theirs


def test_a_name_is_one_line_with_single_spaces():
    form = FactsForm({"name": "Moselle\nWood  Cluster"})

    assert form.is_valid()
    assert form.cleaned_data["name"] == "Moselle Wood Cluster"
