"""Calls are read from the portal's interface and from harvested files."""

import dataclasses
import datetime as dt
import gzip
import json

import pytest

from liaison.opendata import HarvestRefused, current_snapshot, harvest_calls
from liaison.opendata.sources import calls
from tests.opendata.conftest import NOW

HARVESTED = {
    "reference": "48000001TOPICSen",
    "topicId": "HORIZON-HLTH-2027-01-GAIT-01",
    "title": "Gait at home â€“ sensors",
    "programme": "Horizon Europe",
    "callIdentifier": "HORIZON-HLTH-2027-01",
    "deadline": "2027-04-14",
    "callStatus": "open",
    "budgetMin": 4000000,
    "budgetMax": 7000000,
    "expectedGrants": 2,
    "keywords": "HORIZON-HLTH-2027-01-GAIT-01, HORIZON-HLTH-2027-01, neurology, sensors",
    "portalUrl": "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/"
    "opportunities/topic-details/horizon-hlth-2027-01-gait-01",
    "description": "Expected Outcome:Patientsâ€™ gait is known.Scope:Sensors are worn.",
    "objectives": "Staying healthy",
    "topicConditions": '">General conditions1. Eligible countries: write to a.b@ec.europa.eu.',
    "supportInfo": "Ask Maria Mustermann, maria@ec.europa.eu",
    "deadlineModel": "two-stage",
    "typesOfAction": "HORIZON  Research and Innovation Actions",
}
OVERVIEW = {
    "budgetTopicActionMap": {
        "1": [
            {
                "action": "HORIZON-HLTH-2027-01-GAIT-01 - HORIZON-RIA",
                "expectedGrants": 2,
                "minContribution": 4000000,
                "maxContribution": 7000000,
                "budgetYearMap": {"2026": "6000000", "2027": "8000000"},
            },
            {"action": "HORIZON-HLTH-2027-01-OTHER-02 - HORIZON-IA", "expectedGrants": 9},
        ]
    }
}
ASKED = {
    "reference": "48000001TOPICSen",
    "language": "en",
    "metadata": {
        "identifier": ["HORIZON-HLTH-2027-01-GAIT-01"],
        "callIdentifier": ["HORIZON-HLTH-2027-01"],
        "title": ["Gait at home"],
        "status": ["31094501"],
        "type": ["1"],
        "startDate": ["2026-12-01T00:00:00.000+0100"],
        "deadlineDate": ["2027-09-15T17:00:00.000+0200", "2027-04-14T17:00:00.000+0200"],
        "deadlineModel": ["two-stage"],
        "frameworkProgramme": ["43108390"],
        "typesOfAction": ["HORIZON Research and Innovation Actions"],
        "keywords": ["neurology", "HORIZON-HLTH-2027-01"],
        "descriptionByte": ["<p>Expected Outcome:</p><ul><li>known gait</li></ul>"],
        "topicConditions": ["<p>Eligible countries</p>"],
        "supportInfo": ["<p>Ask Maria Mustermann</p>"],
        "budgetOverview": [json.dumps(OVERVIEW)],
    },
}


def harvested(**changes):
    return HARVESTED | changes


def asked(reference="48000001TOPICSen", **changes):
    metadata = {name: [value] for name, value in changes.items()}
    return ASKED | {"reference": reference, "metadata": ASKED["metadata"] | metadata}


def page(*results, number=1, total=None):
    total = len(results) if total is None else total
    return {"pageNumber": number, "totalResults": total, "results": list(results)}


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def read_file(tmp_path, data, silent):
    def read(content):
        file = tmp_path / "calls.json"
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return harvest_calls(str(file), data, now=NOW, progress=silent)

    return read


@pytest.fixture
def ask_portal(interface, data, silent, monkeypatch):
    """Harvest from an interface on this machine in the place of the portal's."""
    address = f"{interface.root}/rest/search?apiKey=SEDIA&text=***"
    portal = dataclasses.replace(calls.EU_CALLS, address=address)
    monkeypatch.setattr(calls, "EU_CALLS", portal)
    interface.page_of = lambda asked: asked["pageNumber"]
    return lambda: harvest_calls(None, data, now=NOW, progress=silent)


def rows(outcome):
    return outcome.snapshot.table("calls").to_pylist()


class TestHarvestedCalls:
    def test_are_kept_readable_with_what_they_are_for_and_until_when(self, read_file):
        (call,) = rows(read_file([HARVESTED]))

        assert call["id"] == "HORIZON-HLTH-2027-01-GAIT-01"
        assert call["title"] == "Gait at home – sensors"
        assert (
            call["text"] == "Expected Outcome:\nPatients’ gait is known.\nScope:\nSensors are worn."
        )
        assert call["deadlines"] == [dt.date(2027, 4, 14)]
        assert (call["status"], call["deadline_model"]) == ("open", "two-stage")
        assert (call["contribution_min"], call["contribution_max"]) == (4_000_000, 7_000_000)
        assert call["grants"] == 2
        assert call["keywords"] == "neurology, sensors"
        assert call["scheme"] == "HORIZON Research and Innovation Actions"

    def test_are_kept_without_contacts(self, read_file):
        (call,) = rows(read_file([HARVESTED]))

        assert call["conditions"] == "General conditions1. Eligible countries: write to …."
        assert "Mustermann" not in str(call)

    def test_that_are_listed_twice_keep_all_deadlines(self, read_file):
        outcome = read_file([harvested(), harvested(deadline="2026-12-01")])

        assert [row["deadlines"] for row in rows(outcome)] == [
            [dt.date(2026, 12, 1), dt.date(2027, 4, 14)]
        ]

    def test_link_to_the_portal_only(self, read_file):
        (call,) = rows(read_file([harvested(portalUrl="https://elsewhere.example/x")]))

        assert call["url"].startswith("https://ec.europa.eu/info/funding-tenders/")
        assert call["url"].endswith("/topic-details/HORIZON-HLTH-2027-01-GAIT-01")

    def test_are_read_from_a_packed_file(self, read_file):
        assert read_file(gzip.compress(json.dumps([HARVESTED]).encode())).snapshot.rows == {
            "calls": 1
        }

    def test_are_read_from_a_saved_answer_of_the_portal(self, read_file):
        assert [row["id"] for row in rows(read_file(page(ASKED)))] == [
            "HORIZON-HLTH-2027-01-GAIT-01"
        ]

    def test_a_second_time_change_nothing(self, read_file):
        read_file([HARVESTED])

        assert read_file([HARVESTED]).unchanged

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"[", "is no JSON"),
            (b"", "is no JSON"),
            (b"<!doctype html>", "is a web page, not data"),
            (b"\x1f\x8b\x08\x00damaged", "is damaged"),
            (gzip.compress(bytes(10_000_000), mtime=0), "unpacks to far more"),
            ([], "lists no calls"),
            ({"calls": []}, "lists no calls"),
            (["a call"], "entry 1 is no call"),
            ([harvested(), harvested(topicId="")], "call 2 has no code"),
            ([harvested(title=["Gait"])], "of another type: title is a list"),
        ],
    )
    def test_that_cannot_be_read_are_refused_and_the_ones_before_stay(
        self, read_file, data, content, reason
    ):
        before = read_file([HARVESTED])

        with pytest.raises(HarvestRefused, match=reason) as refusal:
            read_file(content)

        assert "calls.json" in str(refusal.value)
        assert "\n" not in str(refusal.value)
        assert current_snapshot(data, "calls").folder == before.snapshot.folder

    def test_in_a_changed_format_are_refused_with_the_difference(self, read_file):
        changed = harvested(topic="HORIZON-HLTH-2027-01-GAIT-01")
        del changed["topicId"]

        with pytest.raises(HarvestRefused) as refusal:
            read_file([changed])

        assert "the format has changed (missing: topicId; new: topic, which is a text" in (
            str(refusal.value)
        )


class TestCallsOfThePortal:
    def test_are_kept_with_both_deadlines_and_their_budget(self, interface, ask_portal):
        interface.answers["1"] = page(ASKED)

        (call,) = rows(ask_portal())

        assert call["deadlines"] == [dt.date(2027, 4, 14), dt.date(2027, 9, 15)]
        assert (call["status"], call["opens"]) == ("forthcoming", dt.date(2026, 12, 1))
        assert (call["budget"], call["grants"]) == (14_000_000, 2)
        assert (call["contribution_min"], call["contribution_max"]) == (4_000_000, 7_000_000)
        assert call["programme"] == "Horizon Europe"
        assert call["keywords"] == "neurology"
        assert call["text"] == "Expected Outcome:\nknown gait"
        assert "Mustermann" not in str(call)

    def test_without_a_budget_say_so(self, interface, ask_portal):
        interface.answers["1"] = page(asked(budgetOverview="{}"))

        (call,) = rows(ask_portal())

        assert (call["budget"], call["grants"], call["contribution_max"]) == (None, None, None)

    def test_are_asked_for_page_by_page(self, interface, ask_portal, monkeypatch):
        monkeypatch.setattr(calls, "PAGE_SIZE", 1)
        other = asked("48000002TOPICSen", identifier="HORIZON-HLTH-2027-01-BANK-02")
        interface.answers = {
            "1": page(ASKED, number=1, total=2),
            "2": page(other, number=2, total=2),
        }

        assert [row["id"] for row in rows(ask_portal())] == [
            "HORIZON-HLTH-2027-01-BANK-02",
            "HORIZON-HLTH-2027-01-GAIT-01",
        ]
        assert [(each["apiKey"], each["text"]) for each in interface.asked] == [
            ("SEDIA", "***")
        ] * 2
        assert '"31094502"' in interface.forms[0]

    def test_that_are_fewer_than_announced_are_refused(self, interface, ask_portal):
        interface.answers["1"] = page(ASKED, total=2)

        with pytest.raises(HarvestRefused, match="1 of 2 calls came; the list changed"):
            ask_portal()

    def test_of_which_none_come_are_refused(self, interface, ask_portal):
        interface.answers["1"] = page()

        with pytest.raises(HarvestRefused, match="no calls came"):
            ask_portal()

    def test_in_an_answer_that_is_no_page_are_refused(self, interface, ask_portal):
        interface.answers["1"] = {"message": "maintenance"}

        with pytest.raises(HarvestRefused, match="the answer is no page of calls"):
            ask_portal()

    def test_go_on_at_the_page_where_a_run_broke_off(
        self, interface, ask_portal, data, monkeypatch
    ):
        monkeypatch.setattr(calls, "PAGE_SIZE", 1)
        other = asked("48000002TOPICSen", identifier="HORIZON-HLTH-2027-01-BANK-02")
        interface.answers = {"1": page(ASKED, number=1, total=2)}
        interface.answers["2"] = page(other, number=2, total=2)
        interface.stumbles = {"2": [(503, "")] * 5}
        with pytest.raises(HarvestRefused, match="answered 503"):
            ask_portal()
        interface.asked.clear()

        assert len(rows(ask_portal())) == 2
        assert [asked["pageNumber"] for asked in interface.asked] == ["2"]
        assert list((data / "downloads").glob("*.pages")) == []
