"""Writing, reviewing and running needs and offers, and who sees them."""

import datetime as dt

import pytest
from django.core import mail

from liaison.hub.accounts.choices import Role
from liaison.hub.audit.models import Event
from liaison.hub.clocks.actions import NotForThem, assign
from liaison.hub.clocks.models import Clock
from liaison.hub.directory.models import Organisation
from liaison.hub.listings import actions, queries
from liaison.hub.listings.actions.drafting import Partner
from liaison.hub.listings.models import KeptFrom, Listing, Matched
from liaison.hub.membership.models import Membership
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
)
from tests.factories.listings import ListingFactory
from tests.factories.membership import MembershipFactory

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
TUESDAY_NOON = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)
MONDAY = MONDAY_NOON.date()
GOOD = {"advantages": 4, "clarity": 4, "expectations": 4, "language": 4}
WORDS = {
    "title": "A clinic to test a gait sensor",
    "summary": "We seek a clinic for a study with forty people.",
    "public_text": "The sensor measures gait at home. We seek a neurological clinic.",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def optics(biohealth):
    optics = OrganisationFactory(name="Sauer Optics", visibility="public")
    MembershipFactory(cluster=biohealth, organisation=optics)
    return optics


@pytest.fixture
def founder(optics):
    return OrganisationRoleFactory(organisation=optics).person


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_OFFICER).person


@pytest.fixture
def competitor(biohealth):
    """Somebody of another member."""
    other = OrganisationFactory(name="Moselle Lenses", visibility="public")
    MembershipFactory(cluster=biohealth, organisation=other)
    return OrganisationRoleFactory(organisation=other).person


@pytest.fixture
def draft(optics, biohealth, founder):
    draft = begin(optics, biohealth, by=founder)
    actions.write(draft, WORDS, brief="A shoe sole.", by=founder, now=MONDAY_NOON)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def published(biohealth, optics, founder):
    return ListingFactory(
        cluster=biohealth, organisation=optics, written_by=founder, member=False, published=True
    )


def begin(organisation, cluster, *, by, money="we_pay", kind="clinical_site"):
    return actions.begin(
        organisation,
        cluster=cluster,
        kind=kind,
        money=money,
        language="en",
        by=by,
        now=MONDAY_NOON,
    )


def of(person):
    return person.organisation_roles.get().organisation


def on_board(person, cluster):
    board = queries.board(
        queries.Choice(), cluster=cluster, language="en", for_user=person, now=MONDAY
    )
    return [shown.listing for shown in board.shown]


class TestBegin:
    @pytest.mark.parametrize(
        ("money", "direction"),
        [("we_pay", "request"), ("we_are_paid", "offer"), ("shared", "request")],
    )
    def test_is_a_need_or_an_offer_by_the_way_of_the_money(
        self, optics, biohealth, founder, money, direction
    ):
        assert begin(optics, biohealth, by=founder, money=money).direction == direction

    def test_is_for_members_only(self, biohealth):
        outsider = OrganisationRoleFactory()

        with pytest.raises(actions.NotAMember):
            begin(outsider.organisation, biohealth, by=outsider.person)

    def test_is_not_for_a_suspended_member(self, optics, biohealth, founder):
        Membership.objects.update(state="suspended")

        with pytest.raises(actions.NotAMember):
            begin(optics, biohealth, by=founder)

    def test_is_not_for_others(self, optics, biohealth, competitor):
        with pytest.raises(actions.NotAllowed):
            begin(optics, biohealth, by=competitor)

    def test_is_fifty_times_for_one_organisation_at_most(self, optics, biohealth, founder):
        for _ in range(50):
            begin(optics, biohealth, by=founder)

        with pytest.raises(actions.TooManyListings):
            begin(optics, biohealth, by=founder)


class TestDraft:
    def test_is_seen_by_its_organisation_alone(self, draft, founder, officer, competitor):
        assert queries.get_own(draft.public_id, for_user=founder) == draft
        for other in (officer, competitor, UserFactory()):
            with pytest.raises(queries.NoListing):
                queries.get_listing(draft.public_id, for_user=other, now=MONDAY)

    @pytest.mark.parametrize(
        "until", [dt.date(2026, 11, 2), dt.date(2026, 10, 1), dt.date(2027, 11, 4)]
    )
    def test_is_open_for_twelve_months_at_most(self, draft, founder, until):
        with pytest.raises(actions.NotUsable):
            actions.open_to(
                draft,
                is_anonymous=True,
                tier="members",
                welcomes_service_providers=False,
                valid_until=until,
                by=founder,
                now=MONDAY_NOON,
            )

    def test_that_everybody_may_read_is_kept_from_nobody(self, draft, founder, competitor):
        actions.keep_from(draft, [of(competitor)], by=founder, now=MONDAY_NOON)

        with pytest.raises(actions.NotUsable):
            actions.open_to(
                draft,
                is_anonymous=True,
                tier="public",
                welcomes_service_providers=False,
                valid_until=dt.date(2027, 1, 1),
                by=founder,
                now=MONDAY_NOON,
            )

    @pytest.mark.parametrize(
        "partner",
        [
            Partner(levels=(5, 3)),
            Partner(levels=(0, 3)),
            Partner(kinds=["pirate"]),
            Partner(countries=["XX"]),
            Partner(call="no such call"),
            Partner(deadline=dt.date(2026, 11, 1)),
            Partner(role="x" * 301),
        ],
    )
    def test_keeps_nothing_that_cannot_be(self, draft, founder, partner):
        with pytest.raises(actions.NotUsable):
            actions.set_partner(draft, partner, by=founder, now=MONDAY_NOON)


class TestSubmit:
    def test_waits_for_the_team_and_is_told_to_it(
        self, draft, founder, officer, biohealth, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            actions.submit(draft, by=founder, now=MONDAY_NOON)

        assert queries.to_review(biohealth, for_user=officer) == [draft]
        assert mail.outbox[0].to == ["biohealth@cluster.example"]
        assert Event.objects.filter(verb="listing.submitted").exists()

    def test_is_refused_while_a_text_without_a_name_has_it(self, draft, founder):
        words = WORDS | {"public_text": "Sauer Optics seeks a clinic."}
        actions.write(draft, words, brief="", by=founder, now=MONDAY_NOON)

        with pytest.raises(actions.GivesAway) as refused:
            actions.submit(draft, by=founder, now=MONDAY_NOON)

        (found,) = refused.value.checked.hard
        assert found.passage == "Sauer Optics"
        with pytest.raises(actions.NotAllowed):
            actions.allow_passage(
                draft, found.mark, reason="It is known.", by=founder, now=MONDAY_NOON
            )

    @pytest.mark.parametrize(
        "link", ["https://sauer.example/need", "https://calls.example/?for=sauer-optics"]
    )
    def test_is_refused_while_the_link_of_its_call_leads_to_who_seeks(self, draft, founder, link):
        Organisation.objects.update(website="https://www.sauer.example")
        actions.set_partner(draft, Partner(call=link), by=founder, now=MONDAY_NOON)

        with pytest.raises(actions.GivesAway) as refused:
            actions.submit(draft, by=founder, now=MONDAY_NOON)

        (found,) = refused.value.checked.hard
        assert found.field == "call_link"

    def test_may_name_the_call_of_a_funder_by_its_link(self, draft, founder):
        Organisation.objects.update(website="https://www.sauer.example")
        call = Partner(call="https://www.fnr.example/calls/bridges")
        actions.set_partner(draft, call, by=founder, now=MONDAY_NOON)

        assert actions.submit(draft, by=founder, now=MONDAY_NOON).state == "submitted"

    def test_goes_on_once_somebody_said_why_a_finding_is_all_right(self, draft, founder):
        words = WORDS | {"public_text": "As shown in www.journal.example/gait, it works."}
        actions.write(draft, words, brief="", by=founder, now=MONDAY_NOON)
        (found,) = queries.check(Listing.objects.get()).open

        actions.allow_passage(
            draft, found.mark, reason="A journal, not ours.", by=founder, now=MONDAY_NOON
        )

        assert actions.submit(draft, by=founder, now=MONDAY_NOON).state == "submitted"

    def test_looks_for_patients_in_the_private_brief_and_for_nobody_else(self, draft, founder):
        brief = "Sauer Optics, anna@sauer.example. Mrs. Schmit has diabetes; 1980051212334."
        actions.write(draft, WORDS, brief=brief, by=founder, now=MONDAY_NOON)

        with pytest.raises(actions.GivesAway) as refused:
            actions.submit(draft, by=founder, now=MONDAY_NOON)

        found = refused.value.checked.findings
        assert [each.passage for each in found] == ["Mrs. Schmit", "1980051212334"]

    def test_looks_through_other_languages_too(self, draft, founder):
        french = {"title": "Une clinique", "summary": "Sauer Optics cherche.", "public_text": "x"}
        actions.translate(draft, {"fr": french}, by=founder, now=MONDAY_NOON)

        with pytest.raises(actions.GivesAway):
            actions.submit(draft, by=founder, now=MONDAY_NOON)


class TestReview:
    def test_publishes_and_tells_those_who_wrote_it(
        self, draft, founder, officer, biohealth, django_capture_on_commit_callbacks
    ):
        actions.submit(draft, by=founder, now=MONDAY_NOON)
        actions.begin_review(draft, by=officer, now=MONDAY_NOON)

        with django_capture_on_commit_callbacks(execute=True):
            actions.publish(draft, GOOD, version=1, by=officer, now=TUESDAY_NOON)

        assert mail.outbox[0].to == [founder.email]
        assert on_board(founder, biohealth) == [draft]
        draft.refresh_from_db()
        assert draft.valid_until == dt.date(2027, 5, 4)

    def test_is_of_whoever_took_it_over_on_the_desk_or_on_its_page(
        self, draft, founder, officer, biohealth
    ):
        colleague = ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person
        actions.submit(draft, by=founder, now=MONDAY_NOON)
        actions.begin_review(draft, by=officer, now=MONDAY_NOON)
        clock = Clock.objects.open().get()
        assert clock.assignee == officer

        assign(clock, to=colleague, by=officer, now=MONDAY_NOON)
        draft.refresh_from_db()
        assert (draft.state, draft.reviewer) == ("in_review", colleague)

        assign(clock, to=None, by=colleague, now=MONDAY_NOON)
        draft.refresh_from_db()
        assert (draft.state, draft.reviewer) == ("submitted", None)

    def test_is_given_to_nobody_who_acts_for_whom_it_is(self, draft, founder, officer, biohealth):
        ClusterRoleFactory(cluster=biohealth, person=founder)
        actions.submit(draft, by=founder, now=MONDAY_NOON)

        with pytest.raises(NotForThem):
            assign(Clock.objects.open().get(), to=founder, by=officer, now=MONDAY_NOON)

    @pytest.mark.parametrize(
        "marks", [GOOD | {"clarity": 0}, dict.fromkeys(GOOD, 2), dict.fromkeys(GOOD, 1)]
    )
    def test_publishes_nothing_that_is_not_sufficient(self, draft, founder, officer, marks):
        actions.submit(draft, by=founder, now=MONDAY_NOON)

        with pytest.raises(actions.MarksTooLow):
            actions.publish(draft, marks, version=1, by=officer, now=MONDAY_NOON)

    def test_returns_with_remarks_and_reads_what_was_changed(self, draft, founder, officer):
        actions.submit(draft, by=founder, now=MONDAY_NOON)
        actions.return_for_changes(
            draft, {"title": "Which clinic?"}, version=1, by=officer, now=MONDAY_NOON
        )
        words = WORDS | {"title": "A neurological clinic to test a gait sensor"}
        actions.write(draft, words, brief="", by=founder, now=TUESDAY_NOON)
        actions.submit(draft, by=founder, now=TUESDAY_NOON)

        actions.publish(draft, GOOD, version=2, by=officer, now=TUESDAY_NOON)

        draft.refresh_from_db()
        assert draft.title == "A neurological clinic to test a gait sensor"
        assert [(each.number, each.state) for each in queries.versions_of(draft)] == [
            (2, "in_force"),
            (1, "returned"),
        ]

    def test_says_something_when_it_returns(self, draft, founder, officer):
        actions.submit(draft, by=founder, now=MONDAY_NOON)

        with pytest.raises(actions.NothingSaid):
            actions.return_for_changes(
                draft, {"title": " "}, version=1, by=officer, now=MONDAY_NOON
            )

    def test_decides_on_the_version_that_was_read(self, draft, founder, officer):
        actions.submit(draft, by=founder, now=MONDAY_NOON)
        actions.take_back(draft, by=founder, now=MONDAY_NOON)
        actions.submit(draft, by=founder, now=MONDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.publish(draft, GOOD, version=1, by=officer, now=MONDAY_NOON)

    def test_sees_no_more_of_what_is_taken_back_to_be_written_anew(
        self, draft, founder, officer, biohealth
    ):
        actions.submit(draft, by=founder, now=MONDAY_NOON)
        actions.take_back(draft, by=founder, now=MONDAY_NOON)

        assert list(queries.all_for_team(biohealth, for_user=officer)) == []
        with pytest.raises(queries.NoListing):
            queries.get_listing(draft.public_id, for_user=officer, now=MONDAY)

    def test_is_not_for_the_author_who_is_of_the_team_too(self, draft, founder, biohealth):
        actions.submit(draft, by=founder, now=MONDAY_NOON)
        ClusterRoleFactory(cluster=biohealth, person=founder)

        with pytest.raises(actions.NotAllowed):
            actions.publish(draft, GOOD, version=1, by=founder, now=MONDAY_NOON)

    def test_is_not_for_the_team_of_another_cluster(self, draft, founder):
        actions.submit(draft, by=founder, now=MONDAY_NOON)

        with pytest.raises(actions.NotAllowed):
            actions.publish(draft, GOOD, version=1, by=ClusterRoleFactory().person, now=MONDAY_NOON)


class TestPublished:
    def test_keeps_its_words_until_others_were_read(self, published, founder, officer):
        words = WORDS | {"title": "Two clinics to test a gait sensor"}
        assert actions.change_published(published, words, {}, by=founder, now=MONDAY_NOON)
        published.refresh_from_db()
        assert published.title == "A clinic to test a wearable gait sensor"

        actions.publish(published, GOOD, version=2, by=officer, now=TUESDAY_NOON)

        published.refresh_from_db()
        assert published.title == "Two clinics to test a gait sensor"

    def test_cannot_be_changed_to_give_its_organisation_away(self, published, founder):
        with pytest.raises(actions.GivesAway):
            actions.change_published(
                published, WORDS | {"title": "Sauer Optics"}, {}, by=founder, now=MONDAY_NOON
            )

    def test_is_paused_renewed_and_closed(self, published, founder, biohealth, competitor):
        actions.pause(published, by=founder, now=MONDAY_NOON)
        assert on_board(competitor, biohealth) == []
        actions.resume(published, by=founder, now=MONDAY_NOON)
        actions.renew(published, dt.date(2027, 11, 1), by=founder, now=MONDAY_NOON)
        assert on_board(competitor, biohealth) == [published]

        actions.close(published, "found_here", by=founder, now=TUESDAY_NOON)

        published.refresh_from_db()
        assert (published.state, published.times_renewed) == ("matched", 1)
        with pytest.raises(actions.TooLate):
            actions.renew(published, dt.date(2027, 11, 1), by=founder, now=TUESDAY_NOON)

    def test_is_gone_after_its_last_day_even_if_no_job_ran(self, published, biohealth, competitor):
        published.valid_until = dt.date(2026, 11, 1)
        published.save()

        assert on_board(competitor, biohealth) == []

    def test_expires_once_and_can_be_opened_again(
        self, published, founder, django_capture_on_commit_callbacks
    ):
        published.valid_until = dt.date(2026, 11, 1)
        published.save()

        with django_capture_on_commit_callbacks(execute=True):
            outcomes = [actions.expire(published, now=MONDAY_NOON) for _ in range(2)]

        assert outcomes == [True, False]
        assert [letter.to for letter in mail.outbox] == [[founder.email]]
        actions.renew(published, dt.date(2027, 1, 1), by=founder, now=MONDAY_NOON)
        published.refresh_from_db()
        assert published.state == "published"

    def test_reminds_once_before_it_ends(self, published, django_capture_on_commit_callbacks):
        published.valid_until = dt.date(2026, 11, 10)
        published.save()

        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                actions.remind_of_end(today=MONDAY, until=dt.date(2026, 11, 16), now=MONDAY_NOON)

        assert len(mail.outbox) == 1

    def test_is_no_longer_shown_once_the_membership_ended(self, published, biohealth, competitor):
        Membership.objects.filter(organisation=published.organisation).update(state="suspended")

        assert on_board(competitor, biohealth) == []


class TestWhoSees:
    @pytest.mark.parametrize(
        ("tier", "everybody", "member", "picked"),
        [
            ("public", True, True, True),
            ("members", False, True, True),
            ("matched", False, False, True),
            ("after_nda", False, False, True),
        ],
    )
    def test_is_as_far_as_the_tier_goes(
        self, published, biohealth, competitor, officer, tier, everybody, member, picked
    ):
        published.tier = tier
        published.save()
        assert bool(on_board(UserFactory(), biohealth)) is everybody
        assert bool(on_board(competitor, biohealth)) is member
        assert on_board(officer, biohealth) == [published]

        actions.match(published, of(competitor), by=officer, now=MONDAY_NOON)

        assert bool(on_board(competitor, biohealth)) is picked

    def test_is_never_whom_it_is_kept_from_not_even_in_the_team(
        self, published, biohealth, competitor, officer
    ):
        published.tier = "members"
        published.save()
        KeptFrom.objects.create(listing=published, organisation=of(competitor))
        ClusterRoleFactory(cluster=biohealth, person=competitor)

        assert on_board(competitor, biohealth) == []
        assert list(queries.all_for_team(biohealth, for_user=competitor)) == []
        with pytest.raises(actions.IsKeptFrom):
            actions.match(published, of(competitor), by=officer, now=MONDAY_NOON)

    def test_hears_of_it_is_nobody_whom_it_is_kept_from(
        self, published, competitor, founder, django_capture_on_commit_callbacks
    ):
        KeptFrom.objects.create(listing=published, organisation=of(competitor))
        published.tier = "matched"
        published.save()
        clinic = OrganisationFactory(name="Clinique Moselle", visibility="public")
        doctor = OrganisationRoleFactory(organisation=clinic).person
        OrganisationRoleFactory(organisation=clinic, person=competitor)

        with django_capture_on_commit_callbacks(execute=True):
            actions.match(published, clinic, by=founder, now=MONDAY_NOON)

        assert [letter.to for letter in mail.outbox] == [[doctor.email]]

    @pytest.mark.parametrize(
        ("tier", "signed_on", "reads"),
        [
            ("public", None, True),
            ("matched", None, True),
            ("after_nda", None, False),
            ("after_nda", dt.date(2026, 11, 1), True),
        ],
    )
    def test_of_the_brief_is_whoever_was_matched(
        self, published, competitor, tier, signed_on, reads
    ):
        published.tier = tier
        published.save()
        assert queries.brief_of(published, for_user=competitor) is None

        Matched.objects.create(
            listing=published,
            organisation=of(competitor),
            at=MONDAY_NOON,
            nda_signed_on=signed_on,
        )

        assert (queries.brief_of(published, for_user=competitor) is not None) is reads

    def test_of_the_name_is_its_own_and_the_team(
        self, published, biohealth, founder, officer, competitor
    ):
        OrganisationNameFactory(organisation=published.organisation, kind="acronym", name="SOPT")

        def name(person):
            shown = queries.get_shown(
                published.public_id, language="en", for_user=person, now=MONDAY
            )
            return shown.organisation and shown.organisation.name

        assert [name(each) for each in (founder, officer)] == ["Sauer Optics"] * 2
        assert [name(each) for each in (competitor, UserFactory())] == [None, None]

    def test_of_another_cluster_is_nobody_here(self, published, competitor, biohealth):
        other = ListingFactory(published=True, tier="members")

        assert on_board(competitor, biohealth) == [published]
        with pytest.raises(queries.NoListing):
            queries.get_listing(other.public_id, for_user=competitor, now=MONDAY)


class TestBoard:
    def test_is_searched_in_the_words_and_never_by_the_organisation(
        self, published, biohealth, competitor
    ):
        def found(text):
            choice = queries.Choice(text=text)
            board = queries.board(
                choice, cluster=biohealth, language="en", for_user=competitor, now=MONDAY
            )
            return len(board.shown)

        assert [found("Gait sensor"), found("gait micro"), found("Sauer Optics")] == [1, 0, 0]

    def test_is_narrowed_and_counted(self, published, biohealth, competitor):
        ListingFactory(
            cluster=biohealth, published=True, kind="facility", money="we_are_paid",
            direction="offer", trl_from=3, trl_to=5, deadline=dt.date(2026, 12, 1),
        )  # fmt: skip

        def board(**choice):
            return queries.board(
                queries.Choice(**choice),
                cluster=biohealth,
                language="en",
                for_user=competitor,
                now=MONDAY,
            )

        assert len(board().shown) == 2
        assert len(board(directions=frozenset({"offer"})).shown) == 1
        assert board(directions=frozenset({"offer"})).counts["directions"] == {
            "offer": 1,
            "request": 1,
        }
        assert [len(board(level=level).shown) for level in (3, 5, 6)] == [1, 1, 0]
        assert len(board(until=dt.date(2026, 12, 1)).shown) == 1

    def test_tells_what_is_similar(self, draft, published, founder):
        (similar,) = queries.similar_to(draft, language="en", for_user=founder, now=MONDAY)

        assert similar.listing == published
