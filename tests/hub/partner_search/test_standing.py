"""What the suggestions of a search must respect, and what they must not."""

import datetime as dt

import pytest

from liaison.hub.partner_search.queries import NoSearch, Standing, standing
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory
from tests.factories.partner_search import (
    INSTITUTE_OF_GAIT_RESEARCH,
    MOSELLE_SENSORS,
    UNIVERSITY_OF_UPPER_RHINE,
    ExclusionFactory,
    FeedbackFactory,
    HandOverFactory,
    IntroductionRequestFactory,
    SearchFactory,
    SoughtOrganisationFactory,
)

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def search(founder, biohealth):
    return SearchFactory(asked_by=founder, cluster=biohealth)


def standing_of(search, *, browser_key="", now=MONDAY_NOON):
    return standing(search, for_user=search.asked_by, browser_key=browser_key, now=now)


class TestStanding:
    def test_is_empty_where_nothing_was_said(self, search):
        assert standing_of(search) == Standing(chosen=(), set_aside={}, excluded={}, free_from={})

    def test_chooses_the_shortlisted_in_their_order(self, search):
        FeedbackFactory(search=search, organisation_id=MOSELLE_SENSORS, given_at=MONDAY_NOON)
        FeedbackFactory(
            search=search,
            organisation_id=INSTITUTE_OF_GAIT_RESEARCH,
            given_at=MONDAY_NOON - DAY,
        )

        assert standing_of(search).chosen == (INSTITUTE_OF_GAIT_RESEARCH, MOSELLE_SENSORS)

    def test_sets_the_dismissed_aside_with_the_reason(self, search):
        FeedbackFactory(search=search, state="dismissed", reason="too_far")

        found = standing_of(search)

        assert found.set_aside == {MOSELLE_SENSORS: "too_far"}
        assert found.chosen == ()

    @pytest.mark.parametrize(
        "said", [{"state": "introduced"}, {"state": "outcome", "outcome": "working_together"}]
    )
    def test_is_not_changed_by_introductions_and_outcomes(self, search, said):
        FeedbackFactory(search=search, **said)

        assert standing_of(search) == Standing(chosen=(), set_aside={}, excluded={}, free_from={})

    def test_is_not_changed_by_what_was_said_in_another_search(self, search, founder):
        FeedbackFactory(search__asked_by=founder, search__cluster=search.cluster)
        FeedbackFactory(search__cluster=search.cluster, state="dismissed", reason="too_far")
        HandOverFactory(search__cluster=search.cluster)

        assert standing_of(search) == Standing(chosen=(), set_aside={}, excluded={}, free_from={})

    def test_excludes_what_the_person_and_the_cluster_excluded(self, search, founder, biohealth):
        ExclusionFactory(person=founder, organisation_id=MOSELLE_SENSORS)
        ExclusionFactory(cluster=biohealth, organisation_id=INSTITUTE_OF_GAIT_RESEARCH)
        ExclusionFactory(organisation_id=UNIVERSITY_OF_UPPER_RHINE)
        ExclusionFactory(cluster=ClusterFactory(), organisation_id=UNIVERSITY_OF_UPPER_RHINE)

        assert standing_of(search).excluded == {
            MOSELLE_SENSORS: "yours",
            INSTITUTE_OF_GAIT_RESEARCH: "cluster",
        }

    def test_calls_yours_what_the_cluster_excluded_too(self, search, founder, biohealth):
        ExclusionFactory(person=founder)
        ExclusionFactory(cluster=biohealth)

        assert standing_of(search).excluded == {MOSELLE_SENSORS: "yours"}

    def test_does_not_choose_what_is_excluded(self, search, founder):
        FeedbackFactory(search=search)
        ExclusionFactory(person=founder)

        assert standing_of(search).chosen == ()

    def test_knows_what_someone_without_an_account_said(self, biohealth, visitor):
        search = SearchFactory(anonymous=True, cluster=biohealth)
        FeedbackFactory(search=search)
        ExclusionFactory(cluster=biohealth, organisation_id=INSTITUTE_OF_GAIT_RESEARCH)

        found = standing(search, for_user=visitor, browser_key="visitor's browser", now=MONDAY_NOON)

        assert found.chosen == (MOSELLE_SENSORS,)
        assert found.excluded == {INSTITUTE_OF_GAIT_RESEARCH: "cluster"}

    def test_is_told_to_nobody_else(self, search, manager, visitor):
        for reader in (manager, UserFactory(is_superuser=True), visitor):
            with pytest.raises(NoSearch):
                standing(search, for_user=reader, browser_key="", now=MONDAY_NOON)

    def test_takes_three_questions_to_the_database(self, search, django_assert_num_queries):
        FeedbackFactory.create_batch(3, search__cluster=search.cluster)
        FeedbackFactory(search=search)

        with django_assert_num_queries(3):
            standing_of(search)


class TestOverAsked:
    def ask(self, cluster, *, days_ago):
        sought = SoughtOrganisationFactory(cluster=cluster)
        for days in days_ago:
            IntroductionRequestFactory(sought=sought, asked_at=MONDAY_NOON - days * DAY)

    def test_is_told_with_the_day_it_ends(self, search):
        self.ask(search.cluster, days_ago=[1, 20, 5, 3, 2])

        found = standing_of(search)

        assert found.over_asked == frozenset({MOSELLE_SENSORS})
        assert found.free_from == {MOSELLE_SENSORS: dt.datetime(2026, 11, 12, 12, tzinfo=dt.UTC)}

    def test_ends_on_that_day(self, search):
        self.ask(search.cluster, days_ago=[1, 20, 5, 3, 2])

        a_second_before = dt.datetime(2026, 11, 12, 11, 59, 59, tzinfo=dt.UTC)
        assert standing_of(search, now=a_second_before).over_asked == {MOSELLE_SENSORS}
        that_day = dt.datetime(2026, 11, 12, 12, tzinfo=dt.UTC)
        assert standing_of(search, now=that_day).over_asked == frozenset()

    def test_does_not_begin_before_the_cap(self, search):
        self.ask(search.cluster, days_ago=[1, 2, 3, 4])

        assert standing_of(search).over_asked == frozenset()

    def test_does_not_count_what_is_long_ago(self, search):
        self.ask(search.cluster, days_ago=[1, 2, 3, 4, 30])

        assert standing_of(search).over_asked == frozenset()

    def test_is_counted_for_each_cluster(self, search):
        self.ask(ClusterFactory(), days_ago=[1, 2, 3, 4, 5])

        assert standing_of(search).over_asked == frozenset()

    def test_leaves_a_chosen_one_chosen(self, search):
        self.ask(search.cluster, days_ago=[1, 2, 3, 4, 5])
        FeedbackFactory(search=search)

        assert standing_of(search).chosen == (MOSELLE_SENSORS,)
