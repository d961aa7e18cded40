"""The set that ships with the package: real institutions as facts, everything else marked."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from liaison.matching import Need, build_index, load_index
from liaison.opendata import HarvestRefused, example_needs, harvest_demonstration
from tests.opendata.conftest import NOW

# Whom each example need must lead to, among the first five.
EXPECTED = {
    "need-en-1": {"demo-moselle-gait", "demo-tremolis", "demo-trier-motion"},
    "need-en-2": {"demo-saar-neuro", "demo-aarhus-cohort", "demo-toronto-blood"},
    "need-en-3": {"demo-leuven-fed", "demo-alzette-mri", "demo-seoul-image"},
    "need-en-4": {"demo-rhein-immune", "demo-nancy-hospital", "demo-korn-immuno"},
    "need-en-5": {"demo-redrock-dx", "demo-kirchberg-reg"},
    "need-fr-1": {"demo-minett-biobank", "demo-lyon-onco", "demo-rhein-immune"},
    "need-fr-2": {"demo-spree-trials", "demo-liege-brain", "demo-nancy-hospital"},
    "need-fr-3": {"demo-metz-micro", "demo-redrock-dx", "demo-barcelona-sepsis"},
    "need-fr-4": {"demo-petrusse-data", "demo-nancy-hospital", "demo-wawel-data"},
    "need-fr-5": {"demo-zurich-organoid", "demo-liege-brain", "demo-nancy-hospital"},
    "need-de-1": {"demo-saar-neuro", "demo-sure-biolab", "demo-aarhus-cohort"},
    "need-de-2": {"demo-leuven-fed", "demo-pfalz-imaging", "demo-alzette-mri"},
    "need-de-3": {"demo-spree-trials", "demo-kirchberg-reg"},
    "need-de-4": {"demo-reno-cells", "demo-mosel-klinik", "demo-kamo-antibody"},
    "need-de-5": {"demo-redrock-dx", "demo-mosel-klinik", "demo-saar-hochschule"},
}
# A word of each need that the first reason of its best match must answer.
KEY_WORDS = {
    "need-en-1": "tremor",
    "need-en-2": "dementia",
    "need-en-3": "federated",
    "need-en-4": "checkpoint",
    "need-en-5": "tumour",
    "need-fr-1": "tumeurs",
    "need-fr-2": "numérique",
    "need-fr-3": "septicémie",
    "need-fr-4": "entrepôts",
    "need-fr-5": "organoïdes",
    "need-de-1": "Demenz",
    "need-de-2": "Lernen",
    "need-de-3": "digitale",
    "need-de-4": "Zelltherapie",
    "need-de-5": "resistente",
}
LABORATORY = {
    "id": "demo-laboratory",
    "name": "Invented Laboratory",
    "short_name": "",
    "kind": "research",
    "sme": None,
    "country": "LU",
    "city": "Esch-sur-Alzette",
    "lat": 49.496,
    "lon": 5.981,
    "website": "https://laboratory.example",
    "founded": None,
    "status": "active",
    "source_url": "",
    "checked": "2026-11-23",
    "invented": True,
}
STUDY = {
    "id": "demo-p-1",
    "title": "A study of sleep",
    "text": "Sleep is measured at home.",
    "language": "en",
    "keywords": "sleep",
    "starts": "2022-03-01",
    "ends": None,
    "topics": ["neurology"],
    "url": "",
    "invented": True,
    "partners": [{"organisation": "demo-laboratory", "role": "coordinator"}],
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    data = tmp_path_factory.mktemp("demonstration")
    return harvest_demonstration(data, now=NOW, progress=lambda *_: None).snapshot


@pytest.fixture(scope="module")
def organisations(snapshot):
    return {row["id"]: row for row in snapshot.table("organisations").to_pylist()}


@pytest.fixture(scope="module")
def projects(snapshot):
    return {row["id"]: row for row in snapshot.table("projects").to_pylist()}


@pytest.fixture(scope="module")
def index(snapshot, tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("index")
    tables = ("organisations", "projects", "participations", "topics")
    build_index(
        **{name: snapshot.table(name) for name in tables},
        folder=folder,
        provenance={"sources": []},
        progress=lambda *_: None,
    )
    return load_index(folder)


@pytest.fixture
def read(tmp_path, silent):
    """Harvest a set of one file, with these changes to its one organisation and its project."""

    def harvest(organisation: dict | None = None, project: dict | None = None):
        folder = tmp_path / "set"
        folder.mkdir(exist_ok=True)
        content = {
            "organisations": [LABORATORY | (organisation or {})],
            "projects": [STUDY | (project or {})],
        }
        (folder / "sleep.json").write_text(json.dumps(content), "utf-8")
        return harvest_demonstration(tmp_path / "data", now=NOW, progress=silent, folder=folder)

    return harvest


class TestRealInstitutions:
    def test_are_known_to_the_registry(self, organisations):
        real = [row for row in organisations.values() if not row["invented"]]

        assert len(real) == 12
        for row in real:
            assert re.fullmatch(r"https://ror\.org/0[a-z0-9]{6}\d{2}", row["id"])
            assert row["country"] == "LU"

    def test_are_all_proven_by_a_fact(self, snapshot, organisations):
        proven = set(snapshot.table("participations")["organisation_id"].to_pylist())

        assert {row["id"] for row in organisations.values() if not row["invented"]} <= proven

    def test_have_facts_that_name_the_page_they_are_from(self, projects):
        facts = [row for row in projects.values() if not row["invented"]]

        assert len(facts) >= 15
        for fact in facts:
            assert fact["id"].startswith("fact-")
            # The page itself, not merely the site.
            assert re.match(r"https://[^/]+/.{5,}", fact["url"])

    def test_are_in_no_invented_project(self, snapshot, organisations, projects):
        for row in snapshot.table("participations").to_pylist():
            organisation = organisations[row["organisation_id"]]
            assert projects[row["project_id"]]["invented"] == organisation["invented"]


class TestInventedOrganisations:
    def test_have_no_real_address(self, organisations):
        invented = [row for row in organisations.values() if row["invented"]]

        assert len(invented) == 59
        for row in invented:
            assert row["website"].endswith(".example")

    def test_all_have_evidence(self, snapshot, organisations):
        proven = set(snapshot.table("participations")["organisation_id"].to_pylist())

        assert organisations.keys() <= proven

    def test_have_names_of_their_own(self, organisations):
        names = Counter(row["name"] for row in organisations.values())

        assert max(names.values()) == 1

    def test_lie_where_their_town_is(self, organisations):
        # Degrees between towns of one name would be a slip of the pen.
        seen: dict[tuple[str, str], tuple[float, float]] = {}
        for row in organisations.values():
            lat, lon = seen.setdefault((row["country"], row["city"]), (row["lat"], row["lon"]))
            assert abs(lat - row["lat"]) < 0.05
            assert abs(lon - row["lon"]) < 0.1

    def test_come_from_the_region_and_from_afar(self, organisations):
        countries = Counter(row["country"] for row in organisations.values() if row["invented"])

        assert countries["LU"] >= 15
        assert {"DE", "FR", "BE", "US", "JP", "KR", "CA", "IL", "CH"} <= countries.keys()


class TestInventedProjects:
    def test_are_many_and_marked(self, projects):
        invented = [row for row in projects.values() if row["invented"]]

        assert len(invented) == 132
        assert all(row["id"].startswith("demo-p-") for row in invented)

    def test_differ_in_title_and_text(self, projects):
        titles = {row["title"] for row in projects.values()}
        texts = {row["text"] for row in projects.values()}

        assert len(titles) == len(texts) == len(projects)

    def test_say_enough_and_not_too_much(self, projects):
        for row in projects.values():
            if row["invented"]:
                assert 40 <= len(row["text"].split()) <= 120, row["id"]

    def test_are_written_in_three_languages(self, projects):
        languages = Counter(row["language"] for row in projects.values() if row["invented"])

        assert languages["en"] >= 80
        assert languages["fr"] >= 15
        assert languages["de"] >= 15

    def test_last_at_least_a_year_between_2018_and_2027(self, projects):
        for row in projects.values():
            if row["invented"]:
                assert row["starts"].year >= 2018
                assert row["ends"].year <= 2027
                assert (row["ends"] - row["starts"]).days >= 360

    def test_have_one_coordinator(self, snapshot, projects):
        coordinators = Counter(
            row["project_id"]
            for row in snapshot.table("participations").to_pylist()
            if row["role"] == "coordinator"
        )

        invented = [row["id"] for row in projects.values() if row["invented"]]
        assert coordinators == Counter(invented)


class TestTypography:
    def test_has_true_apostrophes(self, projects):
        for row in projects.values():
            assert "'" not in row["title"] + row["text"] + row["keywords"], row["id"]

    def test_keeps_french_signs_with_their_word(self, projects):
        for row in projects.values():
            if row["language"] == "fr":
                assert not re.search(r"[ \w][;?!]|[ \w]:", row["title"] + row["text"]), row["id"]

    def test_writes_german_with_umlauts(self, projects):
        german = " ".join(row["text"] for row in projects.values() if row["language"] == "de")

        assert not re.search(r"\b(fuer|ueber|muessen|koennen|waehrend|geraet\w*)\b", german)
        assert german.count("ü") > 50


class TestSecondRun:
    def test_changes_nothing(self, tmp_path, silent):
        harvest_demonstration(tmp_path, now=NOW, progress=silent)

        assert harvest_demonstration(tmp_path, now=NOW, progress=silent).unchanged

    def test_reads_what_was_edited(self, read):
        read()

        harvest = read(project={"title": "A study of dreams"})

        assert not harvest.unchanged
        assert harvest.snapshot.table("projects")["title"].to_pylist() == ["A study of dreams"]


class TestRefusal:
    @pytest.mark.parametrize(
        ("organisation", "complaint"),
        [
            ({"kind": "club"}, "demo-laboratory has the unknown kind 'club'"),
            ({"invented": False}, "demo-laboratory is real and names no source"),
            ({"checked": "23.11.2026"}, "demo-laboratory has '23.11.2026' as a day (checked)"),
            ({"id": "demo-other"}, "demo-p-1 names the unknown 'demo-laboratory'"),
        ],
    )
    def test_of_an_organisation_names_file_and_reason(self, read, organisation, complaint):
        with pytest.raises(HarvestRefused) as refusal:
            read(organisation=organisation)

        assert str(refusal.value) == f"sleep.json: {complaint}."

    @pytest.mark.parametrize(
        ("project", "complaint"),
        [
            ({"language": "lb"}, "is in no language of the set"),
            ({"text": ""}, "has no title or no text"),
            ({"starts": "2022-02-30"}, "has '2022-02-30' as a day (starts)"),
            ({"invented": False}, "is a fact and names no source"),
            (
                {"invented": False, "url": "https://laboratory.example/study"},
                "mixes what is real and what is invented (demo-laboratory)",
            ),
            (
                {"partners": [{"organisation": "demo-laboratory", "role": "boss"}]},
                "has the unknown role 'boss'",
            ),
            (
                {"partners": [{"organisation": "demo-laboratory"}]},
                "names a partner in part only",
            ),
        ],
    )
    def test_of_a_project_names_file_and_reason(self, read, project, complaint):
        with pytest.raises(HarvestRefused) as refusal:
            read(project=project)

        assert str(refusal.value) == f"sleep.json: demo-p-1 {complaint}."

    def test_of_an_incomplete_entry_says_what_it_lacks(self, tmp_path, silent):
        study = {key: value for key, value in STUDY.items() if key not in ("starts", "url")}
        (tmp_path / "sleep.json").write_text(json.dumps({"projects": [study]}), "utf-8")

        with pytest.raises(HarvestRefused, match=r"^sleep\.json: demo-p-1 lacks starts, url\.$"):
            harvest_demonstration(tmp_path / "data", now=NOW, progress=silent, folder=tmp_path)

    def test_of_a_broken_file_names_it(self, tmp_path, silent):
        (tmp_path / "sleep.json").write_text('{"projects": [', "utf-8")

        with pytest.raises(HarvestRefused, match=r"^sleep\.json: is no JSON"):
            harvest_demonstration(tmp_path / "data", now=NOW, progress=silent, folder=tmp_path)

    def test_of_a_list_names_its_file(self, tmp_path, silent):
        (tmp_path / "sleep.json").write_text(json.dumps([STUDY]), "utf-8")

        with pytest.raises(HarvestRefused, match=r"^sleep\.json: holds no object"):
            harvest_demonstration(tmp_path / "data", now=NOW, progress=silent, folder=tmp_path)

    def test_of_a_repeated_project_leaves_no_snapshot(self, tmp_path, silent):
        content = {"organisations": [LABORATORY], "projects": [STUDY, STUDY]}
        (tmp_path / "sleep.json").write_text(json.dumps(content), "utf-8")

        with pytest.raises(HarvestRefused, match="the table projects has a key twice"):
            harvest_demonstration(tmp_path / "data", now=NOW, progress=silent, folder=tmp_path)

        assert not list((tmp_path / "data").rglob("manifest.json"))


class TestExampleNeeds:
    def test_are_five_in_each_language(self):
        assert Counter(need.language for need in example_needs()) == {"en": 5, "fr": 5, "de": 5}

    def test_cover_all_focus_areas(self):
        assert {need.focus_area for need in example_needs()} == {
            "digital-health",
            "immuno-oncology",
            "molecular-diagnostics",
            "neurodegenerative-diseases",
        }

    def test_are_marked_as_invented(self):
        assert all(need.invented for need in example_needs())

    def test_have_true_apostrophes_and_french_spaces(self):
        for need in example_needs():
            assert "'" not in need.text, need.id
            if need.language == "fr":
                assert not re.search(r"[ \w][;?!]|[ \w]:", need.text), need.id

    @pytest.mark.parametrize("need", example_needs(), ids=lambda need: need.id)
    def test_lead_to_those_who_can_help(self, index, need):
        answer = index.match(Need(text=need.text))

        first = {match.organisation.id for match in answer.matches[:5]}
        assert len(first) >= 3
        assert first >= EXPECTED[need.id]

    @pytest.mark.parametrize("need", example_needs(), ids=lambda need: need.id)
    def test_are_answered_in_their_own_words(self, index, need):
        best = index.match(Need(text=need.text)).matches[0]

        assert KEY_WORDS[need.id] in best.reasons[0].words
        assert len(best.reasons[0].words) >= 5
