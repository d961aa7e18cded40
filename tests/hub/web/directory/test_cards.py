"""Business cards, codes to scan, and the way by which an organisation's people take it over."""

import datetime as dt
import html
import io

import pytest
import segno

from liaison.hub.directory.models import Organisation
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
    PlaceFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]


@pytest.fixture
def institute():
    institute = OrganisationFactory(
        name="Institut für Flüsse, Seen; und Meere",
        city="Belval",
        website="https://rivers.example",
        visibility="public",
        texts={"headline_de": {"text": "Wir messen, was fließt.", "state": "original"}},
    )
    OrganisationNameFactory(organisation=institute, kind="acronym", name="IFS")
    OrganisationNameFactory(
        organisation=institute, kind="acronym", name="IF", until=dt.date(2000, 1, 1)
    )
    PlaceFactory(
        organisation=institute,
        address="5, rue de la Mine",
        postcode="4362",
        city="Esch",
        latitude=49.5,
        longitude=5.95,
    )
    Organisation.objects.update(updated_at=dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC))
    return institute


def address_of(organisation, what="", language="en"):
    return f"/{language}/directory/{organisation.public_id}/{what}"


class TestCard:
    def test_says_what_address_books_keep(self, client, institute):
        answer = client.get(address_of(institute, "card.vcf", "fr"))

        number = institute.public_id
        assert answer["Content-Type"] == "text/vcard; charset=utf-8"
        assert answer["Content-Disposition"] == (
            'attachment; filename="institut-fur-flusse-seen-und-meere.vcf"'
        )
        # A line that is too long goes on after a blank.
        assert answer.content.decode().replace("\r\n ", "").split("\r\n") == [
            "BEGIN:VCARD",
            "VERSION:4.0",
            "KIND:org",
            "FN:Institut für Flüsse\\, Seen\\; und Meere",
            "ORG:Institut für Flüsse\\, Seen\\; und Meere",
            "NICKNAME:IFS",
            'ADR;GEO="geo:49.50000,5.95000":;;5\\, rue de la Mine;Esch;;4362;Luxembourg',
            "URL:https://rivers.example",
            "NOTE;LANGUAGE=de:Wir messen\\, was fließt.",
            f"SOURCE:http://testserver/fr/directory/{number}/",
            f"UID:urn:uuid:{number}",
            "REV:20261102T120000Z",
            "END:VCARD",
            "",
        ]

    def test_has_no_line_longer_than_75_octets(self, client):
        long = OrganisationFactory(name="Gemüsebäuerinnen und " * 12, visibility="public")

        lines = client.get(address_of(long, "card.vcf")).content.split(b"\r\n")

        assert max(map(len, lines)) <= 75
        assert all(line.decode() for line in lines[:-1])

    def test_lets_no_name_begin_another_line(self, client):
        odd = OrganisationFactory(name="Odd\r\nURL:https://evil.example", visibility="public")

        card = client.get(address_of(odd, "card.vcf")).content.decode()

        assert "FN:Odd URL:https://evil.example" in card
        assert "\nURL:" not in card

    def test_of_a_hidden_one_is_not_there(self, client):
        hidden = OrganisationFactory(name="Quiet Biotech")

        for what in ("card.vcf", "card.svg"):
            assert client.get(address_of(hidden, what)).status_code == 404

    def test_can_be_scanned_from_the_profile(self, client, institute):
        page = client.get(address_of(institute)).content.decode()
        assert f'src="{address_of(institute, "card.svg")}"' in page

        code = client.get(address_of(institute, "card.svg"))

        assert code["Content-Type"] == "image/svg+xml"
        assert code["Cache-Control"] == "public, max-age=3600"
        assert b"<svg" in code.content
        assert b"<script" not in code.content

    def test_leads_to_the_profile_where_a_code_cannot_hold_the_card(self, client):
        long = OrganisationFactory(
            name="漢字é" * 100,
            city="漢" * 100,
            website=f"https://rivers.example/{'x' * 150}",
            visibility="public",
        )
        PlaceFactory(organisation=long, address="漢" * 300, city="漢" * 100)

        code = client.get(address_of(long, "card.svg"))

        assert code.status_code == 200
        drawn = io.BytesIO()
        address = f"http://testserver{address_of(long)}"
        segno.make_qr(address, error="m").save(drawn, kind="svg", scale=4, light="#ffffff")
        assert code.content == drawn.getvalue()


class TestClaimLink:
    def test_is_on_profiles_that_nobody_speaks_for(self, client, institute):
        claim = f'href="/en/my-organisations/{institute.public_id}/claim/"'
        page = html.unescape(client.get(address_of(institute)).content.decode())
        assert "Is this your organisation?" in page
        assert claim in page
        assert "For a letter to it" not in page

        OrganisationRoleFactory(organisation=institute)

        assert claim not in client.get(address_of(institute)).content.decode()

    def test_is_not_on_those_of_the_past(self, client, institute):
        Organisation.objects.update(state="ceased")

        assert "Is this your" not in client.get(address_of(institute)).content.decode()

    def test_is_ready_for_a_letter_for_the_team(self, client, institute, biohealth):
        code = address_of(institute, "claim.svg")
        assert client.get(code).status_code == 302
        client.force_login(ClusterRoleFactory(cluster=biohealth).person)

        page = client.get(address_of(institute)).content.decode()

        address = f"http://testserver/en/my-organisations/{institute.public_id}/claim/"
        assert f"<code>{address}</code>" in page
        assert client.get(code)["Content-Type"] == "image/svg+xml"
