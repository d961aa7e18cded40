"""Editing an entry on the site."""

import html
import re
from datetime import date

import pytest

from liaison.hub.directory.editing import UnknownTerm
from liaison.hub.directory.models import FieldChange, Organisation
from liaison.hub.directory.provenance import Provenance
from liaison.hub.web.entry_editing import views
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    FigureFactory,
    IdentifierFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sensors(biohealth):
    sensors = OrganisationFactory(
        name="Moselle Sensors", city="Wasserbillig", visibility="public", founded_year=1998
    )
    OrganisationNameFactory(organisation=sensors, kind="trading", name="Moselle Sensing")
    IdentifierFactory(organisation=sensors, scheme="rcs", value="B123456")
    return sensors


@pytest.fixture
def owner(sensors):
    return OrganisationRoleFactory(organisation=sensors, person__full_name="Ben Klein").person


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def address(sensors):
    return f"/en/directory/{sensors.public_id}/edit/"


@pytest.fixture
def opened(as_owner, address):
    """What a browser would send of the form as it is opened, with some of it rewritten."""

    def open_(**changes):
        return sent_by_a_browser(as_owner.get(address)) | changes

    return open_


def sent_by_a_browser(response):
    page = response.context["form"]
    fields = {"seen": response.context["seen"]}
    rows = (form for rows in page.rows for form in rows.forms)
    for part in (page.once, page.texts, *rows):
        fields |= {bound.html_name: bound.value() or "" for bound in part}
    for rows in page.rows:
        fields |= {bound.html_name: bound.value() for bound in rows.management_form}
    return fields


def said(response):
    return html.unescape(response.content.decode())


def again(sensors):
    return Organisation.objects.get(pk=sensors.pk)


class TestWhatNobodyCouldCheck:
    def test_is_taken_over_and_said(self, as_owner, address, opened, sensors):
        sent = opened(postcode="75001", country="FR", city="Paris")

        page = said(as_owner.post(address, sent, follow=True))

        assert (
            "We could not check the postcode: nobody has verified the format of France yet." in page
        )
        assert sensors.places.get().postcode == "75001"
        hint = "Postcodes of France are written like 75001."
        assert hint in said(as_owner.get(address))

    def test_is_not_said_again_of_what_stays(self, as_owner, address, opened):
        as_owner.post(address, opened(postcode="75001", country="FR"), follow=True)

        page = said(as_owner.post(address, opened(city="Paris", country="FR"), follow=True))

        assert "We could not check" not in page


class TestForm:
    def test_saves_nothing_where_nothing_was_changed(self, as_owner, address, opened):
        as_owner.post(address, opened())

        assert not FieldChange.objects.exists()

    def test_saves_what_was_changed(self, as_owner, address, opened, sensors, owner):
        response = as_owner.post(
            address,
            opened(
                **{
                    "website": "moselle.example",
                    "names-1-name": "Capteurs",
                    "names-1-kind": "former",
                },
                **{"names-1-until": "2020-12-31", "names-0-DELETE": "on"},
                **{"numbers-1-scheme": "vat", "numbers-1-value": "154 245 08"},
            ),
        )

        assert response.url == f"/en/directory/{sensors.public_id}/"
        assert again(sensors).website == "https://moselle.example"
        assert [str(each) for each in sensors.names.all()] == ["Capteurs"]
        assert [str(each) for each in sensors.identifiers.all()] == [
            "rcs B123456",
            "vat LU15424508",
        ]
        page = said(as_owner.get(response.url))
        assert "Saved: Web site, Trading name, Former name, VAT number" in page
        assert "the organisation itself, checked by a person on" in page

    def test_says_what_is_wrong_and_loses_nothing(self, as_owner, address, opened, sensors):
        refused = as_owner.post(
            address,
            opened(
                founded_year="19987",
                city="Mertert",
                latitude="49.7",
                **{"numbers-1-scheme": "vat", "numbers-1-value": "LU15424509"},
            ),
        )

        assert refused.status_code == 422
        page = said(refused)
        assert "its check digits do not fit" in page
        assert "This is no year between 800 and" in page
        assert "Please give both latitude and longitude" in page
        assert 'href="#id_numbers-1-value"' in page
        for written in ("19987", "Mertert", "LU15424509"):
            assert f'value="{written}"' in page
        assert again(sensors).city == "Wasserbillig"

    def test_gives_another_row_and_loses_nothing(self, as_owner, address, opened):
        page = as_owner.post(address, opened(city="Mertert", founded_year="x", more="names"))

        assert page.status_code == 200
        assert page.context["form"].names.total_form_count() == 3
        assert 'value="Mertert"' in said(page)
        assert "Nothing is saved yet" not in said(page)

    def test_keeps_names_beyond_the_rows_that_are_offered(self, as_owner, address, opened, sensors):
        for number in range(249):
            OrganisationNameFactory(organisation=sensors, kind="former", name=f"Capteurs {number}")

        page = as_owner.post(address, opened(more="names"))
        as_owner.post(address, sent_by_a_browser(page) | {"city": "Mertert"})

        assert again(sensors).city == "Mertert"
        assert sensors.names.count() == 250

    def test_keeps_kosovo_that_an_import_brought(self, as_owner, address, opened, sensors):
        Organisation.objects.filter(pk=sensors.pk).update(country="XK")

        page = said(as_owner.get(address))
        as_owner.post(address, opened(city="Prizren"))

        assert '<option value="XK" selected>Kosovo</option>' in page
        assert (again(sensors).city, again(sensors).country) == ("Prizren", "XK")

    def test_says_what_is_no_name(self, as_owner, address, opened):
        for nothing in ("-", "n/a", "null"):
            refused = as_owner.post(address, opened(name=nothing))

            assert refused.status_code == 422
            page = said(refused)
            assert "Please write how the organisation is called." in page
            assert "Another organisation" not in page

    def test_says_that_a_name_or_a_number_stands_there_twice(self, as_owner, address, opened):
        names = {"names-1-kind": "trading", "names-1-name": "Moselle  Sensing"}
        numbers = {"numbers-1-scheme": "rcs", "numbers-1-value": "B 123456"}

        refused = as_owner.post(
            address,
            opened(
                **names,
                **numbers,
                **{"names-1-language": "en", "numbers-1-until": "2020-12-31"},
            ),
        )

        assert refused.status_code == 422
        page = said(refused)
        assert "This name stands here twice. Remove one of the two rows." in page
        assert "This number stands here twice. Remove one of the two rows." in page
        assert "Another organisation" not in page

    def test_says_that_a_number_is_anothers(self, as_owner, address, opened):
        IdentifierFactory(scheme="vat", value="LU15424508")

        refused = as_owner.post(
            address, opened(**{"numbers-1-scheme": "vat", "numbers-1-value": "LU15424508"})
        )

        assert "Another organisation of the directory has this number." in said(refused)

    def test_shows_what_somebody_else_saved_meanwhile(self, as_owner, address, opened, sensors):
        mine, theirs = opened(city="Remich"), opened(city="Mertert", nace="26.51")
        as_owner.post(address, theirs)

        met = as_owner.post(address, mine)

        assert met.status_code == 422
        row = re.search(r'<th scope="row">City</th>.*?</tr>', said(met), re.DOTALL)[0]
        assert row.index("Mertert") < row.index("Remich")
        assert again(sensors).city == "Mertert"
        as_owner.post(address, sent_by_a_browser(met))
        # What the other wrote in a field that was left alone stays.
        assert (again(sensors).city, again(sensors).nace) == ("Remich", "26.51")

    def test_is_not_for_others(self, client, address):
        client.force_login(UserFactory())

        assert client.get(address).status_code == 404
        assert client.post(address.replace("edit", "confirm")).status_code == 404
        assert client.get(address.replace("edit", "history")).status_code == 404

    def test_is_for_the_team(self, client, address, biohealth):
        client.force_login(ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person)

        assert client.get(address).status_code == 200

    def test_says_how_complete_the_entry_is_and_what_helps_most(self, as_owner, address):
        page = said(as_owner.get(address))

        # 2 + 3 + 3 + 3 + 1 of 29.
        assert "41 % complete" in page
        assert '<a href="#id_website">Add its web site.</a>' in page

    def test_lists_its_sections_and_what_each_still_misses(self, as_owner, address):
        page = said(as_owner.get(address))

        listed = page[
            page.index("on-this-page__beside") : page.index("</nav>", page.index("on-this"))
        ]
        sections = re.findall(r'<li><a href="#([\w-]+)">[^<]+</a>(?: <span[^>]+>([^<]+))?', listed)
        assert sections[:5] == [
            # Web site, size and activity.
            ("about", "3 missing"),
            ("texts", "3 missing"),
            # The address.
            ("where", "1 missing"),
            ("names", ""),
            ("numbers", ""),
        ]
        assert sections[-1] == ("correct", "to check")
        ids = set(re.findall(r' id="([\w-]+)"', page))
        assert {id for id, _note in sections} <= ids
        assert page.index("on-this-page") < page.index('id="id_name"')


class TestTexts:
    @pytest.fixture
    def german(self, as_owner, address, opened):
        """The owner wrote a German headline."""
        changes = {"headline_de": "Sensoren für Flüsse", "headline_de_state": "original"}
        as_owner.post(address, opened(**changes))

    @pytest.fixture
    def translated(self, as_owner, address, opened, german):
        """And translated it into French, then changed the German one."""
        as_owner.post(address, opened(headline_fr="Des capteurs", headline_fr_state="human"))
        as_owner.post(address, opened(headline_de="Sensoren für alle Flüsse"))

    def test_are_kept_with_what_each_is(self, as_owner, address, opened, sensors, german):
        as_owner.post(address, opened(headline_fr="Des capteurs", headline_fr_state="machine"))

        texts = again(sensors).texts
        assert texts["headline_de"] == {"text": "Sensoren für Flüsse", "state": "original"}
        french = texts["headline_fr"]
        assert (french["text"], french["state"], french["language"]) == (
            *("Des capteurs", "machine"),
            "de",
        )

    def test_stand_the_original_first_and_say_how_long_they_are(self, as_owner, address, german):
        page = said(as_owner.get(address))

        assert page.index('name="headline_de"') < page.index('name="headline_en"')
        assert '<span data-count-of="id_headline_de">19</span> of at most 160 characters' in page

    def test_one_that_stands_alone_is_the_original(self, as_owner, address, opened, sensors):
        as_owner.post(address, opened(headline_fr="Des capteurs", headline_fr_state="human"))

        assert again(sensors).texts["headline_fr"]["state"] == "original"

    def test_of_several_one_is_the_original(self, as_owner, address, opened, sensors):
        refused = as_owner.post(
            address,
            opened(
                headline_fr="Des capteurs",
                headline_fr_state="human",
                headline_de="Sensoren",
                headline_de_state="machine",
            ),
        )

        assert refused.status_code == 422
        assert "Say which of these texts is the original." in said(refused)
        assert again(sensors).texts == {}

    def test_that_are_too_long_say_so(self, as_owner, address, opened, sensors):
        refused = as_owner.post(address, opened(headline_en="x" * 161, description_en="y" * 4_001))

        assert "Please keep it to 160 characters; you wrote 161." in said(refused)
        assert "Please keep it to 4000 characters; you wrote 4001." in said(refused)

    def test_older_than_their_original_show_what_changed(self, as_owner, address, translated):
        page = said(as_owner.get(address))

        assert (
            "The text in French is older than the one in German that it was translated from."
        ) in page
        assert "Sensoren für <ins>alle </ins>Flüsse" in page

    def test_that_are_still_right_are_confirmed_by_one_button(
        self, as_owner, address, opened, sensors, translated
    ):
        response = as_owner.post(address, opened(still_right="headline_fr"), follow=True)

        assert "Saved: Headline in French" in said(response)
        assert "is older than the one in" not in said(as_owner.get(address))
        assert FieldChange.objects.filter(field="headline_fr").count() == 2

    def test_of_a_page_opened_before_they_came_stay(
        self, as_owner, address, opened, sensors, german
    ):
        old = {
            name: value
            for name, value in opened(city="Mertert").items()
            if not name.startswith(("headline", "description"))
        }

        as_owner.post(address, old)

        assert again(sensors).city == "Mertert"
        assert "headline_de" in again(sensors).texts

    def test_that_two_people_change_are_laid_side_by_side(
        self, as_owner, address, opened, sensors, german
    ):
        mine = opened(headline_de="Fühler für Flüsse")
        as_owner.post(address, opened(headline_de="Sonden für Flüsse"))

        met = said(as_owner.post(address, mine))

        assert re.search(r"<td>\s*Sonden für Flüsse<br>\(Original\)\s*</td>", met)
        assert again(sensors).texts["headline_de"]["text"] == "Sonden für Flüsse"


class TestStillCorrect:
    def test_the_whole_entry(self, as_owner, sensors, owner, address):
        response = as_owner.post(address.replace("edit", "confirm"), follow=True)

        assert "The entry is noted as correct today." in said(response)
        assert again(sensors).verified_by == owner

    def test_one_field(self, as_owner, sensors, address):
        confirm = address.replace("edit", "confirm")

        response = as_owner.post(confirm, {"field": "city"}, follow=True)

        assert "“City” is noted as correct today." in said(response)
        assert list(Provenance(again(sensors))) == ["city"]
        assert as_owner.post(confirm, {"field": "shoe_size"}).status_code == 404


class TestHistory:
    def test_says_who_changed_what(self, as_owner, address, opened):
        history = address.replace("edit", "history")
        assert "Nobody has changed this entry by hand yet." in said(as_owner.get(history))

        as_owner.post(address, opened(city="Mertert", **{"names-0-DELETE": "on"}))

        page = said(as_owner.get(history))
        assert "Ben Klein for the organisation itself" in page
        assert "Wasserbillig" in page
        assert "Mertert" in page
        assert "Moselle Sensing" in page


class TestFigures:
    def test_are_written_as_people_write_them(self, as_owner, address, opened, sensors):
        as_owner.post(address, opened(**figure(0, when="2024", value="1 200", source="Accounts")))
        as_owner.post(
            address,
            opened(**figure(1, when="2025-06-30", value="1,250", is_estimated="on")),
        )

        kept = sensors.figures.order_by("on").values_list("on", "value", "is_estimated", "source")
        assert list(kept) == [
            (date(2024, 12, 31), 1200, False, "Accounts"),
            (date(2025, 6, 30), 1250, True, ""),
        ]
        page = said(as_owner.get(address.replace("edit", "history")))
        assert "1,200 people in 2024 · Accounts" in page

    def test_are_written_in_german_too(self, as_owner, address, opened, sensors):
        german = address.replace("/en/", "/de/")

        as_owner.post(german, opened(**figure(0, when="30.06.2025", value="1.250")))

        assert sensors.figures.get().when == "2025-06-30"
        assert sensors.figures.get().value == 1250

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ({"when": "2024", "value": "many"}, "Write a whole number"),
            ({"when": "2024", "value": "-3"}, "Write a whole number"),
            ({"when": "2024", "value": "1.25"}, "Write a whole number"),
            ({"when": "2024", "value": ""}, "Write a whole number"),
            ({"when": "", "value": "42"}, "Write a year from 1900 on"),
            ({"when": "2999", "value": "42"}, "Write a year from 1900 on"),
            ({"when": "2999-01-01", "value": "42"}, "Write a year from 1900 on"),
            ({"when": "summer", "value": "42"}, "Write a year from 1900 on"),
        ],
    )
    def test_that_cannot_be_are_refused(self, as_owner, address, opened, sensors, wrong, why):
        refused = as_owner.post(address, opened(city="Mertert", **figure(0, **wrong)))

        assert refused.status_code == 422
        assert why in said(refused)
        assert not sensors.figures.exists()
        assert again(sensors).city == "Wasserbillig"

    def test_that_contradict_each_other_are_refused(self, as_owner, address, opened, sensors):
        FigureFactory(organisation=sensors, source="Accounts", value=42)

        refused = as_owner.post(
            address, opened(**figure(1, when="2025-12-31", value="43", source="Accounts"))
        )

        assert "This figure stands here twice, with two values." in said(refused)

    def test_that_mean_another_size_are_told_and_change_nothing(self, as_owner, address, sensors):
        Organisation.objects.filter(pk=sensors.pk).update(size_class="micro")
        FigureFactory(organisation=sensors, value=60)

        page = said(as_owner.get(address))

        assert "The newest head-count (60 people in 2025) means: Medium" in page
        assert "But the size says: Micro" in page
        assert again(sensors).size_class == "micro"
        Organisation.objects.filter(pk=sensors.pk).update(size_class="medium")
        assert "The newest head-count" not in said(as_owner.get(address))


def figure(number, **said):
    return {
        f"figures-{number}-{name}": value for name, value in {"kind": "head_count", **said}.items()
    }


def test_a_number_of_rows_that_nobody_can_mean_is_passed_over(as_owner, address):
    page = as_owner.post(address, {"more": "names", "names-TOTAL_FORMS": "9" * 5_000})

    assert page.status_code == 200


def test_a_term_that_was_given_up_meanwhile_is_said_on_the_page(
    opened, as_owner, address, monkeypatch
):
    def given_up(*told, **named):
        raise UnknownTerm("biohealth:x-area")

    monkeypatch.setattr(views, "save_entry", given_up)

    page = as_owner.post(address, opened(city="Mertert"))

    assert page.status_code == 422
    assert "was given up in the meantime" in page.content.decode()
