"""Organisations are found alike, whether the database keeps their words or OpenSearch does."""

import json
import os
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured

from liaison.cli import main
from liaison.hub.directory.jobs import copy_changed_words
from liaison.hub.directory.listing import Selection, list_organisations
from liaison.hub.directory.lookup import find_organisations, opensearch, refresh_lookup
from liaison.hub.directory.models import Organisation, OrganisationTerm
from liaison.hub.jobs.models import Job
from tests.factories.directory import OrganisationFactory, OrganisationNameFactory
from tests.support.opensearch import FakeOpenSearch, serving

pytestmark = pytest.mark.django_db

EVERYBODY = AnonymousUser()
REAL = os.environ.get("LIAISON_TEST_OPENSEARCH", "")
# A server of its own would have to be running.
needs_a_server = pytest.mark.skipif(
    not REAL, reason="LIAISON_TEST_OPENSEARCH names no OpenSearch server to try it on"
)


def listed(text):
    page = list_organisations(Selection(text=text), for_user=EVERYBODY).page
    return [each.organisation.name for each in page]


def found(text):
    return [each.organisation.name for each in find_organisations(text, for_user=EVERYBODY)]


def work_off():
    """Do the jobs that wait, as a worker does."""

    class Work:
        def __init__(self, job):
            self.arguments = job.arguments

    for job in Job.objects.filter(kind="directory.copy_words").order_by("pk"):
        copy_changed_words(Work(job))
        job.delete()


def refresh(settings):
    if settings.LIAISON_SEARCH:
        server, alias = opensearch._server(settings.LIAISON_SEARCH)
        server.indices.refresh(index=f"{alias}-1")


@pytest.fixture
def fake():
    server = FakeOpenSearch()
    with serving(server) as address:
        server.address = address
        yield server


@pytest.fixture(autouse=True)
def _nothing_is_away(monkeypatch):
    monkeypatch.setattr(opensearch, "_away_until", 0.0)


@pytest.fixture
def sector():
    institute = OrganisationFactory(
        name="Luxembourg Institute of Health", city="Strassen", visibility="public"
    )
    OrganisationNameFactory(organisation=institute, kind="former", name="CRP-Santé")
    lab = OrganisationFactory(name="Alzette Lab", city="Luxembourg", visibility="public")
    OrganisationTerm.objects.create(
        organisation=lab, subject="skills", words="Monoclonal antibodies"
    )
    OrganisationFactory(name="Moselle Antibodies", city="Trier", visibility="public")
    OrganisationFactory(name="Quiet Antibodies", city="Luxembourg")
    refresh_lookup()


@pytest.fixture(
    params=["the table", "a part of OpenSearch", pytest.param("OpenSearch", marks=needs_a_server)]
)
def store(request, settings, sector):
    """Where the words are kept, filled with those of the sector."""
    if request.param == "a part of OpenSearch":
        settings.LIAISON_SEARCH = request.getfixturevalue("fake").address + "/words"
    elif request.param == "OpenSearch":
        settings.LIAISON_SEARCH = f"{REAL.rstrip('/')}/liaison-test-{uuid4().hex}"
    if settings.LIAISON_SEARCH:
        assert opensearch.fill(lambda done, total: None) == 4
    yield request.param
    if request.param == "OpenSearch":
        server, alias = opensearch._server(settings.LIAISON_SEARCH)
        server.indices.delete(index=f"{alias}-1")


class TestWhateverKeepsTheWords:
    @pytest.mark.parametrize("text", ["crp sante", "luxembourg institut of helth", "LIH"])
    def test_organisations_are_found_by_their_names(self, store, text):
        assert found(text)[0] == "Luxembourg Institute of Health"

    def test_they_are_found_by_what_they_do_after_those_so_named(self, store):
        assert listed("antibody") == ["Moselle Antibodies", "Alzette Lab"]
        assert listed("who makes monoclonal antibodies in Luxembourg?") == ["Alzette Lab"]

    def test_some_words_will_do_where_nobody_has_all(self, store):
        assert listed("moselle monoclonal") == ["Moselle Antibodies", "Alzette Lab"]

    def test_what_is_not_public_stays_so(self, store):
        assert listed("quiet antibodies") == ["Moselle Antibodies", "Alzette Lab"]
        assert "Quiet Antibodies" not in found("quiet antibodies")

    def test_changes_arrive(self, store, settings):
        lab = Organisation.objects.get(name="Alzette Lab")
        lab.name = "Zolver Optics"
        lab.save()
        Organisation.objects.filter(name="Moselle Antibodies").delete()
        gone = Organisation.objects.order_by("pk").last().pk + 1
        refresh_lookup([lab.pk, gone])
        work_off()
        refresh(settings)

        assert listed("zolver optics") == ["Zolver Optics"]
        assert listed("alzette") == []
        assert listed("antibody") == ["Zolver Optics"]


class TestOpenSearch:
    def test_is_not_asked_before_it_was_filled(self, fake, sector, settings):
        settings.LIAISON_SEARCH = fake.address
        lab = Organisation.objects.get(name="Alzette Lab")
        lab.name = "Zolver Optics"
        lab.save()
        refresh_lookup([lab.pk])
        work_off()

        assert fake.indexes == {}
        assert listed("zolver optics") == ["Zolver Optics"]

    def test_away_leaves_the_table_to_answer_and_jobs_to_try_again(
        self, fake, sector, settings, caplog
    ):
        settings.LIAISON_SEARCH = fake.address
        opensearch.fill(lambda done, total: None)
        fake.is_away = True
        lab = Organisation.objects.get(name="Alzette Lab")
        lab.name = "Zolver Optics"
        lab.save()
        refresh_lookup([lab.pk])

        with pytest.raises(Exception, match="503"):
            work_off()
        assert found("zolver optics")[0] == "Zolver Optics"
        assert listed("zolver optics") == ["Zolver Optics"]
        assert "OpenSearch does not answer" in caplog.text
        assert "zolver" not in caplog.text

    def test_is_asked_no_more_for_a_while_after_it_was_away(self, fake, sector, settings):
        settings.LIAISON_SEARCH = fake.address
        fake.is_away = True
        found("antibodies")
        number = len(fake.asked)

        found("monoclonal")

        assert len(fake.asked) == number == 1

    def test_forgets_those_that_are_gone_when_it_is_filled_anew(self, fake, sector, settings):
        settings.LIAISON_SEARCH = fake.address
        opensearch.fill(lambda done, total: None)
        Organisation.objects.filter(name="Moselle Antibodies").delete()

        assert opensearch.fill(lambda done, total: None) == 3
        assert len(fake.indexes["liaison-words-1"]["written"]) == 3

    def test_takes_questions_as_long_as_any(self, fake, sector, settings, caplog):
        settings.LIAISON_SEARCH = fake.address
        opensearch.fill(lambda done, total: None)
        for letter in "abcdefgh":
            name = f"Antibodies{letter} Moselle{letter} Alzette{letter}"
            OrganisationFactory(name=name, visibility="public")
        refresh_lookup()
        work_off()
        refresh(settings)

        best, *_others = found(
            "antibodiesa mosellea alzettea luxembourg institut healt strasen lab"
        )

        # The server refuses more than 1,024 parts, and the table would have answered.
        assert best == "Antibodiesa Mosellea Alzettea"
        assert not caplog.records

    def test_refuses_an_address_that_is_none(self, sector, settings):
        settings.LIAISON_SEARCH = "search.example"

        with pytest.raises(ImproperlyConfigured, match="such as https://user:password@"):
            found("antibodies")


class TestTheServerOfTheTests:
    def test_refuses_what_it_does_not_know(self, fake):
        import opensearchpy

        client = opensearchpy.OpenSearch([fake.address], max_retries=0)
        client.indices.create(index="words", body={"mappings": {"properties": {}}})

        with pytest.raises(opensearchpy.RequestError) as refused:
            client.search(
                index="words",
                body={
                    "size": 1,
                    "_source": False,
                    "query": {"match_all": {}},
                    "sort": [{"_score": "desc"}, {"organisation": "asc"}],
                    "knn": {},
                },
            )
        assert refused.value.status_code == 400
        assert json.loads(json.dumps(refused.value.info))["status"] == 400


def test_the_command_says_what_is_missing(tmp_path, settings):
    settings.LIAISON_SEARCH = ""

    told = CliRunner().invoke(main, ["organisations", "fill-search", "--data", str(tmp_path)])

    assert told.exit_code == 2
    assert "LIAISON_SEARCH is not set" in told.output
