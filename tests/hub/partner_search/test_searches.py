"""A need is kept for the one who stated it, and forgotten in time."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from liaison.hub.partner_search import actions
from liaison.hub.partner_search.models import Search
from liaison.hub.partner_search.queries import (
    NoSearch,
    get_search,
    hand_overs_of,
    searches_of,
    standing,
    suggestions,
)
from liaison.matching import Filters
from tests.factories.accounts import UserFactory
from tests.factories.partner_search import (
    MOSELLE_SENSORS,
    ExclusionFactory,
    FeedbackFactory,
    HandOverFactory,
)

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
NEED = "Someone who measures gait of people with Parkinson's disease"

pytestmark = pytest.mark.django_db


def state(by, *, cluster, need=NEED, browser_key="visitor's browser", now=MONDAY_NOON):
    return actions.state_need(
        need=need, language="en", cluster=cluster, by=by, browser_key=browser_key, now=now
    )


class TestStateNeed:
    def test_keeps_the_need_for_the_person(self, founder, biohealth):
        search = state(founder, cluster=biohealth)

        found = get_search(search.public_id, for_user=founder, browser_key="")
        assert found.need == NEED
        assert list(searches_of(for_user=founder)) == [search]

    def test_keeps_it_for_the_browser_of_someone_not_signed_in(self, visitor, biohealth):
        search = state(visitor, cluster=biohealth)

        found = get_search(search.public_id, for_user=visitor, browser_key="visitor's browser")
        assert found.asked_by is None

    def test_shows_it_to_nobody_else(self, founder, visitor, biohealth):
        by_founder = state(founder, cluster=biohealth)
        by_visitor = state(visitor, cluster=biohealth)

        for search, reader, key in [
            (by_founder, visitor, "visitor's browser"),
            (by_founder, UserFactory(), ""),
            (by_visitor, visitor, "another browser"),
            (by_visitor, visitor, ""),
            (by_visitor, founder, ""),
        ]:
            with pytest.raises(NoSearch):
                get_search(search.public_id, for_user=reader, browser_key=key)

    @pytest.mark.parametrize("need", ["", " \n\t ", "\x00", "x" * 10_001])
    def test_refuses_nothing_and_far_too_much(self, founder, biohealth, need):
        with pytest.raises(actions.NeedNotStated):
            state(founder, cluster=biohealth, need=need)

        assert not Search.objects.exists()

    def test_forgets_what_visitors_stated_a_month_ago(self, founder, visitor, biohealth):
        old = state(visitor, cluster=biohealth, now=MONDAY_NOON - dt.timedelta(days=31))
        recent = state(visitor, cluster=biohealth, now=MONDAY_NOON - dt.timedelta(days=29))
        kept = state(founder, cluster=biohealth, now=MONDAY_NOON - dt.timedelta(days=400))

        new = state(visitor, cluster=biohealth)

        assert set(Search.objects.all()) == {recent, kept, new}
        assert not Search.objects.filter(pk=old.pk).exists()


class TestConstraints:
    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"need": ""}, "search_states_a_need"),
            ({"browser_key": ""}, "search_belongs_to_a_person_or_a_browser"),
        ],
    )
    def test_hold_in_the_database(self, biohealth, fields, name):
        valid = {
            "need": NEED,
            "language": "en",
            "cluster": biohealth,
            "browser_key": "key",
            "asked_at": MONDAY_NOON,
        }

        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Search.objects.create(**valid | fields)


def suggested(search, *, filters=None, top=20, **options):
    stands = standing(search, for_user=search.asked_by, browser_key="", now=MONDAY_NOON)
    return suggestions(search, standing=stands, filters=filters or Filters(), top=top, **options)


def ids(answer):
    return {match.organisation.id for match in answer.matches}


class TestSuggestions:
    def test_are_the_proven_organisations_with_reasons(self, founder, biohealth, evidence):
        search = state(founder, cluster=biohealth)

        answer = suggested(search)

        assert answer.matches[0].organisation.name in {
            "Moselle Sensors",
            "Institute of Gait Research",
        }
        assert "gait" in answer.matches[0].reasons[0].words

    def test_are_narrowed_before_they_are_cut(self, founder, biohealth, evidence):
        search = state(founder, cluster=biohealth)

        answer = suggested(search, filters=Filters(countries=frozenset({"DE"})), top=1)

        assert [match.organisation.country for match in answer.matches] == ["DE"]

    @pytest.mark.parametrize(
        "said",
        [
            lambda search: FeedbackFactory(search=search, state="dismissed", reason="too_far"),
            lambda search: ExclusionFactory(
                person=search.asked_by, organisation_id=MOSELLE_SENSORS
            ),
            lambda search: ExclusionFactory(
                cluster=search.cluster, organisation_id=MOSELLE_SENSORS
            ),
        ],
    )
    def test_leave_out_what_was_set_aside_or_excluded(self, founder, biohealth, evidence, said):
        search = state(founder, cluster=biohealth)
        before = ids(suggested(search))

        said(search)

        assert MOSELLE_SENSORS in before
        assert ids(suggested(search)) == before - {MOSELLE_SENSORS}

    def test_are_counted_without_what_was_left_out(self, founder, biohealth, evidence):
        search = state(founder, cluster=biohealth)
        before = suggested(search).found

        FeedbackFactory(search=search, state="dismissed", reason="too_far")

        assert suggested(search).found == before - 1

    def test_take_the_shortlist_for_chosen_partners(self, founder, biohealth, evidence):
        search = state(founder, cluster=biohealth)
        FeedbackFactory(search=search)

        answer = suggested(search)

        assert MOSELLE_SENSORS not in ids(answer)
        assert max(match.together for match in answer.matches) > 0

    def test_do_without_the_shortlist_where_it_is_left_out(self, founder, biohealth, evidence):
        search = state(founder, cluster=biohealth)
        plain = suggested(search)
        FeedbackFactory(search=search)

        assert suggested(search, in_plain_order=True) == plain

    def test_answer_the_requirements_as_the_person_put_them(self, founder, biohealth, evidence):
        search = state(founder, cluster=biohealth)
        search = actions.state_requirements(
            search, ["gait of people", " a  clinic\n"], by=founder, browser_key=""
        )

        answer = suggested(search)

        assert answer.requirements == ("gait of people", "a clinic")
        assert len(answer.matches[0].coverage) == 2


class TestStateRequirements:
    def test_keeps_each_once_without_the_empty_ones(self, founder, biohealth):
        search = state(founder, cluster=biohealth)

        actions.state_requirements(
            search, ["sensors", "", "  ", "sensors", "a\x00 clinic"], by=founder, browser_key=""
        )

        search.refresh_from_db()
        assert search.requirements == ["sensors", "a clinic"]

    def test_with_none_leaves_it_to_the_software_again(self, founder, biohealth):
        search = state(founder, cluster=biohealth)
        actions.state_requirements(search, ["sensors"], by=founder, browser_key="")

        actions.state_requirements(search, [" "], by=founder, browser_key="")

        search.refresh_from_db()
        assert search.requirements == []

    @pytest.mark.parametrize("texts", [["x" * 161], [f"thing {n}" for n in range(9)]])
    def test_refuses_too_many_and_too_long_ones(self, founder, biohealth, texts):
        search = state(founder, cluster=biohealth)

        with pytest.raises(actions.RequirementsNotUsable):
            actions.state_requirements(search, texts, by=founder, browser_key="")

        search.refresh_from_db()
        assert search.requirements == []

    def test_is_for_the_one_who_searched_only(self, founder, biohealth):
        search = state(founder, cluster=biohealth)

        with pytest.raises(actions.NotAllowed):
            actions.state_requirements(search, ["sensors"], by=UserFactory(), browser_key="")


class TestTakeSearchesAlong:
    def test_makes_those_of_the_browser_the_persons_own(self, founder, visitor, biohealth):
        search = state(visitor, cluster=biohealth)
        FeedbackFactory(search=search, given_by=None)

        actions.take_searches_along(by=founder, browser_key="visitor's browser")

        taken = get_search(search.public_id, for_user=founder, browser_key="")
        assert taken.asked_by == founder
        assert taken.feedback.get().given_by == founder

    def test_leaves_nothing_to_the_browser(self, founder, visitor, biohealth):
        search = state(visitor, cluster=biohealth)

        actions.take_searches_along(by=founder, browser_key="visitor's browser")

        with pytest.raises(NoSearch):
            get_search(search.public_id, for_user=visitor, browser_key="visitor's browser")

    @pytest.mark.parametrize("key", ["another browser", ""])
    def test_touches_none_of_other_browsers(self, founder, visitor, biohealth, key):
        search = state(visitor, cluster=biohealth)

        actions.take_searches_along(by=founder, browser_key=key)

        search.refresh_from_db()
        assert search.asked_by is None

    def test_touches_none_of_other_people(self, founder, biohealth):
        someone = UserFactory()
        search = state(someone, cluster=biohealth)
        FeedbackFactory(search=search)

        actions.take_searches_along(by=founder, browser_key="visitor's browser")

        search.refresh_from_db()
        assert search.asked_by == someone
        assert search.feedback.get().given_by == someone

    def test_lets_the_answer_go_to_the_address_that_was_given(self, founder, visitor, biohealth):
        search = state(visitor, cluster=biohealth)
        HandOverFactory(search=search, person=None, email="claire@example.org")

        actions.take_searches_along(by=founder, browser_key="visitor's browser")

        search.refresh_from_db()
        (handed_over,) = hand_overs_of(search, for_user=founder, browser_key="")
        assert (handed_over.email, handed_over.person) == ("claire@example.org", None)

    def test_needs_an_account(self, visitor, biohealth):
        with pytest.raises(actions.NotAllowed):
            actions.take_searches_along(by=visitor, browser_key="visitor's browser")


class TestForgetSearch:
    def test_deletes_it_for_good(self, founder, biohealth):
        search = state(founder, cluster=biohealth)

        actions.forget_search(search)

        assert not Search.objects.exists()
