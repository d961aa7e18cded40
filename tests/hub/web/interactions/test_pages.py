"""The pages of the register of contacts: logging in a minute, one contact, the timeline."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import FieldChange
from liaison.hub.interactions import actions
from liaison.hub.interactions.choices import InteractionKind
from liaison.hub.interactions.mail_files import LARGEST_FILE
from liaison.hub.interactions.models import FollowUp, Interaction
from liaison.hub.interactions.queries import register_address
from liaison.hub.introductions.models import Introduction, IntroductionStep
from liaison.hub.membership.models import MembershipStep
from liaison.hub.partner_search.models import IntroductionRequest
from liaison.hub.postbox.actions import receive
from liaison.hub.support import actions as support
from liaison.hub.support.queries import last_word
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    OrganisationFactory,
    OrganisationPersonFactory,
    OrganisationRoleFactory,
)
from tests.factories.interests import InterestFactory
from tests.factories.listings import ListingFactory
from tests.factories.membership import MembershipFactory
from tests.factories.partner_search import SoughtOrganisationFactory
from tests.factories.support import CaseFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def officer(client, biohealth):
    person = ClusterRoleFactory(
        cluster=biohealth, role="cluster_officer", person__full_name="Anna Muller"
    ).person
    client.force_login(person)
    return person


@pytest.fixture
def firm():
    made = OrganisationFactory(name="Moselle Sensors", visibility="public")
    OrganisationFactory(name="Sauer Optics", visibility="public")
    refresh_lookup()
    return made


@pytest.fixture
def meeting(biohealth, officer, firm):
    return log(biohealth, officer, firm)


def log(cluster, by, *organisations, **facts):
    usual = {
        "kind": InteractionKind.VISIT,
        "happened_at": NOON,
        "summary": "They look for a clinic.",
        "organisations": tuple(each.public_id for each in organisations),
    }
    return actions.log_interaction(cluster, actions.Written(**usual | facts), by=by, now=NOON)


def text(answer):
    return " ".join(answer.content.decode().split())


def filled_in(**facts):
    usual = {"kind": "call", "day": "2026-11-02", "summary": "About sensors", "save": "1"}
    return usual | facts


class TestLogging:
    def test_begins_with_the_organisation_of_the_page(self, client, officer, firm):
        profile = text(client.get(f"/en/directory/{firm.public_id}/"))
        address = f"/en/register/log/?with={firm.public_id}"
        assert address in profile

        form = text(client.get(address))

        assert f'value="{firm.public_id}"' in form
        assert form.count("checked") == 2  # the organisation and whoever writes

    def test_takes_one_form(self, client, officer, firm):
        answer = client.post(
            "/en/register/log/",
            filled_in(
                time="09:30", organisations=str(firm.public_id), colleagues=str(officer.public_id)
            ),
            follow=True,
        )

        page = text(answer)
        assert "It stands in the register." in page
        assert "Moselle Sensors" in page
        assert "2 November 2026, 09:30" in page
        kept = Interaction.objects.get()
        assert kept.is_timed
        assert timezone.localtime(kept.happened_at).hour == 9

    def test_takes_what_was_typed_where_it_is_clear(self, client, officer, firm):
        client.post("/en/register/log/", filled_in(find="moselle sensors"))

        assert Interaction.objects.get().with_organisations.get().organisation == firm

    def test_goes_in_two_steps_where_it_is_not(self, client, officer, firm):
        OrganisationFactory(name="Moselle Sensing", visibility="public")
        refresh_lookup()

        answer = client.post("/en/register/log/", filled_in(find="Moselle"))
        assert answer.status_code == 422
        assert "Please tick whom you mean, or leave this empty." in text(answer)
        assert "Moselle Sensing" in text(answer)
        assert "About sensors" in text(answer)
        looked = client.post(
            "/en/register/log/", {"kind": "call", "find": "sauer", "summary": "So far", "look": "1"}
        )

        assert looked.status_code == 200
        assert "Sauer Optics" in text(looked)
        assert "So far" in text(looked)
        assert not Interaction.objects.exists()

    def test_offers_while_somebody_types(self, client, officer, firm):
        OrganisationPersonFactory(organisation=firm, full_name="Léa Thill")

        found = text(client.get("/en/register/look-up/", {"find": "sauer"}))
        assert "Sauer Optics" in found
        ticked = {"find": "", "organisations": str(firm.public_id)}
        assert "Léa Thill" in text(client.get("/en/register/look-up/", ticked))
        assert client.get("/en/register/look-up/", {"organisations": "x"}).status_code == 200

    def test_keeps_a_draft_where_something_is_missing(self, client, officer, firm):
        answer = client.post("/en/register/log/", filled_in(day="", summary=""), follow=True)

        assert (
            "Kept as a draft that you alone see. Still missing: the day, an organisation, "
            "what it was about." in text(answer)
        )
        assert "Complete it" in text(client.get("/en/register/"))

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"day": "2099-01-01"}, "This day has not come yet."),
            ({"day": "soon"}, "Please write the day as year-month-day: 2026-11-02."),
            ({"time": "late"}, "Please write the time as hours and minutes: 14:30."),
            ({"organisations": "x"}, "This organisation is not open to you."),
            ({"summary": "a" * 4001}, "Please keep it to 4000 characters; you wrote 4001."),
            ({"names": "a" * 201}, "Please write one name a line, 50 at most."),
            ({"find": "\x00"}, "Null characters are not allowed."),
            ({"day": "0001-01-01"}, "Please look at the year of this day again."),
            ({"day": "9999-12-31"}, "Please look at the year of this day again."),
        ],
    )
    def test_says_what_is_wrong(self, client, officer, firm, facts, said):
        answer = client.post("/en/register/log/", filled_in(**facts))

        assert answer.status_code == 422
        assert said in text(answer)
        assert not Interaction.objects.exists()

    def test_is_not_for_members_and_ministries(self, client, biohealth, firm):
        for person in (
            ClusterRoleFactory(cluster=biohealth, role="strategic_partner").person,
            OrganisationRoleFactory(organisation=firm).person,
        ):
            client.force_login(person)
            for page in (
                "",
                "log/",
                "look-up/",
                "silent/",
                "from-file/",
                f"organisations/{firm.public_id}/",
            ):
                assert client.get(f"/en/register/{page}").status_code == 403
            assert "/register/" not in text(client.get(f"/en/directory/{firm.public_id}/"))


class TestFiles:
    MAIL = (
        "From: Lea <lea@moselle.example>\nTo: anna@gmail.com\n"
        "Date: Mon, 2 Nov 2026 09:30:00 +0100\nSubject: A clinic\n\nAsk lea@moselle.example."
    )

    def test_become_a_proposal_that_is_kept_once_it_is_saved(self, client, officer, firm):
        firm.website = "https://www.moselle.example"
        firm.save()
        assert "/en/register/from-file/" in text(client.get("/en/register/log/"))
        assert client.get("/en/register/from-file/").status_code == 200

        answer = client.post(
            "/en/register/from-file/",
            {"file": SimpleUploadedFile("mail.eml", self.MAIL.encode()), "pasted": ""},
        )

        page = text(answer)
        assert "Please check what was read." in page
        assert 'action="/en/register/log/"' in page
        assert "Ask …" in page
        assert "lea@" not in page
        assert f'value="{firm.public_id}"' in page
        assert 'value="2026-11-02"' in page
        assert 'value="09:30"' in page
        assert not Interaction.objects.exists()

    def test_may_be_pasted(self, client, officer):
        answer = client.post("/en/register/from-file/", {"pasted": self.MAIL})

        assert "A clinic" in text(answer)

    def test_may_be_forwarded_to_an_address_and_are_confirmed(
        self, client, officer, biohealth, firm, settings
    ):
        assert "Quicker: forward it" not in text(client.get("/en/register/from-file/"))
        settings.REPLIES_TO = "replies@liaison.example"
        address = register_address(biohealth, for_user=officer)
        assert f'href="mailto:{address}"' in text(client.get("/en/register/from-file/"))

        mail = self.MAIL.replace("lea@moselle.example>", f"{officer.email}>", 1)
        receive(mail.replace("anna@gmail.com", address).encode(), now=NOON)

        draft = Interaction.objects.get()
        page = text(client.get(f"/en/register/{draft.public_id}/change/"))
        assert 'value="2026-11-02"' in page
        assert "Ask …" in page
        facts = filled_in(organisations=str(firm.public_id), version=1, note_seen_by="writer")
        client.post(f"/en/register/{draft.public_id}/change/", facts)
        draft.refresh_from_db()
        assert draft.state == "kept"

    def test_that_recur_ask_for_the_day(self, client, officer):
        entry = (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20261102T090000Z\n"
            "RRULE:FREQ=WEEKLY\nSUMMARY:Jour fixe\nEND:VEVENT\n"
            "BEGIN:VEVENT\nUID:2\nDTSTART:20261102T090000Z\nEND:VEVENT\nEND:VCALENDAR"
        )

        page = text(client.post("/en/register/from-file/", {"pasted": entry}))

        assert "This entry recurs: please give the day" in page
        assert "The file holds 1 more entry, which is left out." in page

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("", "Please choose a file, or paste an e-mail or an entry."),
            ("Hello", "This is neither an e-mail (.eml) nor a calendar entry (.ics)"),
            (f"{MAIL}".replace("2026", "9999"), "This is neither an e-mail (.eml)"),
            ("BEGIN:VCALENDAR", "This is neither an e-mail (.eml) nor a calendar entry (.ics)"),
        ],
    )
    def test_that_cannot_be_read_are_refused_in_one_sentence(self, client, officer, content, said):
        answer = client.post("/en/register/from-file/", {"pasted": content})

        assert answer.status_code == 422
        assert said in text(answer)

    def test_that_are_too_large_are_refused_in_one_sentence(self, client, officer):
        large = SimpleUploadedFile("mail.eml", b"From: a@b.example\n\n" + b"a" * LARGEST_FILE)

        answer = client.post("/en/register/from-file/", {"file": large})

        assert answer.status_code == 422
        assert "This is too large to be read: 25 MB at most" in text(answer)


class TestContact:
    def test_is_changed(self, client, meeting, firm):
        address = f"/en/register/{meeting.public_id}/change/"
        form = text(client.get(address))
        assert "They look for a clinic." in form
        entered = filled_in(organisations=str(firm.public_id), summary="Found one.", version="1")

        assert "Found one." in text(client.post(address, entered, follow=True))
        late = client.post(address, entered | {"summary": "Late"})

        assert late.status_code == 422
        assert "A colleague changed it meanwhile." in text(late)
        assert "Late" in text(late)

    def test_is_removed_and_brought_back(self, client, meeting):
        address = f"/en/register/{meeting.public_id}"

        answer = client.post(f"{address}/remove/", follow=True)
        assert "Bring back" in text(answer)
        assert client.get(f"{address}/").status_code == 404
        assert "It is back." in text(client.post(f"{address}/bring-back/", follow=True))

    def test_leads_to_what_is_to_be_done(self, client, meeting, officer):
        address = f"/en/register/{meeting.public_id}/follow-ups/"
        entered = {"what": "Send a list", "owner": str(officer.public_id), "due_on": "2026-11-20"}
        assert "Please write what is to be done." in text(client.post(address, {}))

        assert "Send a list" in text(client.post(address, entered, follow=True))
        added = FollowUp.objects.get()
        done = f"/en/register/follow-ups/{added.public_id}/done/"
        answer = client.post(done, {"from": "register"}, follow=True)

        assert answer.redirect_chain[-1][0] == "/en/register/"
        assert "Send a list" not in text(answer)
        assert "Reopen" in text(client.get(f"/en/register/{meeting.public_id}/"))

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    def test_is_not_to_be_followed_up_in_another_age(self, client, meeting, officer, day):
        todo = {"what": "Call", "owner": str(officer.public_id), "due_on": day}

        answer = client.post(f"/en/register/{meeting.public_id}/follow-ups/", todo)

        assert answer.status_code == 422
        assert "Please look at the year of this day again." in text(answer)

    def test_leads_to_an_introduction_that_is_noted_there(self, client, biohealth, firm):
        manager = ClusterRoleFactory(cluster=biohealth).person
        client.force_login(manager)
        contact = log(biohealth, manager, firm)
        founder = UserFactory(email="claire@uhrwerk.example", full_name="Claire Weber")
        address = f"/en/introductions/with/{firm.public_id}/?contact={contact.public_id}"
        page = text(client.get(f"/en/register/{contact.public_id}/"))
        assert f'href="{address}"' in page

        said = {"person": founder.email, "organisation": "own", "blurb": "We build gait sensors."}
        client.post(address, said)

        (came,) = contact.outcomes.all()
        assert (came.kind, came.what) == ("introduction", Introduction.objects.get().public_id)
        page = text(client.get(f"/en/register/{contact.public_id}/"))
        assert "Claire Weber and Moselle Sensors" in page

    def test_leads_to_needs_that_its_team_reads(self, client, officer, biohealth, meeting):
        listing = ListingFactory(cluster=biohealth, submitted=True, title="A clinic for gait")
        draft = ListingFactory(cluster=biohealth, title="Still secret")
        address = f"/en/register/{meeting.public_id}/outcomes/"

        for each in (listing, draft):
            client.post(address, {"outcome": f"listing:{each.public_id}"})

        page = text(client.get(f"/en/register/{meeting.public_id}/"))
        assert "A clinic for gait" in page
        assert "Still secret" not in page
        assert meeting.outcomes.count() == 1

    def test_of_strangers_is_not_there(self, client, meeting):
        client.force_login(ClusterRoleFactory().person)

        for page in ("", "change/"):
            assert client.get(f"/en/register/{meeting.public_id}/{page}").status_code == 404


class TestTimeline:
    @pytest.fixture
    def busy(self, biohealth, officer, firm, meeting):
        """Everything that a timeline tells of, at an organisation that open data knows."""
        firm.open_data_id = "100000001"
        firm.save()
        membership = MembershipFactory(cluster=biohealth, organisation=firm)
        MembershipStep.objects.create(
            membership=membership, kind="begun", at=NOON - dt.timedelta(days=9), by=officer
        )
        sought = SoughtOrganisationFactory(cluster=biohealth, organisation_id="100000001")
        IntroductionRequest.objects.create(sought=sought, asked_at=NOON - dt.timedelta(days=5))
        return firm

    @pytest.fixture
    def introduced(self, busy, biohealth):
        introduction = Introduction.objects.create(
            cluster=biohealth,
            state="accepted",
            state_since=NOON,
            proposed_at=NOON,
            asking_organisation=OrganisationFactory(name="Uhrwerk Medical"),
            asking_agreed_at=NOON,
            asked_organisation=busy,
            asked_name="Moselle Sensors",
            asked_at=NOON,
            asked_agreed_at=NOON,
            released_at=NOON,
            blurb="We build watches.",
        )
        IntroductionStep.objects.create(
            introduction=introduction, step="accepted", after="accepted", side="asked", at=NOON
        )
        return introduction

    def test_tells_everything_newest_first(self, client, busy):
        page = text(client.get(f"/en/register/organisations/{busy.public_id}/"))

        places = [page.index(each) for each in ("Visit</a></strong>", "Somebody asked", "Begun")]
        assert places == sorted(places)
        assert "Your team was last in contact on 2 November 2026:" in page

    def test_tells_of_needs_answers_and_introductions_with_their_pages(
        self, client, busy, biohealth, introduced
    ):
        need = ListingFactory(
            cluster=biohealth, organisation=busy, member=False, published=True, title="A clinic"
        )
        answered = InterestFactory(
            listing=need, organisation=OrganisationFactory(name="Clinic of the Mosel")
        )
        client.force_login(ClusterRoleFactory(cluster=biohealth, role="cluster_manager").person)

        page = text(client.get(f"/en/register/organisations/{busy.public_id}/"))

        for said, leads_to in (
            ("A clinic", f"/en/needs-and-offers/{need.public_id}/review/"),
            (
                "Clinic of the Mosel → A clinic",
                f"/en/needs-and-offers/answers/{answered.public_id}/screen/",
            ),
            (
                "Uhrwerk Medical → Moselle Sensors",
                f"/en/introductions/team/{introduced.public_id}/",
            ),
        ):
            assert said in page
            assert f'href="{leads_to}"' in page
            assert client.get(leads_to).status_code == 200

    def test_tells_of_questions_with_their_page_and_never_what_was_noted(
        self, client, busy, officer
    ):
        asked = CaseFactory(
            cluster=officer.cluster_roles.get().cluster,
            organisation=busy,
            subject="Who pays for a prototype?",
        )
        support.note(asked, said="They are in trouble", by=officer, now=NOON)
        support.answer(asked, said="We do", seen=last_word(asked), by=officer, now=NOON)
        support.close(asked, by=officer, now=NOON + dt.timedelta(hours=1))

        address = f"/en/register/organisations/{busy.public_id}/"
        page = text(client.get(address, {"show": "case"}))

        places = [page.index(f">{each}</a></strong>") for each in ("Closed", "Answered", "Asked")]
        assert places == sorted(places)
        assert page.count("Who pays for a prototype?") == 3
        assert "trouble" not in page
        assert client.get(f"/en/support/desk/{asked.public_id}/").status_code == 200
        assert f"/en/support/desk/{asked.public_id}/" in page

    @pytest.mark.usefixtures("introduced")
    def test_keeps_introductions_for_those_who_manage_them(self, client, busy):
        page = text(client.get(f"/en/register/organisations/{busy.public_id}/"))

        assert "Uhrwerk Medical" not in page

    def test_keeps_needs_from_the_team_that_acts_for_whose_they_are(
        self, client, busy, biohealth, officer
    ):
        ListingFactory(
            cluster=biohealth, organisation=busy, member=False, published=True, title="A clinic"
        )
        address = f"/en/register/organisations/{busy.public_id}/"
        assert "A clinic" in text(client.get(address))

        OrganisationRoleFactory(organisation=busy, person=officer)

        assert "A clinic" not in text(client.get(address))

    def test_is_narrowed(self, client, busy):
        address = f"/en/register/organisations/{busy.public_id}/"

        page = text(client.get(address, {"show": "membership"}))

        assert "Begun" in page
        assert "Somebody asked" not in page
        assert "Nothing of this kind happened yet." in text(client.get(address, {"show": "claim"}))
        assert client.get(address, {"show": "x"}).status_code == 200

    def test_tells_nothing_of_other_clusters(self, client, busy, officer):
        elsewhere = ClusterRoleFactory()
        log(elsewhere.cluster, elsewhere.person, busy, summary="A secret of others")

        page = text(client.get(f"/en/register/organisations/{busy.public_id}/"))

        assert "A secret of others" not in page

    def test_asks_the_database_twelve_times_at_most(
        self, client, busy, officer, biohealth, django_assert_max_num_queries
    ):
        for number in range(40):
            log(biohealth, officer, busy, summary=f"Meeting {number}")
        for field in ("head_count", "name"):
            FieldChange.objects.create(
                organisation=busy, field=field, teller="team", by=officer, at=NOON
            )

        with django_assert_max_num_queries(12):
            answer = client.get(f"/en/register/organisations/{busy.public_id}/")

        assert "aria-current" in text(answer)

    def test_pages_through_what_is_long(self, client, busy, officer, biohealth):
        for number in range(40):
            log(biohealth, officer, busy, summary=f"Meeting {number}.")
        address = f"/en/register/organisations/{busy.public_id}/"

        first, second = (text(client.get(address, {"page": page})) for page in (1, 2))

        assert first.count("Meeting ") + second.count("Meeting ") == 40


class TestSilentMembers:
    def test_are_listed(self, client, biohealth, officer, firm):
        MembershipFactory(cluster=biohealth, organisation=firm)

        page = text(client.get("/en/register/silent/"))

        assert "With one member nobody of your team was in contact for 6 months." in page
        assert "never so far" in page
        log(biohealth, officer, firm)
        assert "Your team was in contact with every member." in text(
            client.get("/en/register/silent/", {"months": "24"})
        )
        assert client.get("/en/register/silent/", {"months": "x"}).status_code == 200


class TestRegister:
    def test_lists_contacts_by_kind(self, client, meeting):
        assert "Visit: Moselle Sensors" in text(client.get("/en/register/?kind=visit"))
        assert "There is no contact of this kind yet." in text(
            client.get("/en/register/?kind=call")
        )

    def test_says_what_to_do_while_there_is_nothing(self, client, officer):
        assert "Nobody of your team has logged a contact yet." in text(client.get("/en/register/"))

    def test_asks_as_often_for_many_as_for_one(
        self, client, biohealth, officer, meeting, firm, django_assert_max_num_queries
    ):
        for _number in range(30):
            log(biohealth, officer, firm)

        with django_assert_max_num_queries(14):
            client.get("/en/register/")
