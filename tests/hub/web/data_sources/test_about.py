"""The page about the data says when each source was read, what changed and what failed."""

import datetime as dt
import json
import re

import pytest

from liaison import opendata

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]

MONDAY = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
CALL = {
    **dict.fromkeys(("programme", "keywords", "portalUrl", "topicConditions", "typesOfAction"), ""),
    **dict.fromkeys(("callIdentifier", "description", "deadlineModel"), ""),
    "topicId": "HORIZON-HLTH-2027-01-GAIT-01",
    "title": "Gait at home",
    "deadline": "2027-04-14",
    "callStatus": "open",
}


@pytest.fixture
def data(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def read_calls(data, tmp_path):
    """Read a file with these calls, or one that is broken."""

    def read(*calls, now=MONDAY):
        file = tmp_path / "calls.json"
        file.write_text(json.dumps(calls) if calls else "[")
        try:
            opendata.harvest(
                "calls", str(file), data, clock=lambda: now, progress=lambda *told: None
            )
        except opendata.HarvestRefused:
            assert not calls

    return read


@pytest.fixture
def page(client, data):
    """The page as its reader sees it: words without mark-up."""

    def read(language="en"):
        answer = client.get(f"/{language}/about-the-data/")
        assert answer.status_code == 200
        section = re.search(r'(?s)<section[^>]*"readings".*?</section>', answer.content.decode())
        return " ".join(re.sub(r"<[^>]+>", " ", section.group()).split())

    return read


class TestSources:
    def test_are_named_with_their_licence_even_where_nothing_of_them_is_indexed(
        self, client, read_calls
    ):
        read_calls(CALL)

        page = client.get("/en/about-the-data/").content.decode()

        assert "European Commission, EU Funding &amp; Tenders portal" in page
        assert "CC BY 4.0" in page
        assert "Projects invented for the tests" in page


class TestReadings:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", "No source has been read yet."),
            ("fr", "Aucune source n’a encore été lue."),
            ("de", "Noch wurde keine Quelle gelesen."),
        ],
    )
    def test_say_that_nothing_was_read(self, page, language, words):
        assert words in page(language)

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", "read for the first time Calls: 1 added nothing"),
            ("fr", "première lecture Appels à propositions: 1 ajout aucun"),
            ("de", "zum ersten Mal gelesen Ausschreibungen: 1 hinzugekommen nichts"),
        ],
    )
    def test_say_when_a_source_was_read_and_what_changed(self, page, read_calls, language, words):
        read_calls(CALL)

        words_of_page = page(language).replace(" , ", ", ")

        assert "2026" in words_of_page
        assert words in words_of_page

    def test_say_what_was_added_removed_and_changed(self, page, read_calls):
        read_calls(CALL, CALL | {"topicId": "OLD-01"})
        read_calls(
            CALL | {"title": "Gait abroad"},
            *(CALL | {"topicId": f"NEW-{number}"} for number in range(1200)),
        )

        assert "Calls: 1,200 added, 1 removed, 1 changed" in page()

    def test_say_what_failed_and_that_what_was_there_stays(self, page, read_calls, tmp_path):
        read_calls(CALL)
        read_calls(now=MONDAY + dt.timedelta(days=3))

        words = page()

        assert "5 November 2026 : calls.json: is no JSON" in words
        assert "What was read before stays in use." in words
        assert str(tmp_path) not in words

    def test_say_what_failed_the_first_time(self, page, read_calls):
        read_calls()

        assert "What was read before stays in use." not in page()
        assert "calls.json: is no JSON" in page()

    def test_say_when_a_source_is_due(self, page, read_calls, data):
        data.mkdir()
        (data / "sources.toml").write_text('[calls]\nevery = "9999d"\n[ror]\nenabled = false\n')
        read_calls(CALL)

        words = page()

        assert "19 March 2054" in words
        assert "not yet nothing nothing now" in words
        assert "Research Organization Registry" not in words

    def test_say_what_is_read_no_longer(self, page, read_calls, data):
        read_calls(CALL)
        (data / "sources.toml").write_text("[calls]\nenabled = false\n")

        assert "not read regularly" in page()

    def test_say_that_nothing_can_be_told(self, page, read_calls, data):
        read_calls(CALL)
        (data / "sources.toml").write_text("[moon]")

        assert "This cannot be told at the moment" in page()

    def test_name_each_cell_for_those_who_see_cards(self, client, read_calls):
        read_calls(CALL)

        page = client.get("/en/about-the-data/").content.decode()

        assert page.count('data-label="Last read"') == page.count('role="rowheader"')
