"""The open pages: what they show, what they refuse, how many questions they ask the database."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from liaison.hub.partner_search.models import Search
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]

NEED = "We need wearable sensors that measure gait of people with Parkinson's disease."


@pytest.fixture
def results_address(client):
    """The results of a need that this browser has just stated."""
    return client.post("/en/search/", {"need": NEED})["Location"]


class TestHome:
    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_offers_the_box_in_every_language(self, client, language):
        answer = client.get(f"/{language}/")

        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.content.decode()
        assert 'name="need"' in answer.content.decode()

    def test_leads_the_bare_address_to_the_readers_language(self, client):
        answer = client.get("/", headers={"accept-language": "de-LU,de;q=0.9"})

        assert answer["Location"] == "/de/"


class TestStatingANeed:
    def test_leads_to_results_whose_address_does_not_tell_the_need(self, results_address):
        assert results_address == f"/en/search/{Search.objects.get().public_id}/"

    @pytest.mark.parametrize("need", ["", "   ", "x" * 10_001])
    def test_asks_again_and_keeps_what_was_written(self, client, need):
        answer = client.post("/en/search/", {"need": need})

        assert answer.status_code == 422
        assert need.strip() in answer.content.decode()
        assert "aria-invalid" in answer.content.decode()
        assert not Search.objects.exists()

    def test_asks_again_where_a_need_holds_what_no_keyboard_types(self, client):
        answer = client.post("/en/search/", {"need": "a\x00b"})

        assert answer.status_code == 422
        assert not Search.objects.exists()

    @pytest.mark.parametrize(
        "need",
        ["🦠🧬", "<script>alert(1)</script>", "' OR 1=1 --", "\u202eabc", "的 患者"],
    )
    def test_survives_odd_needs(self, client, need):
        address = client.post("/en/search/", {"need": need})["Location"]

        answer = client.get(address)

        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


class TestResults:
    def test_show_the_proven_with_dated_evidence(self, client, results_address):
        page = client.get(results_address).content.decode()

        assert "Moselle Sensors" in page
        assert "/en/projects/200000001/" in page
        assert "2022" in page
        assert "<mark>" in page

    def test_are_shown_to_nobody_else(self, results_address, client):
        from django.test import Client

        assert Client().get(results_address).status_code == 404

    def test_of_a_signed_in_person_are_shown_to_that_person_only(self, client):
        founder = UserFactory()
        client.force_login(founder)
        address = client.post("/en/search/", {"need": NEED})["Location"]
        assert client.get(address).status_code == 200

        client.force_login(UserFactory())

        assert client.get(address).status_code == 404

    @pytest.mark.parametrize(
        ("query", "shown", "hidden"),
        [
            ("country=DE", "University of Upper Rhine", "Moselle Sensors"),
            ("kind=company", "Moselle Sensors", "University of Upper Rhine"),
            ("sme=on", "Moselle Sensors", "University of Upper Rhine"),
            ("focus=neurodegenerative-diseases", "Moselle Sensors", "Alpine Biobank"),
        ],
    )
    def test_can_be_narrowed(self, client, results_address, query, shown, hidden):
        page = client.get(f"{results_address}?{query}").content.decode()

        results = page[page.index('id="results"') :]
        assert shown in results
        assert hidden not in results

    @pytest.mark.parametrize(
        "query",
        [
            "country=XX",
            "country=%00",
            "kind=pirate",
            "focus=everything",
            "page=0",
            "page=99",
            "page=minus",
            "page=²",
            "page=" + "9" * 400,
            "sme=maybe",
        ],
    )
    def test_pass_over_choices_that_do_not_exist(self, client, results_address, query):
        answer = client.get(f"{results_address}?{query}")

        assert answer.status_code == 200
        assert "Moselle Sensors" in answer.content.decode()

    def test_say_what_to_do_when_the_filters_leave_nothing(self, client, results_address):
        page = client.get(f"{results_address}?country=CH&kind=company").content.decode()

        assert "<article" not in page[page.index('id="results"') :]
        assert f'href="{results_address}"' in page

    def test_come_as_a_fragment_to_htmx(self, client, results_address):
        answer = client.get(results_address, headers={"hx-request": "true"})

        assert "<html" not in answer.content.decode()
        assert "Moselle Sensors" in answer.content.decode()

    def test_come_whole_to_one_who_goes_back(self, client, results_address):
        answer = client.get(
            results_address,
            headers={"hx-request": "true", "hx-history-restore-request": "true"},
        )

        assert "<html" in answer.content.decode()

    def test_are_not_kept_by_anything_on_the_way(self, client, results_address):
        assert "no-store" in client.get(results_address)["Cache-Control"]

    def test_ask_the_database_a_fixed_number_of_questions(
        self, client, results_address, django_assert_num_queries
    ):
        client.get(results_address)

        # The session, the search, the cluster, its focus areas; what was said of organisations,
        # where they stand (two more), what was handed over.
        with django_assert_num_queries(8):
            client.get(results_address)


class TestOrganisation:
    def test_shows_its_projects_partners_and_sources(self, client):
        page = client.get("/en/organisations/100000002/").content.decode()

        assert "Institute of Gait Research" in page
        assert "Gait laboratories that agree with one another" in page
        assert "University of Upper Rhine" in page
        assert "Projects invented for the tests" in page

    def test_marks_evidence_in_another_language(self, client):
        page = client.get("/en/organisations/100000004/").content.decode()

        assert 'lang="fr"' in page

    def test_asks_the_database_a_fixed_number_of_questions(self, client, django_assert_num_queries):
        client.get("/en/organisations/100000002/")

        # The cluster.
        with django_assert_num_queries(1):
            client.get("/en/organisations/100000002/")

    @pytest.mark.parametrize("unknown", ["1", "x" * 3000, "%00", "../../etc/passwd", "🦠"])
    def test_unknown_is_said_so(self, client, unknown):
        assert client.get(f"/en/organisations/{unknown}/").status_code == 404


class TestProject:
    def test_shows_its_text_and_who_took_part(self, client):
        page = client.get("/en/projects/200000001/").content.decode()

        assert "measure gait and tremor" in page
        assert "Moselle Sensors" in page

    def test_leads_back_to_the_search_the_reader_comes_from(self, client, results_address):
        page = client.get(
            "/en/projects/200000001/", headers={"referer": f"http://testserver{results_address}"}
        ).content.decode()

        assert f'href="{results_address}"' in page

    @pytest.mark.parametrize(
        "elsewhere", ["https://evil.example/search/1/", "http://testserver.evil/search/"]
    )
    def test_leads_back_nowhere_else(self, client, elsewhere):
        page = client.get("/en/projects/200000001/", headers={"referer": elsewhere})

        assert elsewhere not in page.content.decode()

    def test_unknown_is_said_so(self, client):
        assert client.get("/en/projects/1/").status_code == 404


class TestAboutTheData:
    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_names_source_licence_and_day_of_reading(self, client, language):
        page = client.get(f"/{language}/about-the-data/").content.decode()

        assert "Projects invented for the tests" in page
        assert "CC0" in page
        assert "2026" in page


class TestForgetting:
    def test_deletes_ones_own_search(self, client, results_address):
        client.post(f"{results_address}forget/")

        assert not Search.objects.exists()

    def test_of_someone_elses_search_is_refused(self, client, results_address):
        from django.test import Client

        assert Client().post(f"{results_address}forget/").status_code == 404
        assert Search.objects.exists()


class TestMine:
    def test_lists_ones_searches_newest_first(self, client, biohealth, django_assert_num_queries):
        founder = UserFactory()
        for day in (1, 2, 3):
            Search.objects.create(
                need=f"need of day {day}",
                language="en",
                cluster=biohealth,
                asked_by=founder,
                asked_at=dt.datetime(2026, 11, day, tzinfo=dt.UTC),
            )
        client.force_login(founder)

        page = client.get("/en/search/mine/").content.decode()

        days = [page.index(f"need of day {day}") for day in (3, 2, 1)]
        assert days == sorted(days)


class TestEveryPage:
    ADDRESSES = (
        "home:index",
        "partner_search:state",
        "data_sources:about",
        "pages:accessibility",
        "pages:privacy",
        "gallery:index",
    )

    @pytest.mark.parametrize("name", ADDRESSES)
    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_leads_to_itself_in_the_other_languages(self, client, name, language):
        with translation.override(language):
            address = reverse(name)

        page = client.get(address).content.decode()

        for other in ("en", "fr", "de"):
            with translation.override(other):
                assert f'href="{reverse(name)}"' in page

    @pytest.mark.parametrize("name", ADDRESSES)
    def test_allows_nothing_from_elsewhere(self, client, name):
        policy = client.get(reverse(name))["Content-Security-Policy"]

        assert "default-src 'self'" in policy
        assert "unsafe" not in policy


class TestErrors:
    def test_not_found_is_said_in_the_readers_language(self, client):
        answer = client.get("/fr/nothing-here/")

        assert answer.status_code == 404
        assert '<html lang="fr"' in answer.content.decode()

    def test_a_missing_index_is_said_in_words(self, client, settings, tmp_path, monkeypatch):
        from liaison.hub.directory import queries

        settings.INDEX_FOLDER = tmp_path
        monkeypatch.setattr(queries, "_shelf", queries._Shelf())

        answer = client.get("/en/")

        assert answer.status_code == 503
        assert "not ready" in answer.content.decode()

    def test_an_unknown_search_is_not_found(self, client):
        assert client.get(f"/en/search/{uuid.uuid4()}/").status_code == 404

    @pytest.mark.parametrize(
        ("referer", "leads_back"),
        [("http://testserver/en/search/?x=1", True), ("https://elsewhere.example/en/", False)],
    )
    def test_leads_back_to_a_form_that_was_open_too_long(self, referer, leads_back):
        careful = Client(enforce_csrf_checks=True)

        answer = careful.post("/en/search/", {"need": "x"}, headers={"referer": referer})

        assert answer.status_code == 403
        assert ('href="/en/search/">Open the form again' in answer.text) is leads_back
        assert "elsewhere" not in answer.text


class TestInTheDemonstration:
    """Every role looks at every page of a site set up as `liaison demo` does it."""

    ADDRESSES = (
        *(
            "",
            "search/",
            "search/mine/",
            "about-the-data/",
            "accessibility/",
            "privacy/",
            "design/",
        ),
        *("design/", "profile/", "profile/erase/", "account/2fa/", "account/email/", "people/"),
        *("handed-over/", "exclusions/mine/"),
    )

    @pytest.fixture
    def accounts(self):
        from liaison.config.demonstration import set_up

        return set_up(password="Kornblume 1884", now=dt.datetime(2026, 11, 2, tzinfo=dt.UTC))

    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_no_page_fails_any_role(self, client, accounts, language):
        from liaison.hub.accounts.models import User

        for account in accounts:
            client.force_login(User.objects.get(email=account.email))
            for address in self.ADDRESSES:
                expected = {200}
                if address == "people/" and account.role != "cluster_manager":
                    expected = {403}
                if address == "handed-over/" and account.role != "cluster_manager":
                    expected = {404}
                if address in ("account/2fa/", "profile/erase/"):
                    expected = {200, 302}
                answer = client.get(f"/{language}/{address}")
                assert answer.status_code in expected, (account.role, address)
