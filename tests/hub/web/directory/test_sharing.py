"""What others show where the page of an organisation is shared."""

import io
import re

import pytest
from PIL import Image

from liaison.hub.directory.logos import keep_logo
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.web.components.share_pictures import PLAIN, SharePicture, draw_share_picture
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.hub.directory.test_logos import picture

PAPER = (250, 246, 238)
PINE = (12, 90, 82)


def shown(**said):
    usual = {
        "name": "Moselle Sensors",
        "kind": "Company",
        "place": "Remich, Luxembourg",
        "notice": "",
        "cluster": "Luxembourg BioHealth Cluster",
        "colour": PLAIN,
        "logo": "",
    }
    return SharePicture(**{**usual, **said})


def opened(png):
    with Image.open(io.BytesIO(png)) as read:
        assert read.format == "PNG"
        return read.convert("RGB")


def ink(drawn, box):
    """Return how many pixels of a part of the picture are not its paper."""
    part = drawn.crop(box)
    return sum(number for number, colour in part.getcolors(1_000_000) if colour != PAPER)


class TestDrawing:
    def test_is_as_large_as_others_ask_for_and_ends_in_the_colour_of_the_cluster(self):
        plain, own = (
            opened(draw_share_picture(shown())),
            opened(draw_share_picture(shown(colour="#7a1f3d"))),
        )

        assert plain.size == (1200, 630)
        assert plain.getpixel((5, 625)) == PINE
        assert own.getpixel((5, 625)) == (122, 31, 61)
        assert plain.getpixel((5, 5)) == PAPER

    def test_shows_the_name_in_large_letters_and_more_of_them_in_smaller_ones(self):
        short = opened(draw_share_picture(shown(name="LIH", kind="", place="")))
        long = opened(
            draw_share_picture(shown(name="Institute of Health " * 10, kind="", place=""))
        )

        assert ink(short, (0, 60, 1200, 180)) > 1000
        assert ink(short, (0, 200, 1200, 530)) == 0
        assert ink(long, (0, 200, 1200, 400)) > 5000

    @pytest.mark.parametrize(
        "name",
        [
            "W" * 300,
            "Institut für Röntgenstraßen – Œuvre de Saint-Étienne " * 4,
            "Εθνικό και Καποδιστριακό Πανεπιστήμιο Αθηνών",
            "Національний університет «Києво-Могилянська академія»",
            "I",
        ],
    )
    @pytest.mark.parametrize("notice", ["", "Invented example"])
    def test_no_name_runs_over_the_edge_or_into_the_band(self, name, notice):
        assert shown(name=name).can_be_drawn

        drawn = opened(draw_share_picture(shown(name=name, notice=notice, place="Esch " * 60)))

        assert ink(drawn, (72, 60, 1128, 400)) > 100
        assert ink(drawn, (1130, 0, 1200, 530)) == 0
        assert ink(drawn, (0, 500, 1200, 533)) == 0

    @pytest.mark.parametrize("letter", ["é", "ß", "ő", "Ω", "ώ", "Ж", "ї", "€", "–"])
    def test_has_the_letters_that_it_says_it_has(self, letter):
        missing = draw_share_picture(shown(name="\ufffe"))

        assert shown(name=letter).can_be_drawn
        assert draw_share_picture(shown(name=letter)) != missing

    @pytest.mark.parametrize("name", ["东京大学", "جامعة", "Sensors \N{ROCKET}"])
    def test_is_not_drawn_where_there_are_no_letters(self, name):
        assert not shown(name=name).can_be_drawn

    def test_a_long_name_of_the_cluster_leaves_room_for_ours(self):
        drawn = opened(draw_share_picture(shown(cluster="Luxembourg Cluster " * 10)))

        gap = drawn.crop((985, 545, 1005, 625))
        assert gap.getcolors() == [(20 * 80, PINE)]

    def test_another_logo_name_or_colour_makes_another_digest(self):
        others = [shown(), shown(logo="ab"), shown(name="Other"), shown(colour="#7a1f3d")]

        assert len({each.digest for each in others}) == 4
        assert shown().digest == shown().digest

    def test_goes_without_a_logo_that_is_gone(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

        assert opened(draw_share_picture(shown(logo="0" * 32))).size == (1200, 630)


@pytest.mark.django_db
@pytest.mark.usefixtures("evidence", "biohealth")
class TestPage:
    @pytest.fixture(autouse=True)
    def _media(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path / "media"

    @pytest.fixture
    def sensors(self):
        sensors = OrganisationFactory(
            name="Moselle Sensors", visibility="public", city="Remich", country="LU"
        )
        refresh_lookup()
        return sensors

    def properties(self, client, organisation, language="en"):
        page = client.get(f"/{language}/directory/{organisation.public_id}/").content.decode()
        return dict(re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)"', page))

    def path(self, client, organisation, language="en"):
        return self.properties(client, organisation, language)["og:image"].removeprefix(
            "http://testserver"
        )

    def test_names_its_own_picture_in_words_too(self, client, sensors):
        told = self.properties(client, sensors, "fr")

        assert told["og:image"].startswith(
            f"http://testserver/fr/directory/{sensors.public_id}/share-"
        )
        assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
        assert told["og:image:alt"] == (
            "Moselle Sensors, Entreprise, Remich, Luxembourg, Luxembourg BioHealth Cluster"
        )
        assert told["twitter:card"] == "summary_large_image"

    def test_the_picture_is_kept_for_good_and_asked_for_once(
        self, client, sensors, django_assert_max_num_queries
    ):
        path = self.path(client, sensors)

        with django_assert_max_num_queries(3):
            answer = client.get(path)
        assert answer["Content-Type"] == "image/png"
        assert opened(answer.content).size == (1200, 630)
        assert "immutable" in answer["Cache-Control"]
        assert "public" in answer["Cache-Control"]
        assert client.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304

    def test_shows_the_logo_once_there_is_one(self, client, sensors):
        without = opened(client.get(self.path(client, sensors)).content)
        sensors.logo = keep_logo(picture())
        sensors.save()
        with_logo = opened(client.get(self.path(client, sensors)).content)

        assert without.getpixel((1028, 172)) == PAPER
        assert with_logo.getpixel((1028, 172)) != PAPER
        # On a white card, within the margin.
        assert with_logo.getpixel((935, 160)) == (255, 255, 255)
        assert ink(with_logo, (1131, 0, 1200, 530)) == 0

    def test_an_address_from_before_a_change_leads_to_the_picture_of_now(self, client, sensors):
        before = self.path(client, sensors)
        sensors.name = "Moselle Sensors and Stents"
        sensors.save()

        answer = client.get(before)
        assert answer.status_code == 302
        assert answer["Location"] == self.path(client, sensors)

    @pytest.mark.parametrize("visibility", ["members", "private"])
    def test_of_who_is_not_open_to_all_there_is_none_even_for_its_own_people(
        self, client, sensors, visibility
    ):
        path = self.path(client, sensors)
        sensors.visibility = visibility
        sensors.save()
        client.force_login(OrganisationRoleFactory(organisation=sensors).person)

        assert client.get(path).status_code == 404
        told = self.properties(client, sensors)
        assert "/static/liaison/images/share" in told["og:image"]
        assert told["og:image:alt"] == "Liaison: two halves that meet"

    def test_a_name_in_letters_that_are_not_here_has_the_picture_of_the_site(self, client, sensors):
        path = self.path(client, sensors)
        sensors.name = "东京大学"
        sensors.save()

        assert "/static/liaison/images/share" in self.properties(client, sensors)["og:image"]
        assert client.get(path).status_code == 404
