"""The pages of answers to needs and offers, for each side and for the team."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from liaison.hub.accounts.actions import erase_account
from liaison.hub.accounts.choices import Role
from liaison.hub.directory.models import OrganisationTerm
from liaison.hub.interests import actions
from liaison.hub.interests.models import Interest
from liaison.hub.taxonomies.models import Term
from liaison.hub.taxonomies.setting_up import set_up_taxonomies
from liaison.hub.taxonomies.starting_sets import BIOHEALTH
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationRoleFactory
from tests.factories.interests import InterestFactory
from tests.factories.listings import ListingFactory
from tests.factories.membership import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence")]
SECRETS = ("Sauer", "Marc", "marc@")


@pytest.fixture
def founder(biohealth):
    held = OrganisationRoleFactory(
        organisation__name="Sauer Optics",
        person__full_name="Marc Sauer",
        person__email="marc@sauer.example",
    )
    MembershipFactory(cluster=biohealth, organisation=held.organisation)
    return held.person


@pytest.fixture
def listing(biohealth, founder):
    organisation = founder.organisation_roles.get().organisation
    return ListingFactory(
        cluster=biohealth,
        organisation=organisation,
        written_by=founder,
        member=False,
        published=True,
    )


@pytest.fixture
def doctor():
    return OrganisationRoleFactory(
        organisation__name="Clinic of the Mosel",
        organisation__website="https://clinic.example",
        person__full_name="Anna Muller",
        person__email="anna@clinic.example",
    ).person


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_OFFICER).person


@pytest.fixture
def forwarded(listing, doctor, officer):
    clinic = doctor.organisation_roles.get().organisation
    return InterestFactory(
        listing=listing,
        organisation=clinic,
        written_by=doctor,
        contact=doctor,
        screened_by=officer,
        forwarded=True,
    )


def page_of(interest, page):
    return f"/en/needs-and-offers/answers/{interest.public_id}/{page}/"


def to(listing):
    return f"/en/needs-and-offers/answers/to/{listing.public_id}/"


class TestReading:
    def test_is_in_the_readers_language_where_the_need_was_written_in_it(
        self, client, forwarded, listing, doctor, founder
    ):
        words = {"title": "Une clinique", "summary": "Un essai.", "public_text": "À domicile."}
        listing.translations = {"fr": words}
        listing.save()
        for reader, page in ((doctor, "sent"), (founder, "received")):
            client.force_login(reader)
            french = page_of(forwarded, page).replace("/en/", "/fr/")
            assert "Une clinique" in client.get(french).text
            assert "A clinic to test" not in client.get(french).text
            german = page_of(forwarded, page).replace("/en/", "/de/")
            assert '<span lang="en">A clinic to test a wearable gait sensor</span>' in (
                client.get(german).text
            )

    def test_says_whose_words_are_the_readers_own(self, client, forwarded, founder, doctor):
        actions.ask_for_more(forwarded, "How many a year?", by=founder, now=timezone.now())

        client.force_login(founder)
        assert "You, " in client.get(page_of(forwarded, "received")).text
        client.force_login(doctor)
        assert "Whose need or offer it is, " in client.get(page_of(forwarded, "sent")).text


class TestFromAnswerToContact:
    def test_goes_through_the_team_and_both_sides(
        self, client, listing, doctor, officer, founder, django_capture_on_commit_callbacks
    ):
        client.force_login(doctor)
        page = client.get(to(listing)).text
        assert "https://clinic.example" in page
        for secret in SECRETS:
            assert secret not in page
        said = {
            "brings": "A gait laboratory.",
            "evidence": ["website"],
            "contact": str(doctor.public_id),
        }
        with django_capture_on_commit_callbacks(execute=True):
            client.post(to(listing), said)
        interest = Interest.objects.get()
        assert client.get(to(listing))["Location"] == page_of(interest, "sent")
        client.force_login(officer)
        assert "Clinic of the Mosel" in client.get("/en/needs-and-offers/answers/to-read/").text
        with django_capture_on_commit_callbacks(execute=True):
            client.post(page_of(interest, "forward"))
        client.force_login(founder)
        received = client.get(page_of(interest, "received")).text
        assert "A gait laboratory." in received
        assert "Anna" not in received

        with django_capture_on_commit_callbacks(execute=True):
            client.post(page_of(interest, "accept"))

        assert "anna@clinic.example" in client.get(page_of(interest, "received")).text
        client.force_login(doctor)
        assert "marc@sauer.example" in client.get(page_of(interest, "sent")).text
        # The team is told of the introduction as well.
        told = {letter.to[0] for letter in mail.outbox[-3:]}
        assert told >= {founder.email, doctor.email}
        client.post(page_of(interest, "outcome"), {"outcome": "met"})
        interest.refresh_from_db()
        assert interest.outcome == "met"


class TestEvidence:
    def test_is_named_in_the_language_of_whoever_reads_it(
        self, client, listing, doctor, officer, biohealth
    ):
        set_up_taxonomies(BIOHEALTH, cluster=biohealth, now=timezone.now())
        has = OrganisationTerm.objects.create(
            organisation=doctor.organisation_roles.get().organisation,
            subject="facilities",
            term=Term.objects.get(code="cold-storage"),
        )
        client.force_login(doctor)
        said = {"brings": "We store samples.", "contact": str(doctor.public_id)}
        client.post(to(listing), said | {"evidence": [f"term:{has.pk}"]})
        # What was shown stays, whatever the organisation has later.
        has.delete()
        client.force_login(officer)

        page = client.get(page_of(Interest.objects.get(), "screen").replace("/en/", "/de/")).text

        assert "Kühllager" in page


class TestExpress:
    @pytest.mark.parametrize(
        "said",
        [
            {"brings": ""},
            {"brings": "x" * 1001},
            {"brings": "Mail anna@clinic.example"},
            {"brings": "A laboratory.", "evidence": ["pirate"]},
            {"brings": "A laboratory.", "contact": "nobody"},
        ],
    )
    def test_asks_again_and_sends_nothing(self, client, listing, doctor, said):
        client.force_login(doctor)

        answer = client.post(to(listing), {"contact": str(doctor.public_id)} | said)

        assert answer.status_code == 422
        assert not Interest.objects.exists()

    def test_explains_itself_to_those_without_an_organisation(self, client, listing):
        client.force_login(UserFactory())

        answer = client.get(to(listing))

        assert answer.status_code == 403
        assert "in the name of an organisation" in answer.text

    def test_is_not_for_ones_own(self, client, listing, founder):
        client.force_login(founder)

        assert "of yours" in client.get(to(listing)).text

    def test_needs_an_account(self, client, listing):
        assert "/account/login/" in client.get(to(listing))["Location"]


class TestTheNeedThatWasAnswered:
    BUTTON = "Say what you would bring"

    def page(self, client, listing, reader):
        client.force_login(reader)
        return client.get(f"/en/needs-and-offers/{listing.public_id}/").text

    def test_shows_what_became_of_the_answer_in_the_place_of_the_button(
        self, client, listing, forwarded, founder, doctor
    ):
        assert self.BUTTON in self.page(client, listing, UserFactory())
        shown = self.page(client, listing, doctor)
        assert "Waits for an answer" in shown
        assert page_of(forwarded, "sent") in shown
        assert self.BUTTON not in shown

        now = timezone.now()
        actions.decline(forwarded, "terms", tells_reason=False, by=founder, now=now)
        assert "Waits for an answer" in self.page(client, listing, doctor)
        actions.tell_answer(forwarded, now=now + dt.timedelta(minutes=10))

        shown = self.page(client, listing, doctor)
        assert "Not available" in shown
        assert self.BUTTON not in shown
        assert not any(secret in shown for secret in (*SECRETS, "terms", "Declined"))
        refused = client.get(to(listing))
        assert refused.status_code == 403
        assert "not available to your organisation" in refused.text

    def test_may_be_answered_anew_after_nobody_did_or_it_was_taken_back(
        self, client, listing, forwarded, doctor
    ):
        actions.expire(forwarded, now=timezone.now())
        shown = self.page(client, listing, doctor)
        assert "Not available" in shown
        assert self.BUTTON in shown

        Interest.objects.update(state="withdrawn")
        shown = self.page(client, listing, doctor)
        assert page_of(forwarded, "sent") not in shown
        assert self.BUTTON in shown

    def test_may_be_answered_for_another_organisation_of_the_same_person(
        self, client, listing, forwarded, doctor
    ):
        praxis = OrganisationRoleFactory(person=doctor, organisation__name="Praxis Muller")
        shown = self.page(client, listing, doctor)
        assert "Clinic of the Mosel answered on" in shown
        assert self.BUTTON in shown

        assert "In the name of Praxis Muller" in client.get(to(listing)).text
        clinic = forwarded.organisation.public_id
        chosen = client.get(f"{to(listing)}?organisation={clinic}")
        assert chosen["Location"] == page_of(forwarded, "sent")
        assert praxis.organisation.public_id != clinic


class TestWhatElseMaySuit:
    def test_stands_beside_an_answer_that_came_to_nothing(
        self, client, biohealth, listing, forwarded, founder, doctor
    ):
        seen = {"cluster": biohealth, "tier": "public", "published": True}
        akin = ListingFactory(**seen, title="A clinic to test a wearable shoe sensor")
        ListingFactory(
            **seen, title="We offer what you have", money="we_are_paid", direction="offer"
        )
        ListingFactory(**seen, title="Too late for this", deadline=dt.date(2020, 1, 1))
        answered = ListingFactory(**seen, title="Answered already")
        InterestFactory(listing=answered, organisation=forwarded.organisation, forwarded=True)
        client.force_login(doctor)
        assert "Others that may suit you" not in client.get(page_of(forwarded, "sent")).text
        actions.expire(forwarded, now=timezone.now())

        page = client.get(page_of(forwarded, "sent")).text

        assert "Others that may suit you" in page
        assert f"/en/needs-and-offers/{akin.public_id}/" in page
        assert "Name not said" in page
        for other in ("We offer what you have", "Too late for this", "Answered already"):
            assert other not in page
        assert akin.organisation.name not in page


class TestAnswering:
    def test_declines_and_undoes_it(self, client, forwarded, founder, doctor):
        client.force_login(founder)
        assert client.post(page_of(forwarded, "decline"), {}).status_code == 422
        client.post(page_of(forwarded, "decline"), {"reason": "terms"})
        client.force_login(doctor)
        assert "Waits for an answer" in client.get(page_of(forwarded, "sent")).text
        client.force_login(founder)

        client.post(page_of(forwarded, "undo"))

        forwarded.refresh_from_db()
        assert forwarded.state == "forwarded"

    @pytest.mark.parametrize("page", ["received", "sent"])
    def test_gives_no_address_of_who_has_left(self, client, forwarded, founder, doctor, page):
        actions.accept(forwarded, by=founder, now=timezone.now())
        reads, leaves = (founder, doctor) if page == "received" else (doctor, founder)
        client.force_login(reads)
        assert leaves.email in client.get(page_of(forwarded, page)).text

        erase_account(leaves, by=leaves, now=timezone.now())

        assert "erased.invalid" not in client.get(page_of(forwarded, page)).text

    def test_says_no_more_than_not_available(self, client, forwarded, founder, doctor):
        now = timezone.now()
        actions.decline(forwarded, "terms", tells_reason=False, by=founder, now=now)
        actions.tell_answer(forwarded, now=now + dt.timedelta(minutes=10))
        client.force_login(doctor)

        page = client.get(page_of(forwarded, "sent")).text

        assert "Not available" in page
        for secret in (*SECRETS, "terms", "Declined"):
            assert secret not in page

    def test_puts_off_and_asks_for_more(self, client, forwarded, founder, doctor):
        client.force_login(founder)
        refused = client.post(page_of(forwarded, "ask"), {"said": "We are Sauer Optics."})
        assert refused.status_code == 422
        client.post(page_of(forwarded, "ask"), {"said": "How many beds?"})
        client.force_login(doctor)
        assert "How many beds?" in client.get(page_of(forwarded, "sent")).text
        client.post(page_of(forwarded, "sent"), {"said": "Forty."})
        client.force_login(founder)
        assert (
            client.post(page_of(forwarded, "not-now"), {"until": "2001-01-01"}).status_code == 422
        )

    @pytest.mark.parametrize("page", ["sent", "received", "screen", "decline", "not-now"])
    def test_is_open_to_nobody_else(self, client, forwarded, page):
        client.force_login(OrganisationRoleFactory().person)

        assert client.get(page_of(forwarded, page)).status_code == 404

    @pytest.mark.parametrize(
        "page", ["withdraw", "accept", "ask", "outcome", "undo", "forward", "turn-down"]
    )
    def test_lets_nobody_else_press_its_buttons(self, client, forwarded, page):
        client.force_login(OrganisationRoleFactory().person)

        assert client.post(page_of(forwarded, page)).status_code == 404


class TestScreening:
    def test_turns_one_down_with_a_reason(self, client, listing, officer):
        interest = InterestFactory(listing=listing)
        client.force_login(officer)
        assert client.post(page_of(interest, "turn-down"), {}).status_code == 422

        client.post(page_of(interest, "turn-down"), {"reason": "unclear"})

        assert "Undo it" in client.get(page_of(interest, "screen")).text

    def test_is_for_the_team_alone(self, client, doctor, biohealth):
        client.force_login(doctor)

        assert client.get("/en/needs-and-offers/answers/to-read/").status_code == 403


class TestAnonymous:
    def test_shows_no_name_on_any_page_of_the_sender(self, client, forwarded, doctor, founder):
        client.force_login(doctor)
        organisation = founder.organisation_roles.get().organisation

        for page in ("/en/needs-and-offers/answers/", page_of(forwarded, "sent")):
            whole = client.get(page).text
            for secret in (*SECRETS, str(organisation.public_id), str(founder.public_id)):
                assert secret not in whole

    @pytest.mark.parametrize("who", ["a member", "the sender"])
    def test_stays_apart_from_its_need_in_whatever_others_open_or_get(
        self, client, biohealth, listing, forwarded, doctor, founder, who
    ):
        organisation = founder.organisation_roles.get().organisation
        type(organisation).objects.filter(pk=organisation.pk).update(visibility="public")
        actions.ask_for_more(forwarded, "How many a year?", by=founder, now=timezone.now())
        member = OrganisationRoleFactory().person
        MembershipFactory(
            cluster=biohealth, organisation=member.organisation_roles.get().organisation
        )
        client.force_login({"a member": member, "the sender": doctor}[who])
        board, own = "/en/needs-and-offers/", f"/en/directory/{organisation.public_id}/"
        searched = [f"{board}?q={word}" for word in ("Sauer", "marc", "optics")]
        files = [f"/en/directory/download/{ending}/" for ending in ("csv", "json")]
        pages = [
            *(board, f"{board}{listing.public_id}/", to(listing), *searched),
            *(f"{board}answers/", page_of(forwarded, "sent"), "/en/desk/own/"),
            *("/en/account/profile/", "/en/directory/", "/en/directory/?q=gait", own),
            *(f"{own}card.vcf", "/sitemap.xml", "/en/directory/graph/", *files),
        ]
        names = (*SECRETS, str(organisation.public_id), str(founder.public_id))
        need = (str(listing.public_id), "wearable gait sensor", str(forwarded.public_id))

        answers = [client.get(page) for page in pages]
        answers += [client.get(page, headers={"accept": "application/json"}) for page in pages[:7]]

        told_of_need = told_of_names = 0
        for answer in answers:
            whole = str(answer.headers) + b"".join(answer).decode("utf-8", "replace")
            # A search repeats the words of whoever searches.
            whole = whole.replace('value="Sauer"', "").replace("q=Sauer", "")
            has_names = any(each in whole for each in names)
            has_need = any(each in whole for each in need)
            assert not (has_names and has_need), answer.request["PATH_INFO"]
            told_of_names, told_of_need = told_of_names + has_names, told_of_need + has_need
        # The directory names the organisation, and the board shows the need.
        assert told_of_names > 3
        assert told_of_need > 3
        for letter in mail.outbox:
            if letter.to == [doctor.email]:
                assert not any(secret in str(letter.message()) for secret in names)
