"""Open calls on pages: browsed, opened, taken as a need, and as opportunities."""

import datetime as dt

import pytest
from django.utils import translation

from liaison.hub.partner_search.models import Search
from liaison.hub.web.calls import views
from liaison.hub.web.calls.presenting import paragraphs
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationRoleFactory
from tests.support.calls import GAIT, ROWS, SOIL, TREMOR, TUMOURS, build_calls

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("biohealth")]

MOSELLE_SENSORS = "100000001"
TEXT = "We build wearable sensors for gait."


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def founder():
    """Somebody who speaks for Moselle Sensors."""
    role = OrganisationRoleFactory(organisation__open_data_id=MOSELLE_SENSORS)
    return role.person


@pytest.fixture
def on_day(monkeypatch):
    """Look at the calls on another day."""

    def move(year, month, day):
        monkeypatch.setattr(views, "_today", lambda: dt.date(year, month, day))

    return move


def read(client, address):
    return client.get(address).content.decode()


def listed(page):
    """Return the ids of the calls that a page lists, in order."""
    return [piece.partition("/")[0] for piece in page.split("/calls/about/")[1:]]


@pytest.mark.usefixtures("calls")
class TestBrowsing:
    def test_lists_what_is_open_the_next_deadline_first(self, client):
        page = read(client, "/en/calls/")

        assert listed(page) == [TREMOR, SOIL, GAIT]
        assert "3 open calls" in page
        assert "Until 1 February 2027" in page
        assert "67 days left" in page
        assert "Announced, not open yet when it was read" in page
        assert "Second stage: only for those who handed in the first" in page
        assert "€4,000,000 to €7,000,000 a project" in page

    def test_says_that_a_deadline_is_today(self, client, on_day):
        on_day(2027, 2, 1)

        assert "the last day is today" in read(client, "/en/calls/")

    def test_narrows_to_a_programme_and_a_deadline(self, client):
        assert listed(read(client, "/en/calls/?area=HORIZON-CL6")) == [SOIL]
        assert listed(read(client, "/en/calls/?within=91")) == [TREMOR, SOIL]
        nothing = read(client, "/en/calls/?area=HORIZON-HLTH&within=91&page=9")
        assert listed(nothing) == [TREMOR]

    @pytest.mark.parametrize("query", ["area=LIFE", "within=x", "page=-1", "area=%00"])
    def test_leaves_out_what_it_cannot_read(self, client, query):
        answer = client.get(f"/en/calls/?{query}")

        assert answer.status_code == 200
        assert listed(answer.content.decode()) == [TREMOR, SOIL, GAIT]

    def test_says_whose_data_it_is_and_when_it_was_read(self, client):
        page = read(client, "/en/calls/")

        assert "Calls invented for the tests" in page
        assert "Read on 20 November 2026." in page

    def test_says_that_nothing_is_open(self, client, on_day):
        on_day(2028, 1, 1)

        assert "No call is open at present." in read(client, "/en/calls/")

    @pytest.mark.parametrize(
        ("language", "words"),
        [("fr", "Jusqu’au 1 février 2027"), ("de", "Bis 1. Februar 2027")],
    )
    def test_speaks_the_readers_language(self, client, language, words):
        assert words in read(client, f"/{language}/calls/")


@pytest.mark.usefixtures("evidence")
class TestWithoutCalls:
    @pytest.mark.parametrize(
        "address", ["/en/calls/", f"/en/calls/for/{MOSELLE_SENSORS}/", "/en/calls/for-you/"]
    )
    def test_pages_say_how_to_get_some(self, client, address):
        client.force_login(UserFactory())

        answer = client.get(address)

        assert answer.status_code == 200
        assert "liaison harvest calls" in answer.content.decode()

    def test_a_description_is_answered_the_same(self, client):
        answer = client.post("/en/calls/fitting/", {"text": TEXT})

        assert "liaison harvest calls" in answer.content.decode()

    def test_there_is_no_page_of_a_call(self, client):
        assert client.get(f"/en/calls/about/{GAIT}/").status_code == 404

    def test_a_search_for_one_is_a_search_as_usual(self, client):
        answer = client.post("/en/search/", {"need": TEXT, "call": GAIT})

        assert answer.status_code == 302
        assert Search.objects.get().call_topic == ""


@pytest.mark.usefixtures("calls")
class TestWhatIsWritten:
    def test_is_answered_with_the_words_shared_and_not_kept(self, client):
        answer = client.post("/en/calls/fitting/", {"text": TEXT})

        page = answer.content.decode()
        assert listed(page) == [GAIT]
        assert "<mark>sensors</mark>" in page
        assert "no-store" in answer["Cache-Control"]
        assert not Search.objects.exists()
        assert TEXT in page

    def test_is_narrowed_to_a_programme(self, client):
        answer = client.post("/en/calls/fitting/", {"text": TEXT, "area": "HORIZON-CL6"})

        assert listed(answer.content.decode()) == []
        assert "None of the open calls suits this" in answer.content.decode()

    @pytest.mark.parametrize("text", ["", "  ", "x" * 5001])
    def test_is_asked_for_again(self, client, text):
        answer = client.post("/en/calls/fitting/", {"text": text})

        assert answer.status_code == 422
        assert "aria-invalid" in answer.content.decode()

    def test_stands_in_no_address(self, client):
        answer = client.get("/en/calls/fitting/", {"text": TEXT})

        assert answer["Location"] == "/en/calls/"


@pytest.mark.usefixtures("calls")
class TestOneCall:
    def test_tells_all_of_it_with_deadlines_and_the_way_to_the_portal(self, client):
        page = read(client, f"/en/calls/about/{GAIT}/")

        assert "Until 14 April 2027" in page
        assert "then until 15 September 2027" in page
        assert "two stages" in page
        assert "Eligible countries are described in Annex B." in page
        assert f"topic-details/{GAIT.lower()}" in page
        assert f"/en/search/?call={GAIT}" in page
        assert "<h3>Scope</h3>" in page

    def test_that_is_closed_says_so_and_offers_no_search(self, client):
        page = read(client, f"/en/calls/about/{TUMOURS}/")

        assert "its last deadline has passed" in page
        assert "the last deadline was 1 June 2026" in page
        assert "?call=" not in page

    def test_that_only_the_invited_may_enter_says_so_and_offers_no_search(self, client):
        page = read(client, f"/en/calls/about/{TREMOR}/")

        assert "Second stage: only for those who handed in the first" in page
        assert "?call=" not in page

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"status": "closed"}, "The publisher has closed this call."),
            ({"deadlines": []}, "The portal gives no deadline for this call"),
        ],
    )
    def test_says_why_it_is_not_among_the_open_ones(self, client, settings, tmp_path, more, words):
        settings.INDEX_FOLDER = build_calls(tmp_path, rows=[ROWS[0] | more])

        page = read(client, f"/en/calls/about/{GAIT}/")

        assert words in page
        assert "Until" not in page

    @pytest.mark.parametrize("id_", ["HORIZON-NEVER", "a/b", "%00", "<script>"])
    def test_that_is_unknown_is_not_there(self, client, id_):
        assert client.get(f"/en/calls/about/{id_}/").status_code == 404


class TestParagraphs:
    def test_part_what_the_portal_runs_together(self):
        text = "Expected Outcome:\nGait is known. Scope:Sensors are worn.\n\nThey last."

        assert [(each.text, each.is_heading) for each in paragraphs(text)] == [
            ("Expected Outcome", True),
            ("Gait is known.", False),
            ("Scope", True),
            ("Sensors are worn.", False),
            ("They last.", False),
        ]

    def test_are_none_of_nothing(self):
        assert paragraphs("") == []


@pytest.mark.usefixtures("calls")
class TestACallAsANeed:
    def test_fills_the_box_with_its_text_without_footnotes(self, client):
        page = read(client, f"/en/search/?call={GAIT}")

        assert f'name="call" value="{GAIT}"' in page
        assert "Wearable sensors measure gait at home. Scope:" in page
        assert "xylophones" not in page

    def test_starts_a_search_that_the_ranking_is_told_the_call_of(self, client, monkeypatch):
        from liaison.matching import Index

        asked = []
        match = Index.match
        monkeypatch.setattr(
            Index,
            "match",
            lambda index, need, **rest: asked.append(need) or match(index, need, **rest),
        )
        address = client.post("/en/search/", {"need": TEXT, "call": GAIT})["Location"]

        page = read(client, address)

        assert GAIT not in address
        assert (asked[0].call_topic, asked[0].programme, asked[0].scheme) == (
            GAIT,
            "HORIZON.2.1",
            "HORIZON-RIA",
        )
        assert f"/en/calls/about/{GAIT}/" in page
        assert "Moselle Sensors" in page

    def test_stays_with_whoever_started_it(self, client):
        from django.test import Client

        address = client.post("/en/search/", {"need": TEXT, "call": GAIT})["Location"]

        assert Client().get(address).status_code == 404

    @pytest.mark.parametrize("named", ["HORIZON-NEVER", "", "\x00"])
    def test_is_a_need_as_usual_where_the_call_is_unknown(self, client, named):
        assert client.get("/en/search/", {"call": named}).status_code == 200

        client.post("/en/search/", {"need": TEXT, "call": named})

        assert Search.objects.get().call_topic == ""

    def test_asks_again_without_forgetting_the_call(self, client):
        answer = client.post("/en/search/", {"need": "", "call": GAIT})

        assert answer.status_code == 422
        assert f'name="call" value="{GAIT}"' in answer.content.decode()


@pytest.mark.usefixtures("calls")
class TestOfAnOrganisation:
    def test_are_reached_from_its_page(self, client):
        page = read(client, f"/en/organisations/{MOSELLE_SENSORS}/")

        assert f"/en/calls/for/{MOSELLE_SENSORS}/" in page

    def test_are_shown_with_the_projects_that_speak_for_them(self, client):
        page = read(client, f"/en/calls/for/{MOSELLE_SENSORS}/")

        assert listed(page) == [GAIT]
        assert "/en/projects/200000001/" in page
        assert "(2022)" in page

    def test_are_none_where_nothing_is_near(self, client):
        page = read(client, "/en/calls/for/100000004/")

        assert listed(page) == []
        assert "None of the open calls is near" in page

    def test_are_those_of_today_even_if_they_were_asked_for_before(self, client, on_day):
        assert listed(read(client, f"/en/calls/for/{MOSELLE_SENSORS}/")) == [GAIT]
        on_day(2027, 4, 15)

        assert listed(read(client, f"/en/calls/for/{MOSELLE_SENSORS}/")) == []

    def test_are_not_there_for_one_that_is_unknown(self, client):
        assert client.get("/en/calls/for/999/").status_code == 404


@pytest.mark.usefixtures("calls")
class TestForOneself:
    def test_are_those_of_the_organisation_one_speaks_for(self, client, founder):
        client.force_login(founder)

        page = read(client, "/en/calls/for-you/")

        assert "For Moselle Sensors" in page
        assert listed(page) == [GAIT]

    def test_are_asked_for_where_no_organisation_is_known(self, client):
        client.force_login(UserFactory())

        page = read(client, "/en/calls/for-you/")

        assert "We do not know yet which organisation" in page
        assert 'name="text"' in page

    def test_are_asked_for_where_open_data_dropped_the_organisation(self, client):
        client.force_login(OrganisationRoleFactory(organisation__open_data_id="999").person)

        assert "We do not know yet which organisation" in read(client, "/en/calls/for-you/")

    def test_lead_to_an_organisation_by_its_name(self, client):
        client.force_login(UserFactory())

        found = read(client, "/en/calls/for-you/?name=gait+institute")
        nobody = read(client, "/en/calls/for-you/?name=qwertz")

        assert "/en/calls/for/100000002/" in found
        assert "No organisation of that name" in nobody
        assert client.get("/en/calls/for-you/?name=").status_code == 422
