"""Organisations are found by what they are marked with and by their own words, after names."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from liaison.hub.clusters.actions import change_focus_area, remove_focus_area
from liaison.hub.clusters.models import FocusArea
from liaison.hub.directory import actions
from liaison.hub.directory.jobs import find_anew
from liaison.hub.directory.listing import Selection, list_organisations
from liaison.hub.directory.lookup import find_organisations, finding, refresh_lookup
from liaison.hub.directory.models import LookupWord, Organisation, OrganisationTerm
from liaison.hub.jobs.models import Job
from liaison.hub.taxonomies.actions import draft_version, publish, save_term
from liaison.hub.taxonomies.models import Taxonomy, Term
from liaison.hub.taxonomies.setting_up import set_up_taxonomies
from liaison.hub.taxonomies.starting_sets import BIOHEALTH
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.hub.directory.conftest import read

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
EVERYBODY = AnonymousUser()
ANTIBODIES = {"text": "We make monoclonal antibodies for hospitals.", "state": "original"}


@pytest.fixture
def cluster(biohealth):
    set_up_taxonomies(BIOHEALTH, cluster=biohealth, now=NOON)
    return biohealth


def listed(text, by=EVERYBODY):
    page = list_organisations(Selection(text=text), for_user=by).page
    return [each.organisation.name for each in page]


def found(text):
    return [each.organisation.name for each in find_organisations(text, for_user=EVERYBODY)]


def reason(text):
    (first, *_others) = list_organisations(Selection(text=text), for_user=EVERYBODY).page
    return first.reason


def recorded(name, *, terms=(), own="", areas=(), visibility="public", **fields):
    """Return an organisation with terms by their codes, and a skill in its own words."""
    organisation = OrganisationFactory(name=name, visibility=visibility, **fields)
    for code in terms:
        term = Term.objects.get(code=code, version__state="published")
        subject = term.version.taxonomy.subject
        OrganisationTerm.objects.create(organisation=organisation, subject=subject, term=term)
    for area in areas:
        OrganisationTerm.objects.create(
            organisation=organisation, subject="focus_areas", focus_area=area
        )
    if own:
        OrganisationTerm.objects.create(organisation=organisation, subject="skills", words=own)
    refresh_lookup([organisation.pk])
    return organisation


class TestTerms:
    @pytest.mark.parametrize("text", ["cell culture", "Zellkultur", "culture cellulaire", "CELL"])
    def test_lead_to_whoever_has_them_in_every_language(self, cluster, text):
        recorded("Alzette Lab", terms=["cell-culture"])
        recorded("Moselle Sensors")

        assert listed(text) == ["Alzette Lab"]
        assert found(text) == ["Alzette Lab"]

    @pytest.mark.parametrize("text", ["ISO 13485", "iso13485", "13485", "iso-13485"])
    def test_lead_by_their_codes(self, cluster, text):
        recorded("Alzette Lab", terms=["iso-13485"])

        assert listed(text) == ["Alzette Lab"]

    def test_lead_in_own_words_and_for_one_as_for_many(self):
        recorded("Alzette Lab", own="Monoclonal antibody screening")

        assert listed("antibodies") == listed("antibody") == ["Alzette Lab"]

    def test_lead_by_focus_areas(self, cluster):
        recorded("Alzette Lab", areas=[FocusArea.objects.get(code="immuno-oncology")])

        assert listed("immuno-oncologie") == ["Alzette Lab"]

    def test_say_why_somebody_was_found(self, cluster):
        recorded("Alzette Lab", terms=["cell-culture"], own="Wine yeast")

        assert (reason("zellkultur").subject, str(reason("zellkultur").named)) == (
            "skills",
            "Cell culture",
        )
        assert (reason("yeast").named, reason("yeast").words) == (None, "Wine yeast")
        assert reason("alzette") is None

    def test_of_certificates_that_ended_lead_to_nobody(self, cluster, run_job):
        lab = recorded("Alzette Lab", terms=["iso-13485"])
        today = timezone.localdate()
        lab.terms.update(until=today)
        refresh_lookup([lab.pk])
        assert listed("13485") == ["Alzette Lab"]

        lab.terms.update(until=today - timedelta(days=1))
        run_job({})

        assert listed("13485") == []


class TestOwnTexts:
    def test_lead_to_whoever_wrote_them(self):
        recorded("Alzette Lab", texts={"description_en": ANTIBODIES})

        assert listed("monoclonal antibody") == ["Alzette Lab"]
        assert reason("antibodies").words == "We make monoclonal antibodies for hospitals."
        assert (reason("antibodies").subject, reason("antibodies").language) == ("", "en")

    def test_answer_whole_sentences(self):
        recorded("Alzette Lab", texts={"description_en": ANTIBODIES}, city="Luxembourg")
        recorded("Luxembourg Trade Council", city="Luxembourg")
        recorded("Moselle Antibodies", city="Trier")

        assert listed("Who makes monoclonal antibodies in Luxembourg?") == ["Alzette Lab"]
        assert found("Who makes monoclonal antibodies in Luxembourg?")[0] == "Alzette Lab"
        assert listed("Wer stellt monoclonal antibodies in Luxembourg her?") == ["Alzette Lab"]
        assert listed("Qui fabrique des monoclonal antibodies à Luxembourg ?") == ["Alzette Lab"]

    def test_make_no_rows_for_words_that_say_nothing(self):
        text = "We are those who do this for you, et nous sommes là, und wir sind für Sie da."
        lab = recorded("Alzette Lab", texts={"description_en": {"text": text, "state": "original"}})

        words = set(LookupWord.objects.filter(organisation=lab).values_list("word", flat=True))

        assert words == {"alzette", "laboratory", "alzettelab"}

    def test_make_a_bounded_number_of_rows(self):
        text = " ".join(f"antibody{number}" for number in range(300))
        lab = recorded("Alzette Lab", texts={"description_en": {"text": text, "state": "original"}})

        assert LookupWord.objects.filter(organisation=lab, weight=1).count() == 150


class TestWordsThatVeryManySay:
    def test_lead_to_names_and_to_so_many_others_by_terms_first(self, monkeypatch):
        monkeypatch.setattr(finding, "ENOUGH", 3)
        for number in range(4):
            own = {"description_en": {"text": "We do lyophilisation.", "state": "original"}}
            recorded(f"Sauer Works {number}", texts=own)
        for number in range(2):
            recorded(f"Alzette Lab {number}", own="Lyophilisation")
        recorded("Moselle Lyophilisation")

        expected = ["Moselle Lyophilisation", "Alzette Lab 0", "Alzette Lab 1", "Sauer Works 0"]
        assert listed("lyophilisation") == expected
        assert found("lyophilisation") == expected


class TestNames:
    def test_come_before_whoever_only_has_to_do_with_it(self, cluster):
        for number in range(60):
            recorded(f"Sauer Works {number}", own="Immunotherapy data platform")
        recorded("Immunotherapy Data Platform SA")
        recorded("Immunotherapy Data")

        assert listed("immunotherapy data platform")[0] == "Immunotherapy Data Platform SA"
        assert found("immunotherapy data platform")[:2] == [
            "Immunotherapy Data Platform SA",
            "Immunotherapy Data",
        ]

    def test_come_first_where_they_hardly_answer_and_others_only_say_the_same(self):
        recorded("Sauer Works", own="Akknatek")
        recorded("AKKNATEK LUX SARL")

        assert listed("akkna tek") == ["AKKNATEK LUX SARL", "Sauer Works"]
        assert found("akkna tek") == ["AKKNATEK LUX SARL", "Sauer Works"]

    def test_are_found_as_well_among_many_who_write_the_same_words(self, looked_up):
        """Every organisation but those looked for says much of others; look-ups stay as good."""
        lookups = read("lookups.csv")
        wanted = {each["expected"] for each in lookups}
        talk = [" ".join(each["expected"] for each in lookups[at::20]) for at in range(20)]
        others = list(Organisation.objects.exclude(name__in=wanted).order_by("pk"))
        for at, each in enumerate(others):
            text = f"{talk[at % 20]} {lookups[at % 200]['query']}"
            each.texts = {"description_en": {"text": text[:4000], "state": "original"}}
        Organisation.objects.bulk_update(others, ["texts"])
        refresh_lookup()

        missed = [
            each["query"] for each in lookups if found(each["query"])[:1] != [each["expected"]]
        ]

        assert len(missed) <= 10, missed


class TestWhatIsNotPublic:
    def test_is_found_by_those_who_may_see_it_alone(self, cluster):
        quiet = recorded("Quiet Biotech", terms=["cell-culture"], visibility="private")
        founder = OrganisationRoleFactory(organisation=quiet).person

        assert listed("cell culture") == []
        assert listed("cell culture", by=founder) == ["Quiet Biotech"]


class TestChangedNames:
    @pytest.fixture
    def manager(self, cluster):
        return ClusterRoleFactory(cluster=cluster, role="cluster_manager").person

    def publish_renamed(self, manager):
        taxonomy = Taxonomy.objects.get(slug="biohealth-skills")
        draft = draft_version(taxonomy, by=manager, now=NOON)
        term = draft.terms.get(code="cell-culture")
        names = {"name_en": "Tissue farming", "name_fr": term.name_fr, "name_de": term.name_de}
        save_term(draft, "cell-culture", names, was="cell-culture", by=manager, now=NOON)
        publish(draft, by=manager, now=NOON)

    def test_of_a_term_find_whoever_has_it(
        self, cluster, manager, django_capture_on_commit_callbacks
    ):
        recorded("Alzette Lab", terms=["cell-culture"])
        assert listed("tissue farming") == []

        with django_capture_on_commit_callbacks(execute=True):
            self.publish_renamed(manager)

        assert listed("tissue farming") == ["Alzette Lab"]
        assert str(reason("tissue farming").named) == "Tissue farming"

    def test_of_a_term_that_many_have_wait_for_a_job(self, cluster, manager, monkeypatch, run_job):
        monkeypatch.setattr(actions, "_MOST_AT_ONCE", 0)
        lab = recorded("Alzette Lab", terms=["cell-culture"])

        self.publish_renamed(manager)

        job = Job.objects.get(kind="directory.find_anew")
        assert job.arguments == {"organisations": [lab.pk]}
        run_job(job.arguments)
        assert listed("tissue farming") == ["Alzette Lab"]

    def test_of_a_focus_area_find_whoever_has_it_until_it_is_given_up(
        self, cluster, manager, django_capture_on_commit_callbacks
    ):
        area = FocusArea.objects.get(code="immuno-oncology")
        recorded("Alzette Lab", areas=[area])

        with django_capture_on_commit_callbacks(execute=True):
            change_focus_area(
                area,
                seen={"name_en": area.name_en},
                wanted={"name_en": "Tumour defence"},
                by=manager,
                now=NOON,
            )
        assert listed("tumour defence") == ["Alzette Lab"]

        with django_capture_on_commit_callbacks(execute=True):
            remove_focus_area(area, heir=None, by=manager, now=NOON)
        assert listed("tumour defence") == []


@pytest.fixture
def run_job():
    class Work:
        now = timezone.now()

        def __init__(self, arguments):
            self.arguments = arguments

        def report(self, done, total=None, note=""):
            assert done <= total

    return lambda arguments: find_anew(Work(arguments))
