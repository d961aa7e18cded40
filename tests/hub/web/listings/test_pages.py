"""The pages of needs and offers: writing, reading, looking after them, and who gets what."""

import datetime as dt
import uuid

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from liaison.hub.accounts.choices import Role
from liaison.hub.introductions.actions import Wish, propose
from liaison.hub.introductions.queries import asked_of_open_data
from liaison.hub.listings.models import Listing, Matched
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
)
from tests.factories.listings import ListingFactory
from tests.factories.membership import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence")]
MOSELLE_SENSORS = "100000001"
TEXT = "The sensor measures gait of people with Parkinson's disease at home."


@pytest.fixture
def optics(biohealth):
    optics = OrganisationFactory(
        name="Sauer Optics", visibility="public", website="https://www.sauer.example/"
    )
    OrganisationNameFactory(organisation=optics, kind="acronym", name="SOPTX")
    IdentifierFactory(organisation=optics, scheme="rcs", value="B123456")
    MembershipFactory(cluster=biohealth, organisation=optics)
    return optics


@pytest.fixture
def founder(optics):
    return OrganisationRoleFactory(organisation=optics, person__full_name="Marc Sauer").person


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_OFFICER).person


@pytest.fixture
def published(biohealth, optics, founder):
    return ListingFactory(
        cluster=biohealth, organisation=optics, written_by=founder, member=False, published=True
    )


def address_of(listing, page=""):
    return f"/en/needs-and-offers/{listing.public_id}/{page}"


class TestWriting:
    def test_marks_whom_one_asked_to_meet_among_those_who_answer_it(
        self, client, biohealth, founder, optics
    ):
        listing = ListingFactory(
            cluster=biohealth, organisation=optics, written_by=founder, member=False
        )
        Listing.objects.update(public_text=TEXT)
        client.force_login(founder)
        page = address_of(listing, "write/words/")
        assert "You asked to meet them" not in client.get(page).text

        propose(
            asked_of_open_data(MOSELLE_SENSORS, for_user=founder),
            Wish("We look for somebody whose sensors measure gait."),
            asking_organisation=optics,
            cluster=biohealth,
            by=founder,
            now=timezone.now(),
        )

        assert client.get(page).text.count("You asked to meet them") == 1

    def test_goes_step_by_step_to_the_team(
        self, client, founder, officer, django_capture_on_commit_callbacks
    ):
        client.force_login(founder)
        answer = client.post(
            "/en/needs-and-offers/new/",
            {"kind": "clinical_site", "money": "we_pay", "language": "en"},
        )
        listing = Listing.objects.get()
        assert answer["Location"] == address_of(listing, "write/words/")
        words = {
            "title": "A clinic to test a gait sensor",
            "summary": "We seek a clinic for a study with forty people.",
            "public_text": TEXT,
            "private_brief": "A shoe sole.",
        }
        answer = client.post(address_of(listing, "write/words/"), words)
        assert answer["Location"] == address_of(listing, "write/languages/")
        assert "Moselle Sensors" in client.get(address_of(listing, "write/words/")).text
        french = {"title_fr": "Une clinique", "summary_fr": "Cherchée.", "public_text_fr": "Ici."}
        client.post(address_of(listing, "write/languages/"), french)
        partner = {
            "partner_role": "Test it.",
            "partner_kinds": ["hospital"],
            "partner_countries": ["LU", "DE"],
            "focus_areas": ["neurodegenerative-diseases"],
            "trl_from": "5",
            "trl_to": "7",
        }
        client.post(address_of(listing, "write/partner/"), partner)
        until = timezone.localdate() + dt.timedelta(days=90)
        access = {"is_anonymous": "yes", "tier": "members", "valid_until": until.isoformat()}
        answer = client.post(address_of(listing, "write/access/"), access)
        assert answer["Location"] == address_of(listing, "check/")
        page = client.get(address_of(listing, "check/")).text
        assert "Nothing was found" in page

        with django_capture_on_commit_callbacks(execute=True):
            client.post(address_of(listing, "check/"))

        client.force_login(officer)
        desk = client.get("/en/needs-and-offers/to-review/").text
        assert "A clinic to test a gait sensor" in desk
        marks = {"advantages": 4, "clarity": 5, "expectations": 3, "language": 4, "version": 1}
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address_of(listing, "review/"), marks)
        assert [letter.to for letter in mail.outbox][-1] == [founder.email]
        client.force_login(OrganisationRoleFactory(organisation=listing.organisation).person)
        page = client.get(f"/fr/needs-and-offers/{listing.public_id}/").text
        assert "Une clinique" in page

    def test_keeps_a_part_and_asks_for_the_rest_to_go_on(self, client, founder, optics):
        listing = ListingFactory(
            cluster=optics.memberships.get().cluster, organisation=optics, member=False, summary=""
        )
        client.force_login(founder)
        part = {"title": "A clinic", "summary": "", "public_text": ""}

        assert client.post(address_of(listing, "write/words/"), part).status_code == 422
        client.post(address_of(listing, "write/words/"), part | {"stay": ""})

        listing.refresh_from_db()
        assert listing.title == "A clinic"

    def test_shows_where_a_text_gives_its_organisation_away(self, client, founder, optics):
        listing = ListingFactory(
            cluster=optics.memberships.get().cluster, organisation=optics, written_by=founder,
            member=False, public_text="We at Sauer Optics, www.journal.example, seek a clinic.",
        )  # fmt: skip
        client.force_login(founder)

        page = client.get(address_of(listing, "check/")).text
        refused = client.post(address_of(listing, "check/"), follow=True)

        assert "<mark>Sauer Optics</mark>" in page
        assert address_of(listing, "write/words/") + "#id_public_text" in page
        assert "Submit it to the team" not in page
        assert "could not be submitted" in refused.text
        assert Listing.objects.get().state == "draft"

    def test_lets_people_say_why_a_passage_is_all_right(self, client, founder, optics):
        listing = ListingFactory(
            cluster=optics.memberships.get().cluster, organisation=optics, written_by=founder,
            member=False, public_text="As shown in www.journal.example it works.",
        )  # fmt: skip
        client.force_login(founder)
        page = client.get(address_of(listing, "check/")).text
        mark = page.split("/allow/")[1].split("/")[0]

        assert client.post(address_of(listing, f"allow/{mark}/"), {"reason": ""}).status_code == 422
        client.post(address_of(listing, f"allow/{mark}/"), {"reason": "A journal."})

        assert "Submit it to the team" in client.get(address_of(listing, "check/")).text

    def test_explains_itself_to_those_who_act_for_no_member(self, client, biohealth):
        client.force_login(UserFactory())

        answer = client.get("/en/needs-and-offers/new/")

        assert answer.status_code == 403
        assert "published by members" in answer.text

    @pytest.mark.parametrize(
        ("step", "said"),
        [
            ("words", {"title": "x" * 81}),
            ("words", {"public_text": "x" * 1001}),
            ("languages", {"title_fr": "Sans le reste"}),
            ("partner", {"trl_from": "5", "trl_to": "3"}),
            ("partner", {"trl_from": "5"}),
            ("partner", {"partner_kinds": ["pirate"]}),
            ("partner", {"deadline": "2001-01-01"}),
            ("partner", {"deadline": "soon"}),
            ("partner", {"call": "no-such-call"}),
            ("access", {"is_anonymous": "yes", "tier": "members", "valid_until": "2001-01-01"}),
            ("access", {"is_anonymous": "yes", "tier": "all", "valid_until": "2099-01-01"}),
            ("kind", {"kind": "research", "money": "we_are_paid", "language": "en"}),
        ],
    )
    def test_asks_again_and_keeps_nothing_of_what_cannot_be(
        self, client, founder, optics, step, said
    ):
        listing = ListingFactory(
            cluster=optics.memberships.get().cluster, organisation=optics, member=False
        )
        before = Listing.objects.values().get()
        client.force_login(founder)

        answer = client.post(address_of(listing, f"write/{step}/"), said)

        assert answer.status_code == 422
        assert Listing.objects.values().get() == before

    def test_keeps_it_from_competitors(self, client, founder, optics):
        listing = ListingFactory(
            cluster=optics.memberships.get().cluster, organisation=optics, member=False,
            tier="members",
        )  # fmt: skip
        rival = OrganisationFactory(name="Moselle Lenses", visibility="public")
        client.force_login(founder)
        found = client.get(address_of(listing, "kept-from/") + "?name=Moselle Len")
        assert "Moselle Lenses" in found.text

        client.post(address_of(listing, "kept-from/"), {"add": str(rival.public_id)})
        assert [each.organisation for each in listing.kept_from.all()] == [rival]
        client.post(address_of(listing, "kept-from/"), {"remove": str(rival.public_id)})
        assert not listing.kept_from.exists()
        assert (
            client.post(address_of(listing, "kept-from/"), {"add": "nonsense"}).status_code == 404
        )


class TestReviewing:
    def test_returns_with_remarks_that_their_author_reads(
        self, client, founder, officer, optics, django_capture_on_commit_callbacks
    ):
        listing = ListingFactory(
            cluster=optics.memberships.get().cluster, organisation=optics, written_by=founder,
            member=False, submitted=True,
        )  # fmt: skip
        client.force_login(officer)
        client.post(address_of(listing, "review/begin/"))
        assert client.post(address_of(listing, "return/"), {"version": 1}).status_code == 422
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address_of(listing, "return/"), {"version": 1, "say-title": "Which one?"})

        assert "Title: Which one?" in mail.outbox[0].body
        client.force_login(founder)
        assert "Which one?" in client.get(address_of(listing, "own/")).text

    def test_publishes_nothing_with_too_few_marks(self, client, officer, optics):
        listing = ListingFactory(
            cluster=optics.memberships.get().cluster, organisation=optics, member=False,
            submitted=True,
        )  # fmt: skip
        client.force_login(officer)
        marks = {"advantages": 2, "clarity": 2, "expectations": 2, "language": 2, "version": 1}

        answer = client.post(address_of(listing, "review/"), marks)

        assert answer.status_code == 422
        assert "fewer than ten marks" in answer.text

    def test_reads_what_was_submitted_in_pages(self, client, optics, founder, officer):
        ListingFactory.create_batch(
            26,
            cluster=optics.memberships.get().cluster,
            organisation=optics,
            written_by=founder,
            member=False,
            published=True,
        )
        client.force_login(officer)

        desk = client.get("/en/needs-and-offers/to-review/?page=2").text

        assert desk.count("/review/") == 1

    @pytest.mark.parametrize("page", ["review/", "return/", "review/begin/"])
    def test_is_for_the_team_alone(self, client, founder, optics, page):
        listing = ListingFactory(
            cluster=optics.memberships.get().cluster, organisation=optics, member=False,
            submitted=True,
        )  # fmt: skip
        client.force_login(founder)

        assert client.post(address_of(listing, page)).status_code == 404
        assert client.get("/en/needs-and-offers/to-review/").status_code == 403


class TestLookingAfter:
    def test_pauses_resumes_renews_and_closes(self, client, founder, published):
        client.force_login(founder)
        client.post(address_of(published, "pause/"))
        assert "Publish it again" in client.get(address_of(published, "own/")).text
        client.post(address_of(published, "resume/"))
        until = timezone.localdate() + dt.timedelta(days=300)
        client.post(address_of(published, "renew/"), {"valid_until": until.isoformat()})
        client.post(address_of(published, "renew/"), {"valid_until": "2001-01-01"})
        client.post(address_of(published, "close/"), {"outcome": "nobody_fitted"})

        published.refresh_from_db()
        assert (published.state, published.outcome) == ("closed", "nobody_fitted")
        assert (published.valid_until, published.times_renewed) == (until, 1)

    def test_asks_the_team_before_other_words_show(self, client, founder, published):
        client.force_login(founder)
        words = {"title": "Two clinics", "summary": "We seek two.", "public_text": TEXT}
        client.post(address_of(published, "change/"), words)

        client.logout()
        assert "Two clinics" not in client.get(address_of(published)).text

    def test_opens_it_to_organisations_and_notes_their_agreement(
        self, client, founder, published, django_capture_on_commit_callbacks
    ):
        published.tier = "after_nda"
        published.save()
        chosen = OrganisationRoleFactory(
            organisation__name="Clinic of the Mosel", organisation__visibility="public"
        )
        client.force_login(founder)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(
                address_of(published, "opened-to/"), {"open": str(chosen.organisation.public_id)}
            )
        assert mail.outbox[0].to == [chosen.person.email]
        matched = Matched.objects.get()
        client.post(address_of(published, "opened-to/"), {"signed": matched.pk, "on": "2999-01-01"})
        client.force_login(chosen.person)
        assert "shoe sole" not in client.get(address_of(published)).text

        client.force_login(founder)
        client.post(address_of(published, "opened-to/"), {"signed": matched.pk, "on": "2026-01-05"})

        client.force_login(chosen.person)
        assert "shoe sole" in client.get(address_of(published)).text

    @pytest.mark.parametrize(
        "page",
        ["own/", "write/words/", "check/", "change/", "close/", "opened-to/", "kept-from/"],
    )
    def test_is_for_its_own_people_alone(self, client, published, page):
        client.force_login(UserFactory())

        assert client.get(address_of(published, page)).status_code == 404

    @pytest.mark.parametrize("page", ["pause/", "resume/", "take-back/", "renew/", "discard/"])
    def test_lets_nobody_else_press_its_buttons(self, client, published, page):
        client.force_login(UserFactory())

        assert client.post(address_of(published, page)).status_code == 404


class TestAnonymous:
    SECRETS = ("Sauer", "SOPTX", "B123456", "sauer.example", "Marc Sauer", "shoe sole")

    @pytest.mark.parametrize("signed_in", [False, True])
    def test_stays_anonymous_on_every_page_that_others_open(
        self, client, published, founder, optics, signed_in
    ):
        if signed_in:
            member = OrganisationRoleFactory()
            MembershipFactory(cluster=published.cluster, organisation=member.organisation)
            client.force_login(member.person)
        addresses = [
            f"/{language}/needs-and-offers/{rest}"
            for language in ("en", "fr", "de")
            for rest in (
                *("", "?q=gait", "?country=LU", "?kind=clinical_site&page=2"),
                f"{published.public_id}/",
            )
        ]
        addresses += ["/sitemap.xml", "/sitemap-pages-en.xml"]

        for address in addresses:
            page = client.get(address)
            whole = page.text + str(page.headers)
            for secret in (*self.SECRETS, str(optics.public_id), str(founder.public_id)):
                assert secret not in whole, (address, secret)

    @pytest.mark.parametrize("text", ["Sauer", "Sauer Optics", "SOPTX", "B123456", "shoe"])
    def test_is_not_found_by_what_is_not_in_its_words(self, client, published, text):
        page = client.get("/en/needs-and-offers/", {"q": text}).text

        assert published.title not in page

    def test_says_so_where_it_is_named(self, client, published):
        published.is_anonymous = False
        published.save()

        assert "Sauer Optics" in client.get(address_of(published)).text


class TestBoard:
    @pytest.mark.parametrize(
        "query",
        [
            *("q=%00", "kind=pirate", "level=0", "level=x", "level=²", "page=0", "page=minus"),
            *("within=never", "country=%F0%9F%A6%A0", "area=everything", "direction=up"),
        ],
    )
    def test_survives_odd_addresses(self, client, published, query):
        assert client.get(f"/en/needs-and-offers/?{query}").status_code == 200

    def test_asks_few_questions_of_the_database_however_many_there_are(self, client, biohealth):
        for _ in range(15):
            ListingFactory(cluster=biohealth, published=True)
        client.get("/en/needs-and-offers/")

        with CaptureQueriesContext(connection) as asked:
            client.get("/en/needs-and-offers/")

        assert len(asked) <= 12

    def test_shows_nothing_of_a_listing_that_is_not_there(self, client):
        assert client.get(f"/en/needs-and-offers/{uuid.uuid4()}/").status_code == 404

    @pytest.mark.parametrize("tier", ["members", "matched", "after_nda"])
    def test_shows_nobody_what_is_for_some(self, client, published, tier):
        published.tier = tier
        published.save()

        assert published.title not in client.get("/en/needs-and-offers/").text
        assert client.get(address_of(published)).status_code == 404
