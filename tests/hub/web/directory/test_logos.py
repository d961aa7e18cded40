"""Logos on pages: put there, seen by those who may, taken along, taken away."""

import html
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from liaison.hub.directory.logos import keep_logo
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import Organisation
from liaison.hub.web.components.logos import initials
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.hub.directory.test_logos import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def sensors():
    sensors = OrganisationFactory(name="Moselle Sensors", visibility="public")
    refresh_lookup()
    return sensors


@pytest.fixture
def as_owner(client, sensors):
    client.force_login(OrganisationRoleFactory(organisation=sensors).person)
    return client


@pytest.fixture
def page(sensors):
    return f"/en/directory/{sensors.public_id}/logo/"


@pytest.fixture
def drawn(sensors):
    sensors.logo = keep_logo(picture())
    sensors.save()
    return sensors


def address_of(organisation, size=96):
    return f"/logos/{organisation.public_id}/{organisation.logo['digest']}-{size}.webp"


def said(response):
    return html.unescape(response.content.decode())


class TestUpload:
    def test_is_shown_on_profile_and_list(self, as_owner, page, sensors):
        file = SimpleUploadedFile("logo.svg", picture(), content_type="text/html")

        profile = as_owner.post(page, {"logo": file}, follow=True)

        sensors.refresh_from_db()
        assert "The logo is saved." in said(profile)
        shown = f'src="{address_of(sensors, 256)}" width="128" height="128"'
        assert f'{shown} alt="Logo of Moselle Sensors"' in said(profile)
        assert f'"logo": "http://testserver{address_of(sensors, 256)}"' in said(profile)
        assert f'src="{address_of(sensors)}" width="48" height="48" alt=""' in said(
            as_owner.get("/en/directory/")
        )
        assert "600 × 300 pixels" in said(as_owner.get(page.replace("logo", "history")))
        assert "600 × 300 pixels" in said(as_owner.get(page.replace("logo", "edit")))

    @pytest.mark.parametrize(
        ("file", "why"),
        [
            (b"<svg></svg>", "an SVG file may hold programs, so it is not taken."),
            (bytes(2 * 1024 * 1024 + 1), "A file may have 2 MB and 16 million pixels"),
            (picture(20, 20), "Choose one with at least 32 pixels on each side."),
            (b"", "This file is empty."),
        ],
    )
    def test_of_what_is_no_logo_is_refused_in_a_sentence(self, as_owner, page, sensors, file, why):
        refused = as_owner.post(page, {"logo": SimpleUploadedFile("logo.png", file)})

        assert refused.status_code == 422
        assert why in said(refused)
        assert Organisation.objects.get().logo == {}

    def test_of_nothing_asks_for_a_file(self, as_owner, page):
        assert "Please choose a file." in said(as_owner.post(page))

    def test_is_for_those_who_may_edit(self, client, page):
        client.force_login(UserFactory())

        assert client.get(page).status_code == 404
        assert client.post(page, {"remove": "yes"}).status_code == 404

    @pytest.mark.parametrize("what", ["logo", "remove"])
    def test_changes_none_that_others_put_there_meanwhile(self, as_owner, page, drawn, what):
        seen = re.search(r'name="seen" value="([^"]+)"', said(as_owner.get(page)))[1]
        theirs = keep_logo(picture(300, 300))
        Organisation.objects.update(logo=theirs)
        mine = SimpleUploadedFile("logo.png", picture(400, 200)) if what == "logo" else "yes"

        answer = as_owner.post(page, {what: mine, "seen": seen}, follow=True)

        assert answer.redirect_chain == [(page, 302)]
        assert "Somebody else changed the logo meanwhile" in said(answer)
        assert Organisation.objects.get().logo == theirs

    def test_can_be_taken_back(self, as_owner, page, drawn):
        address = address_of(drawn)

        profile = as_owner.post(page, {"remove": "yes"}, follow=True)

        assert "The logo is removed." in said(profile)
        assert Organisation.objects.get().logo == {}
        assert as_owner.get(address).status_code == 404


class TestPicture:
    def test_of_a_public_one_is_kept_by_any_cache(self, client, drawn):
        answer = client.get(address_of(drawn))

        assert answer["Content-Type"] == "image/webp"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"

    def test_of_a_hidden_one_is_for_those_who_see_it(self, client, drawn):
        Organisation.objects.update(visibility="private")
        assert client.get(address_of(drawn)).status_code == 404
        assert client.get(f"/en/directory/{drawn.public_id}/logo-pack/").status_code == 404

        client.force_login(OrganisationRoleFactory(organisation=drawn).person)
        answer = client.get(address_of(drawn))

        assert answer["Cache-Control"] == "private, max-age=3600"

    def test_is_at_no_other_address(self, client, drawn):
        other = OrganisationFactory(visibility="public")

        for wrong in (
            address_of(drawn, 97),
            address_of(drawn).replace(drawn.logo["digest"], "0" * 32),
            address_of(drawn).replace(str(drawn.public_id), str(other.public_id)),
        ):
            assert client.get(wrong).status_code == 404

    def test_that_is_gone_is_not_found(self, client, drawn):
        Organisation.objects.update(logo=drawn.logo | {"digest": "0" * 32})
        drawn.refresh_from_db()

        assert client.get(address_of(drawn)).status_code == 404


class TestPack:
    def test_says_whose_it_is_and_from_where(self, client, drawn):
        address = f"/fr/directory/{drawn.public_id}/logo-pack/"
        assert address in said(client.get(f"/fr/directory/{drawn.public_id}/"))

        answer = client.get(address)

        assert answer["Content-Disposition"] == 'attachment; filename="moselle-sensors-logo.zip"'
        readme = zipfile.ZipFile(io.BytesIO(answer.content)).read("README.txt").decode()
        assert readme.startswith("Le logo de Moselle Sensors\n")
        assert f"http://testserver/fr/directory/{drawn.public_id}/" in readme

    def test_of_one_without_a_logo_is_not_offered(self, client, sensors):
        assert "logo-pack" not in said(client.get(f"/en/directory/{sensors.public_id}/"))
        assert client.get(f"/en/directory/{sensors.public_id}/logo-pack/").status_code == 404


class TestInitials:
    @pytest.mark.parametrize(
        ("name", "letters"),
        [
            ("Moselle Sensors", "MS"),
            ("Université du Luxembourg", "UL"),
            ("The Zebra", "Z"),
            ("The", "T"),
            ("3D-Druck & Söhne", "3D"),
            ("„…“", ""),
        ],
    )
    def test_are_of_the_words_that_tell(self, name, letters):
        assert initials(name) == letters

    def test_stand_where_there_is_no_logo(self, client, sensors):
        page = client.get("/en/directory/").content.decode()

        assert '<text x="24" y="30">MS</text>' in page
