"""Answering needs and offers: what each side may do, and what it learns of the other."""

import datetime as dt

import pytest
from django.core import mail

from liaison.hub.accounts.actions import erase_account
from liaison.hub.accounts.choices import Role
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.ticking import tick
from liaison.hub.interests import actions, policies, queries
from liaison.hub.interests.models import Interest
from liaison.hub.introductions import actions as introductions
from liaison.hub.introductions.models import Introduction
from liaison.hub.listings import actions as listings
from liaison.hub.listings.models import KeptFrom
from liaison.hub.listings.queries import brief_of
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.interests import InterestFactory
from tests.factories.listings import ListingFactory
from tests.factories.membership import MembershipFactory
from tests.support.racing import at_once

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
TUESDAY_NOON = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)
TEN_MINUTES = dt.timedelta(minutes=10)
BRINGS = "We have a ward of forty beds and a gait laboratory."

pytestmark = pytest.mark.django_db


@pytest.fixture
def founder(biohealth):
    """Whose need it is."""
    held = OrganisationRoleFactory(
        organisation__name="Sauer Optics",
        person__full_name="Marc Sauer",
        person__email="marc@sauer.example",
    )
    MembershipFactory(cluster=biohealth, organisation=held.organisation)
    return held.person


@pytest.fixture
def listing(biohealth, founder):
    return ListingFactory(
        cluster=biohealth,
        organisation=of(founder),
        written_by=founder,
        member=False,
        published=True,
    )


@pytest.fixture
def doctor():
    """Somebody of a clinic that is no member."""
    return OrganisationRoleFactory(
        organisation__name="Clinic of the Mosel",
        organisation__kind="hospital",
        person__full_name="Anna Muller",
        person__email="anna@clinic.example",
    ).person


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_OFFICER).person


@pytest.fixture
def interest(listing, doctor):
    return express(listing, doctor)


@pytest.fixture
def forwarded(interest, officer):
    actions.forward(interest, by=officer, now=MONDAY_NOON)
    interest.refresh_from_db()
    return interest


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """Return a function that does something and gives the letters it sent."""

    def sent_by(deed):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        return list(mail.outbox)

    return sent_by


def of(person):
    return person.organisation_roles.get().organisation


def express(listing, person, *, brings=BRINGS, evidence=(), now=MONDAY_NOON):
    return actions.express(
        listing,
        of(person),
        brings=brings,
        evidence=evidence,
        contact=person,
        by=person,
        now=now,
    )


class TestExpress:
    def test_waits_for_the_team_and_is_told_to_it(self, listing, doctor, officer, letters):
        (letter,) = letters(lambda: express(listing, doctor))

        assert letter.to == ["biohealth@cluster.example"]
        (waiting,) = queries.to_screen(listing.cluster, for_user=officer)
        assert waiting.organisation == of(doctor)
        assert queries.received(for_user=listing.written_by) == []

    def test_chooses_evidence_from_what_is_known(self, listing, doctor):
        clinic = of(doctor)
        clinic.website = "https://clinic.example"
        clinic.save()

        interest = express(listing, doctor, evidence=["website"])

        assert interest.evidence == [
            {
                "kind": "link",
                "label": "https://clinic.example",
                "link": "https://clinic.example",
            }
        ]
        actions.withdraw(interest, by=doctor, now=MONDAY_NOON)
        with pytest.raises(actions.NotUsable):
            express(listing, doctor, evidence=["term:1"])

    def test_is_sent_once_at_a_time(self, interest, listing, doctor):
        with pytest.raises(actions.AlreadyOpen):
            express(listing, doctor)

        actions.withdraw(interest, by=doctor, now=MONDAY_NOON)
        express(listing, doctor, now=MONDAY_NOON + TEN_MINUTES)

    @pytest.mark.parametrize("brings", ["", " ", "x" * 1001])
    def test_says_something_and_not_too_much(self, listing, doctor, brings):
        with pytest.raises(actions.NotUsable):
            express(listing, doctor, brings=brings)

    @pytest.mark.parametrize(
        "brings", ["Write to anna@clinic.example", "Call +352 26 12 34 56", "www.clinic.example"]
    )
    def test_leads_past_nobody(self, listing, doctor, brings):
        with pytest.raises(actions.GivesContact):
            express(listing, doctor, brings=brings)

    def test_is_not_for_service_providers_unless_they_are_welcome(self, listing, doctor):
        clinic = of(doctor)
        clinic.kind = "service_provider"
        clinic.save()
        with pytest.raises(actions.NotPossible):
            express(listing, doctor)

        listing.welcomes_service_providers = True
        listing.save()

        express(listing, doctor)

    @pytest.mark.parametrize(
        "change",
        [
            {"state": "paused"},
            {"valid_until": dt.date(2026, 11, 1)},
            {"deadline": dt.date(2026, 11, 1)},
            {"tier": "members"},
            {"tier": "matched"},
        ],
    )
    def test_is_not_possible_where_it_is_not_open_to_them(self, listing, doctor, change):
        for name, value in change.items():
            setattr(listing, name, value)
        listing.save()

        with pytest.raises(actions.NotPossible):
            express(listing, doctor)

    def test_is_not_for_those_from_whom_it_is_kept(self, listing, doctor, biohealth):
        MembershipFactory(cluster=biohealth, organisation=of(doctor))
        listing.tier = "members"
        listing.save()
        KeptFrom.objects.create(listing=listing, organisation=of(doctor))

        with pytest.raises(actions.NotPossible):
            express(listing, doctor)

    def test_is_told_to_no_colleague_from_whom_it_is_kept(
        self, forwarded, listing, doctor, founder, letters
    ):
        nurse = OrganisationRoleFactory(organisation=of(doctor)).person
        rival = OrganisationRoleFactory(person=nurse).organisation
        KeptFrom.objects.create(listing=listing, organisation=rival)

        told = letters(lambda: actions.expire(forwarded, now=MONDAY_NOON))

        assert [letter.to for letter in told] == [[doctor.email]]
        assert queries.sent_by(for_user=nurse) == []

    def test_is_not_in_the_name_of_others_nor_to_oneself(self, listing, doctor, founder):
        with pytest.raises(actions.NotPossible):
            express(listing, founder)
        with pytest.raises(actions.NotPossible):
            actions.express(
                listing,
                OrganisationFactory(),
                brings=BRINGS,
                evidence=(),
                contact=doctor,
                by=doctor,
                now=MONDAY_NOON,
            )

    def test_names_a_contact_of_the_organisation(self, listing, doctor):
        with pytest.raises(actions.NotUsable):
            actions.express(
                listing,
                of(doctor),
                brings=BRINGS,
                evidence=(),
                contact=UserFactory(),
                by=doctor,
                now=MONDAY_NOON,
            )

    def test_is_sent_ten_times_a_day_at_most(self, biohealth, doctor):
        for _ in range(10):
            express(ListingFactory(cluster=biohealth, published=True), doctor)

        with pytest.raises(actions.TooMany):
            express(ListingFactory(cluster=biohealth, published=True), doctor)


class TestScreening:
    def test_passes_it_on_without_the_name_of_the_contact(
        self, interest, officer, founder, letters
    ):
        (letter,) = letters(lambda: actions.forward(interest, by=officer, now=MONDAY_NOON))

        assert letter.to == [founder.email]
        assert "Clinic of the Mosel" in letter.body
        assert "Anna Muller" not in letter.body
        assert "anna@" not in letter.body

    def test_turns_it_down_with_a_reason_that_is_told_after_ten_minutes(
        self, interest, officer, doctor, letters
    ):
        silent = letters(
            lambda: actions.turn_down(interest, "advertising", by=officer, now=MONDAY_NOON)
        )
        interest.refresh_from_db()
        assert silent == []
        assert queries.state_for_sender(interest) == "submitted"

        (letter,) = letters(lambda: actions.tell_answer(interest, now=MONDAY_NOON + TEN_MINUTES))

        assert letter.to == [doctor.email]
        assert "It reads like advertising" in letter.body

    @pytest.mark.parametrize("side", ["sender", "owner", "other cluster"])
    def test_is_not_for_those_who_take_part(self, interest, biohealth, doctor, founder, side):
        person = {"sender": doctor, "owner": founder}.get(side) or ClusterRoleFactory().person
        if side != "other cluster":
            ClusterRoleFactory(cluster=biohealth, person=person)

        with pytest.raises(actions.NotAllowed):
            actions.forward(interest, by=person, now=MONDAY_NOON)

    def test_passes_nothing_on_to_what_has_ended(self, interest, listing, founder, officer):
        listings.close(listing, "plans_changed", by=founder, now=MONDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.forward(interest, by=officer, now=MONDAY_NOON)


class TestAccept:
    def test_gives_each_side_the_contact_of_the_other(self, forwarded, founder, doctor, letters):
        sent = letters(lambda: actions.accept(forwarded, by=founder, now=TUESDAY_NOON))

        by_person = {letter.to[0]: letter.body for letter in sent}
        for told in ("Sauer Optics", "Marc Sauer", "marc@sauer.example"):
            assert told in by_person[doctor.email]
        for told in ("Clinic of the Mosel", "Anna Muller", "anna@clinic.example"):
            assert told in by_person[founder.email]

    def test_is_an_introduction_to_which_both_said_yes(self, forwarded, founder, doctor):
        actions.accept(forwarded, by=founder, now=TUESDAY_NOON)

        introduction = Introduction.objects.get()
        forwarded.refresh_from_db()
        assert (forwarded.state, forwarded.introduction) == ("introduced", introduction.public_id)
        assert introduction.state == "accepted"
        assert (introduction.asking_person, introduction.asked_person) == (doctor, founder)

    def test_gives_contacts_by_itself_where_the_words_cannot_stand_in_an_introduction(
        self, forwarded, founder, doctor, letters
    ):
        listing = forwarded.listing
        listing.title = "Our lens, www.journal.example"
        listing.save()

        sent = letters(lambda: actions.accept(forwarded, by=founder, now=TUESDAY_NOON))

        assert not Introduction.objects.exists()
        forwarded.refresh_from_db()
        assert forwarded.state == "accepted"
        assert {letter.to[0] for letter in sent} == {founder.email, doctor.email}

    def test_opens_the_private_brief(self, forwarded, listing, founder, doctor):
        assert brief_of(listing, for_user=doctor) is None

        actions.accept(forwarded, by=founder, now=TUESDAY_NOON)

        assert brief_of(listing, for_user=doctor) == listing.private_brief

    def test_leaves_it_to_others_to_answer_too_who_do_not_notice(self, forwarded, listing, founder):
        actions.accept(forwarded, by=founder, now=TUESDAY_NOON)

        assert express(listing, OrganisationRoleFactory().person).state == "submitted"

    def test_gives_nobody_as_a_contact_who_no_longer_acts_for_it(self, forwarded, founder, doctor):
        colleague = OrganisationRoleFactory(organisation=of(doctor)).person
        doctor.organisation_roles.all().delete()

        actions.accept(forwarded, by=founder, now=TUESDAY_NOON)

        forwarded.refresh_from_db()
        assert forwarded.contact == colleague

    def test_is_not_possible_once_nobody_acts_for_the_sender(self, forwarded, founder, doctor):
        doctor.organisation_roles.all().delete()

        with pytest.raises(actions.TooLate):
            actions.accept(forwarded, by=founder, now=TUESDAY_NOON)

    def test_is_for_the_other_side_alone(self, forwarded, doctor, officer):
        for person in (doctor, officer, UserFactory()):
            with pytest.raises(actions.NotAllowed):
                actions.accept(forwarded, by=person, now=TUESDAY_NOON)

    def test_comes_too_late_after_it_was_taken_back(self, forwarded, doctor, founder):
        actions.withdraw(forwarded, by=doctor, now=TUESDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.accept(forwarded, by=founder, now=TUESDAY_NOON)

    def test_is_followed_by_an_outcome_that_either_side_says(self, forwarded, founder, doctor):
        actions.accept(forwarded, by=founder, now=TUESDAY_NOON)
        actions.say_outcome(forwarded, "met", by=doctor, now=TUESDAY_NOON)
        actions.say_outcome(forwarded, "agreement", by=founder, now=TUESDAY_NOON)

        forwarded.refresh_from_db()
        assert (forwarded.state, forwarded.outcome) == ("closed", "agreement")


class TestOutcome:
    @pytest.fixture
    def introduced(self, forwarded, founder):
        actions.accept(forwarded, by=founder, now=TUESDAY_NOON)
        return Introduction.objects.get()

    def test_is_known_to_the_introduction_too_so_that_nobody_is_asked_once_more(
        self, introduced, forwarded, founder, letters
    ):
        actions.say_outcome(forwarded, "agreement", by=founder, now=TUESDAY_NOON)

        introduced.refresh_from_db()
        assert (introduced.state, introduced.outcome_of_asked) == ("closed", "working_together")
        month_later = TUESDAY_NOON + dt.timedelta(days=31)
        sent = letters(lambda: introductions.follow_up(introduced, now=month_later))
        (asked,) = [letter for letter in sent if "Have you met?" in letter.subject]
        assert asked.to == [forwarded.contact.email]

    def test_of_a_colleague_counts_for_the_side(self, introduced, forwarded):
        colleague = OrganisationRoleFactory(organisation=forwarded.organisation).person

        actions.say_outcome(forwarded, "dropped", by=colleague, now=TUESDAY_NOON)

        introduced.refresh_from_db()
        assert introduced.outcome_of_asking == "no_fit"

    @pytest.mark.parametrize(
        ("said", "outcome"),
        [("met", "met"), ("working_together", "agreement"), ("no_answer", "no_meeting")],
    )
    def test_of_the_introduction_is_that_of_the_answer(
        self, introduced, forwarded, doctor, said, outcome
    ):
        introductions.say_outcome(
            introduced, side="asking", outcome=said, by=doctor, now=TUESDAY_NOON
        )

        forwarded.refresh_from_db()
        assert (forwarded.state, forwarded.outcome) == ("closed", outcome)

    def test_keeps_the_word_that_says_more(self, introduced, forwarded, founder):
        actions.say_outcome(forwarded, "negotiating", by=founder, now=TUESDAY_NOON)

        forwarded.refresh_from_db()
        introduced.refresh_from_db()
        assert (forwarded.outcome, introduced.outcome_of_asked) == ("negotiating", "met")


class TestDecline:
    @pytest.mark.parametrize(("tells", "is_told"), [(True, True), (False, False)])
    def test_is_told_as_not_available_with_a_reason_only_if_that_is_allowed(
        self, forwarded, founder, doctor, letters, tells, is_told
    ):
        actions.decline(forwarded, "terms", tells_reason=tells, by=founder, now=TUESDAY_NOON)

        (letter,) = letters(lambda: actions.tell_answer(forwarded, now=TUESDAY_NOON + TEN_MINUTES))

        assert letter.to == [doctor.email]
        assert "not available" in letter.body
        assert ("The terms do not suit us" in letter.body) is is_told
        assert "Sauer" not in letter.body + letter.subject + str(letter.alternatives)

    def test_can_be_undone_for_ten_minutes_and_nobody_hears_of_it(
        self, forwarded, founder, letters
    ):
        actions.decline(forwarded, "other", tells_reason=False, by=founder, now=TUESDAY_NOON)
        soon = TUESDAY_NOON + dt.timedelta(minutes=9)
        assert not actions.tell_answer(forwarded, now=soon)

        actions.take_back_answer(forwarded, by=founder, now=soon)

        assert not actions.tell_answer(forwarded, now=TUESDAY_NOON + TEN_MINUTES)
        forwarded.refresh_from_db()
        assert forwarded.state == "forwarded"

    def test_cannot_be_undone_once_it_was_told(self, forwarded, founder):
        actions.decline(forwarded, "other", tells_reason=False, by=founder, now=TUESDAY_NOON)
        late = TUESDAY_NOON + TEN_MINUTES
        assert actions.tell_answer(forwarded, now=late)
        assert not actions.tell_answer(forwarded, now=late)

        with pytest.raises(actions.TooLate):
            actions.take_back_answer(forwarded, by=founder, now=late)

    def test_looks_to_its_sender_as_if_nothing_had_happened_meanwhile(self, forwarded, founder):
        actions.decline(forwarded, "terms", tells_reason=True, by=founder, now=TUESDAY_NOON)

        forwarded.refresh_from_db()
        assert queries.state_for_sender(forwarded) == "forwarded"
        assert queries.reason_for_sender(forwarded) == ""

    def test_can_be_overtaken_by_its_sender_who_does_not_know_of_it(
        self, forwarded, founder, doctor
    ):
        actions.decline(forwarded, "terms", tells_reason=True, by=founder, now=TUESDAY_NOON)

        actions.withdraw(forwarded, by=doctor, now=TUESDAY_NOON)

        assert not actions.tell_answer(forwarded, now=TUESDAY_NOON + TEN_MINUTES)

    def test_is_final_once_it_was_told(self, forwarded, listing, founder, doctor):
        actions.decline(forwarded, "terms", tells_reason=True, by=founder, now=TUESDAY_NOON)
        actions.tell_answer(forwarded, now=TUESDAY_NOON + TEN_MINUTES)

        assert queries.open_interest_of(listing.pk, [of(doctor)]) is None
        with pytest.raises(actions.AlreadyAnswered):
            express(listing, doctor, now=TUESDAY_NOON + TEN_MINUTES)

    def test_leaves_it_under_way_for_its_sender_until_it_is_told(
        self, forwarded, listing, founder, doctor
    ):
        actions.decline(forwarded, "terms", tells_reason=True, by=founder, now=TUESDAY_NOON)

        assert queries.own_answers_to(listing, for_user=doctor).sent == [forwarded]
        with pytest.raises(actions.AlreadyOpen):
            express(listing, doctor, now=TUESDAY_NOON)

    def test_by_the_team_leaves_it_under_way_until_it_is_told(
        self, interest, listing, officer, doctor
    ):
        actions.turn_down(interest, "unclear", by=officer, now=TUESDAY_NOON)

        assert queries.own_answers_to(listing, for_user=doctor).sent == [interest]
        with pytest.raises(actions.AlreadyOpen):
            express(listing, doctor, now=TUESDAY_NOON)

    def test_is_remembered_where_its_sender_takes_it_back_meanwhile(
        self, forwarded, listing, founder, doctor
    ):
        actions.decline(forwarded, "terms", tells_reason=True, by=founder, now=TUESDAY_NOON)
        actions.withdraw(forwarded, by=doctor, now=TUESDAY_NOON)

        with pytest.raises(actions.AlreadyAnswered):
            express(listing, doctor, now=TUESDAY_NOON + TEN_MINUTES)

    def test_by_the_team_is_remembered_where_its_sender_takes_it_back_meanwhile(
        self, interest, listing, officer, doctor
    ):
        actions.turn_down(interest, "unclear", by=officer, now=TUESDAY_NOON)
        actions.withdraw(interest, by=doctor, now=TUESDAY_NOON)

        with pytest.raises(actions.AlreadyAnswered):
            express(listing, doctor, now=TUESDAY_NOON + TEN_MINUTES)

    @pytest.mark.parametrize("is_declined", [True, False])
    def test_is_not_to_be_told_from_sending_another_too_soon(
        self, forwarded, listing, founder, doctor, is_declined
    ):
        if is_declined:
            actions.decline(forwarded, "terms", tells_reason=True, by=founder, now=TUESDAY_NOON)
        actions.withdraw(forwarded, by=doctor, now=TUESDAY_NOON)

        with pytest.raises(actions.TooSoon):
            express(listing, doctor, now=TUESDAY_NOON + TEN_MINUTES - dt.timedelta(seconds=1))

    def test_that_was_undone_hinders_nobody_from_sending_another(
        self, forwarded, listing, founder, doctor
    ):
        actions.decline(forwarded, "terms", tells_reason=True, by=founder, now=TUESDAY_NOON)
        actions.take_back_answer(forwarded, by=founder, now=TUESDAY_NOON)
        actions.withdraw(forwarded, by=doctor, now=TUESDAY_NOON)

        assert express(listing, doctor, now=TUESDAY_NOON + TEN_MINUTES).state == "submitted"

    def test_cannot_be_undone_where_another_of_the_sender_is_open(
        self, forwarded, listing, founder, doctor
    ):
        actions.decline(forwarded, "terms", tells_reason=True, by=founder, now=TUESDAY_NOON)
        # As a merger of two organisations may leave it.
        InterestFactory(listing=listing, organisation=of(doctor), written_by=doctor)

        with pytest.raises(actions.TooLate):
            actions.take_back_answer(forwarded, by=founder, now=TUESDAY_NOON)
        forwarded.refresh_from_db()
        assert forwarded.state == "declined"


class TestMore:
    def test_is_asked_and_answered_without_names(self, forwarded, founder, doctor, letters):
        (asked,) = letters(
            lambda: actions.ask_for_more(forwarded, "How many beds?", by=founder, now=TUESDAY_NOON)
        )
        assert asked.to == [doctor.email]
        assert "How many beds?" in asked.body
        assert "Sauer" not in asked.body

        (answered,) = letters(
            lambda: actions.say_more(forwarded, "Forty.", by=doctor, now=TUESDAY_NOON)
        )

        assert answered.to == [founder.email]
        assert "Anna" not in answered.body
        forwarded.refresh_from_db()
        assert forwarded.state == "forwarded"

    @pytest.mark.parametrize("said", ["We at Sauer Optics ask.", "Mail marc@sauer.example"])
    def test_does_not_tell_who_asks(self, forwarded, founder, said):
        with pytest.raises(actions.GivesContact):
            actions.ask_for_more(forwarded, said, by=founder, now=TUESDAY_NOON)

    def test_looks_to_its_sender_as_if_they_were_still_asked_until_a_no_is_told(
        self, forwarded, founder, doctor
    ):
        actions.ask_for_more(forwarded, "How many beds?", by=founder, now=MONDAY_NOON)
        actions.decline(forwarded, "terms", tells_reason=False, by=founder, now=TUESDAY_NOON)
        forwarded.refresh_from_db()

        assert queries.state_for_sender(forwarded) == "more_info"
        assert policies.can_say_more(doctor, forwarded)
        assert Clock.objects.open().get().kind == "interests.more"

        actions.say_more(forwarded, "Forty.", by=doctor, now=TUESDAY_NOON)

        forwarded.refresh_from_db()
        assert forwarded.state == "declined"
        assert queries.state_for_sender(forwarded) == "forwarded"
        assert actions.tell_answer(forwarded, now=TUESDAY_NOON + TEN_MINUTES)
        forwarded.refresh_from_db()
        assert queries.state_for_sender(forwarded) == "declined"
        assert not Clock.objects.open().exists()

    def test_waits_on_where_a_no_is_undone(self, forwarded, founder, doctor):
        actions.ask_for_more(forwarded, "How many beds?", by=founder, now=MONDAY_NOON)
        actions.say_not_now(forwarded, dt.date(2026, 12, 1), by=founder, now=TUESDAY_NOON)
        actions.decline(forwarded, "terms", tells_reason=False, by=founder, now=TUESDAY_NOON)

        actions.take_back_answer(forwarded, by=founder, now=TUESDAY_NOON)

        forwarded.refresh_from_db()
        assert (forwarded.state, forwarded.state_before) == ("more_info", "")
        waiting = Clock.objects.open().values_list("kind", "state")
        assert set(waiting) == {("interests.more", "running"), ("interests.answer", "paused")}


class TestNotNow:
    def test_comes_back_on_its_day(self, forwarded, founder, doctor, letters):
        until = dt.date(2026, 12, 1)
        actions.say_not_now(forwarded, until, by=founder, now=TUESDAY_NOON)
        (letter,) = letters(lambda: actions.tell_answer(forwarded, now=TUESDAY_NOON + TEN_MINUTES))
        assert letter.to == [doctor.email]
        assert "2026" in letter.body
        assert not queries.to_wake(dt.date(2026, 11, 30)).exists()

        december = dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC)
        (reminder,) = letters(lambda: actions.wake(forwarded, now=december))

        assert reminder.to == [founder.email]
        assert not actions.wake(forwarded, now=december)

    @pytest.mark.parametrize("until", [dt.date(2026, 11, 3), dt.date(2027, 12, 1)])
    def test_is_for_a_day_within_a_year(self, forwarded, founder, until):
        with pytest.raises(actions.NotUsable):
            actions.say_not_now(forwarded, until, by=founder, now=TUESDAY_NOON)


class TestClocks:
    def test_let_it_expire_after_two_weeks_and_two_reminders(
        self, forwarded, founder, doctor, letters
    ):
        def two_weeks():
            for day in range(1, 20):
                tick(now=dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC) + dt.timedelta(days=day))

        sent = letters(two_weeks)

        to_founder = [letter for letter in sent if letter.to == [founder.email]]
        assert len(to_founder) == 2
        assert [letter.subject for letter in sent if letter.to == [doctor.email]] == [
            "Not available: A clinic to test a wearable gait sensor"
        ]
        forwarded.refresh_from_db()
        assert forwarded.state == "expired"

    def test_tell_the_managers_before_nobody_answered_in_time(self, forwarded, letters):
        cluster = forwarded.listing.cluster
        manager = ClusterRoleFactory(cluster=cluster, role="cluster_manager").person

        def nine_days():
            for day in range(1, 15):
                tick(now=dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC) + dt.timedelta(days=day))

        to_manager = [each for each in letters(nine_days) if each.to == [manager.email]]

        (letter,) = to_manager
        assert f"/needs-and-offers/answers/{forwarded.public_id}/screen/" in letter.body

    def test_tell_who_asked_for_more_that_nothing_came(self, forwarded, founder, doctor, letters):
        actions.ask_for_more(forwarded, "How many beds?", by=founder, now=TUESDAY_NOON)

        def three_weeks():
            for day in range(2, 25):
                tick(now=dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC) + dt.timedelta(days=day))

        sent = letters(three_weeks)

        (to_founder,) = [letter for letter in sent if letter.to == [founder.email]]
        assert "has not answered your question" in to_founder.body
        assert "Anna" not in to_founder.body
        forwarded.refresh_from_db()
        assert forwarded.state == "expired"

    def test_stand_still_while_the_sender_is_asked(self, forwarded, founder, doctor):
        actions.ask_for_more(forwarded, "How many beds?", by=founder, now=TUESDAY_NOON)

        states = {clock.kind: clock.state for clock in Clock.objects.open()}

        assert states == {"interests.answer": "paused", "interests.more": "running"}

    def test_end_once_it_is_answered(self, forwarded, founder):
        actions.accept(forwarded, by=founder, now=TUESDAY_NOON)

        assert not Clock.objects.open().exists()


class TestEnd:
    def test_of_a_listing_tells_those_who_wait(self, forwarded, listing, founder, doctor, letters):
        sent = letters(
            lambda: listings.close(listing, "found_elsewhere", by=founder, now=TUESDAY_NOON)
        )

        assert [letter.to for letter in sent] == [[doctor.email]]
        forwarded.refresh_from_db()
        assert forwarded.state == "expired"

    def test_of_the_contacts_account_takes_it_back(self, forwarded, doctor):
        erase_account(doctor, by=doctor, now=TUESDAY_NOON)

        forwarded.refresh_from_db()
        assert forwarded.state == "withdrawn"

    def test_of_the_contacts_account_leaves_it_to_a_colleague(self, forwarded, doctor):
        colleague = OrganisationRoleFactory(organisation=of(doctor)).person

        erase_account(doctor, by=doctor, now=TUESDAY_NOON)

        forwarded.refresh_from_db()
        assert (forwarded.state, forwarded.contact) == ("forwarded", colleague)


class TestWhoReads:
    def test_is_each_side_and_the_team(self, forwarded, founder, doctor, officer):
        assert queries.get_sent(forwarded.public_id, for_user=doctor) == forwarded
        assert queries.get_received(forwarded.public_id, for_user=founder) == forwarded
        assert queries.get_to_screen(forwarded.public_id, for_user=officer) == forwarded
        for get in (queries.get_sent, queries.get_received, queries.get_to_screen):
            with pytest.raises(queries.NoInterest):
                get(forwarded.public_id, for_user=UserFactory())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("threads_share_no_memory")
class TestEightAtOnce:
    """On PostgreSQL they really are at once."""

    def test_accept_and_decline_once(self):
        interest = InterestFactory(forwarded=True)
        owners = [
            OrganisationRoleFactory(organisation=interest.listing.organisation).person
            for _ in range(8)
        ]

        outcomes = at_once(
            *[
                (lambda by=person: actions.accept(interest, by=by, now=MONDAY_NOON))
                if number % 2
                else lambda by=person: actions.decline(
                    interest, "other", tells_reason=False, by=by, now=MONDAY_NOON
                )
                for number, person in enumerate(owners)
            ]
        )

        assert outcomes == ["TooLate"] * 7 + ["done"]

    def test_colleagues_send_once(self):
        listing = ListingFactory(published=True)
        clinic = OrganisationFactory()
        people = [OrganisationRoleFactory(organisation=clinic).person for _ in range(8)]

        outcomes = at_once(*[lambda by=each: express(listing, by) for each in people])

        assert outcomes == ["AlreadyOpen"] * 7 + ["done"]
        assert Interest.objects.count() == 1

    def test_listings_are_published_once(self):
        listing = ListingFactory(submitted=True)
        team = [ClusterRoleFactory(cluster=listing.cluster).person for _ in range(8)]
        marks = dict.fromkeys(("advantages", "clarity", "expectations", "language"), 4)

        outcomes = at_once(
            *[
                lambda by=each: listings.publish(listing, marks, version=1, by=by, now=MONDAY_NOON)
                for each in team
            ]
        )

        assert outcomes == ["TooLate"] * 7 + ["done"]
