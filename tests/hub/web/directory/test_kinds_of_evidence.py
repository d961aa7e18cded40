"""A study and a work are told as such, each with its own source, address and day."""

import re

import pytest

from tests.support.sources_of_evidence import HOSPITAL, PROJECT, STUDY, UNIVERSITY, WORK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("biohealth", "several")]


def page_of(address, client, *, language="en"):
    return client.get(f"/{language}/{address}/").content.decode()


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


class TestStudy:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", ["Clinical study", "Sponsor · Remich", "Site · Trier"]),
            ("de", ["Klinische Studie", "Sponsor · Remich", "Studienzentrum · Trier"]),
            ("fr", ["Étude clinique", "Promoteur · Remich", "Centre d’étude · Trier"]),
        ],
    )
    def test_is_told_as_one_with_sponsor_and_sites(self, client, language, words):
        said = text_of(page_of(f"projects/{STUDY}", client, language=language)).lower()

        for each in words:
            assert each.lower() in said

    def test_leads_to_its_own_source_with_the_day_it_was_read(self, client):
        page = page_of(f"projects/{STUDY}", client)

        assert 'href="https://clinicaltrials.gov/study/NCT00000001"' in page
        assert "Source ClinicalTrials.gov Read on 2 November 2026" in text_of(page)
        assert "OpenAlex" not in page

    def test_names_no_identifier_of_ours(self, client):
        page = page_of(f"projects/{STUDY}", client)
        (site,) = re.findall(r'/en/(organisations/nct-[0-9a-f]+)/">Clinic of Trier', page)

        said = text_of(page_of(site, client))
        assert "Clinic of Trier" in said
        assert "Identifier" not in said


class TestWork:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", ["Published work", "2 organisations published it together", "Published 1 May"]),
            ("de", ["Veröffentlichte Arbeit", "2 Organisationen haben sie gemeinsam"]),
            ("fr", ["Travail publié", "2 organisations l’ont publié ensemble"]),
        ],
    )
    def test_is_told_as_one_with_its_day(self, client, language, words):
        said = text_of(page_of(f"projects/{WORK}", client, language=language))

        for each in words:
            assert each in said

    def test_names_nobody_a_partner(self, client):
        assert "Partner" not in text_of(page_of(f"projects/{WORK}", client)).split("Where this")[0]

    def test_leads_to_its_own_source(self, client):
        page = page_of(f"projects/{WORK}", client)

        assert 'href="https://openalex.org/W1"' in page
        assert 'href="https://doi.org/10.1234/tremor"' in page
        assert "Source OpenAlex: works Read on 2 November 2026" in text_of(page)


class TestProject:
    def test_is_told_as_before(self, client):
        said = text_of(page_of(f"projects/{PROJECT}", client))

        assert "Evidence · GAIT" in said
        assert "Coordinator · REMICH" in said
        assert "Source CORDIS: projects of Horizon 2020" in said


class TestOrganisation:
    def test_counts_each_kind(self, client):
        said = text_of(page_of(f"organisations/{HOSPITAL}", client))

        assert "1 project or documented fact, 1 clinical study, 1 published work" in said
        assert "2024–2026 · Clinical study · Sponsor" in said
        assert "2023 · Published work" in said
        assert "2017–2020 · Coordinator" in said

    def test_names_the_sources_of_its_own_evidence(self, client):
        said = text_of(page_of(f"organisations/{UNIVERSITY}", client))

        assert "1 published work" in said
        assert "project or documented fact" not in said
        assert "OpenAlex, OurResearch" in said
        assert "ClinicalTrials.gov, U.S. National Library of Medicine" not in said

    def test_tells_how_many_older_ones_are_not_listed(self, client, monkeypatch):
        from liaison.matching import pipeline

        monkeypatch.setattr(pipeline, "MOST_OTHERS_LISTED", 1)

        said = text_of(page_of(f"organisations/{HOSPITAL}", client))
        assert "1 older study or work is not listed here." in said
        assert "Insoles that measure tremor and gait" in said
        assert "Gait at home" in said
        assert "Tremor and gait in Parkinson" not in said


class TestSuggestions:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", "Clinical study · Sponsor"),
            ("de", "Klinische Studie · Sponsor"),
            ("fr", "Étude clinique · Promoteur"),
        ],
    )
    def test_tell_what_each_piece_of_evidence_is(self, client, language, words):
        answer = client.post(
            f"/{language}/search/", {"need": "Tremor and gait in Parkinson's disease"}, follow=True
        )

        said = text_of(answer.content.decode())
        assert words in said
        assert "Moselle Hospital" in said


class TestAboutTheData:
    def test_tells_of_every_source(self, client):
        said = text_of(page_of("about-the-data", client))

        assert "CORDIS: projects of Horizon 2020" in said
        assert "Investigators and contacts are never read." in said
        assert "Authors are never kept." in said
        assert "Clinical studies 1" in said
        assert "Published works 1" in said
