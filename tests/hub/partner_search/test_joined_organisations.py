"""What people said of an organisation holds after its entries were joined, as if it were of one."""

import datetime as dt

import pytest

from liaison.hub.partner_search import actions
from liaison.hub.partner_search.choices import FeedbackState
from liaison.hub.partner_search.models import Exclusion, Feedback
from liaison.hub.partner_search.queries import feedback_on, standing, suggestions
from liaison.matching import Filters
from tests.factories.partner_search import (
    ExclusionFactory,
    FeedbackFactory,
    HandOverFactory,
    IntroductionRequestFactory,
    SearchFactory,
    SoughtOrganisationFactory,
)
from tests.support.pictures import INSTITUTE, INSTITUTE_AGAIN

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("joined")]


@pytest.fixture
def search(founder, biohealth):
    return SearchFactory(asked_by=founder, cluster=biohealth, need="A biobank for rare tumours")


@pytest.fixture
def said(search, founder):
    """Say something of an organisation on Monday noon, or so many days before."""

    def say(organisation_id, state, *, days_ago=0, **more):
        return FeedbackFactory(
            search=search,
            organisation_id=organisation_id,
            state=state,
            given_at=MONDAY_NOON - days_ago * DAY,
            **more,
        )

    return say


def doing(by):
    return {"by": by, "browser_key": "", "now": MONDAY_NOON}


def standing_of(search):
    return standing(search, for_user=search.asked_by, browser_key="", now=MONDAY_NOON)


def states_of(search):
    found = feedback_on(search, for_user=search.asked_by, browser_key="")
    return {id_: each.state for id_, each in found.items()}


def stored(search):
    return list(search.feedback.values_list("organisation_id", "state"))


class TestStanding:
    def test_has_the_ids_of_the_evidence(self, search, said, founder):
        said(INSTITUTE_AGAIN, "shortlisted")

        assert standing_of(search).chosen == (INSTITUTE,)

    def test_does_not_suggest_what_was_set_aside_under_another_number(self, search, said):
        assert INSTITUTE in self.suggested(search)

        said(INSTITUTE_AGAIN, "dismissed", reason="too_far")

        assert standing_of(search).set_aside == {INSTITUTE: "too_far"}
        assert INSTITUTE not in self.suggested(search)

    def test_excludes_under_the_number_of_now(self, search, said, founder):
        ExclusionFactory(person=founder, organisation_id=INSTITUTE_AGAIN)
        said(INSTITUTE, "shortlisted")

        found = standing_of(search)

        assert (found.chosen, found.excluded) == ((), {INSTITUTE: "yours"})
        assert INSTITUTE not in self.suggested(search)

    def test_counts_the_requests_to_all_entries_together(self, search):
        for organisation_id, days_ago in [(INSTITUTE, [1, 2]), (INSTITUTE_AGAIN, [3, 5, 20])]:
            ask(search.cluster, organisation_id, days_ago=days_ago)

        free_from = standing_of(search).free_from

        assert free_from == {INSTITUTE: dt.datetime(2026, 11, 12, 12, tzinfo=dt.UTC)}

    def suggested(self, search):
        answer = suggestions(search, standing=standing_of(search), filters=Filters(), top=10)
        return [match.organisation.id for match in answer.matches]


class TestOfTwoThingsSaidBeforeTheJoining:
    def test_the_last_holds(self, search, said):
        said(INSTITUTE, "dismissed", days_ago=1, reason="too_far")
        said(INSTITUTE_AGAIN, "shortlisted")

        assert states_of(search) == {INSTITUTE: "shortlisted"}
        assert standing_of(search).set_aside == {}

    def test_an_introduction_holds_whatever_came_after(self, search, said):
        said(INSTITUTE_AGAIN, "introduced", days_ago=1)
        said(INSTITUTE, "dismissed", reason="too_far")

        assert states_of(search) == {INSTITUTE: "introduced"}

    def test_both_are_taken_back_at_once(self, search, said, founder):
        said(INSTITUTE, "dismissed", days_ago=1, reason="too_far")
        said(INSTITUTE_AGAIN, "shortlisted")

        actions.take_back_feedback(search, INSTITUTE, **doing(founder))

        assert stored(search) == []


class TestSaying:
    @pytest.mark.parametrize("organisation_id", [INSTITUTE, INSTITUTE_AGAIN])
    def test_takes_the_place_of_what_was_said_under_another_number(
        self, search, said, founder, organisation_id
    ):
        said(INSTITUTE_AGAIN, "shortlisted", days_ago=1)

        actions.dismiss(search, organisation_id, reason="too_far", **doing(founder))

        assert stored(search) == [(INSTITUTE, "dismissed")]

    def test_an_outcome_follows_an_introduction_under_another_number(self, search, said, founder):
        said(INSTITUTE_AGAIN, "introduced", days_ago=1)

        actions.report_outcome(search, INSTITUTE, outcome="met", **doing(founder))

        assert stored(search) == [(INSTITUTE, "outcome")]

    def test_is_refused_after_an_introduction_under_another_number(self, search, said, founder):
        said(INSTITUTE_AGAIN, "introduced", days_ago=1)

        with pytest.raises(actions.NotFromHere):
            actions.shortlist(search, INSTITUTE, **doing(founder))
        assert stored(search) == [(INSTITUTE_AGAIN, "introduced")]

    def test_leaves_what_was_said_of_others(self, search, said, founder):
        said("1", "shortlisted")
        said(INSTITUTE_AGAIN, "shortlisted")

        actions.take_back_feedback(search, INSTITUTE_AGAIN, **doing(founder))

        assert stored(search) == [("1", "shortlisted")]


class TestAskingForAnIntroduction:
    def test_counts_the_requests_to_all_entries_together(self, search, founder):
        ask(search.cluster, INSTITUTE_AGAIN, days_ago=[1, 2, 3])
        ask(search.cluster, INSTITUTE, days_ago=[4])

        asked = actions.ask_for_introduction(search, INSTITUTE_AGAIN, message="", **doing(founder))

        assert asked.organisation_id == asked.request.sought.organisation_id == INSTITUTE
        another = SearchFactory(asked_by=founder, cluster=search.cluster)
        with pytest.raises(actions.AskedTooOften):
            actions.ask_for_introduction(another, INSTITUTE, message="", **doing(founder))

    def test_is_refused_where_another_number_is_excluded(self, search, founder):
        ExclusionFactory(cluster=search.cluster, organisation_id=INSTITUTE_AGAIN)

        with pytest.raises(actions.IsExcluded):
            actions.ask_for_introduction(search, INSTITUTE, message="", **doing(founder))
        assert not Feedback.objects.exists()

    def test_is_taken_back_whatever_the_number_was(self, search, said, founder):
        said(INSTITUTE_AGAIN, "introduced", days_ago=1)
        handed_over = self.asked_for(search, INSTITUTE_AGAIN)

        actions.take_back(handed_over, **doing(founder))

        assert stored(search) == [(INSTITUTE, FeedbackState.SHORTLISTED)]

    def test_stands_until_both_requests_are_taken_back(self, search, said, founder):
        said(INSTITUTE, "introduced", days_ago=1)
        said(INSTITUTE_AGAIN, "introduced")
        one, other = [self.asked_for(search, id_) for id_ in (INSTITUTE, INSTITUTE_AGAIN)]

        actions.take_back(other, **doing(founder))
        assert states_of(search) == {INSTITUTE: "introduced"}

        actions.take_back(one, **doing(founder))
        assert states_of(search) == {INSTITUTE: "shortlisted"}

    def asked_for(self, search, organisation_id):
        sought = SoughtOrganisationFactory(cluster=search.cluster, organisation_id=organisation_id)
        return HandOverFactory(
            search=search,
            kind="introduction",
            organisation_id=organisation_id,
            request=IntroductionRequestFactory(sought=sought),
            was_shortlisted=True,
        )


class TestExcluding:
    def test_is_not_done_again_under_another_number(self, founder):
        ExclusionFactory(person=founder, organisation_id=INSTITUTE_AGAIN)

        with pytest.raises(actions.AlreadyExcluded):
            actions.exclude_for_oneself(INSTITUTE, reason="competitor", by=founder, now=MONDAY_NOON)
        assert Exclusion.objects.count() == 1


def ask(cluster, organisation_id, *, days_ago):
    sought = SoughtOrganisationFactory(cluster=cluster, organisation_id=organisation_id)
    for days in days_ago:
        IntroductionRequestFactory(sought=sought, asked_at=MONDAY_NOON - days * DAY)
