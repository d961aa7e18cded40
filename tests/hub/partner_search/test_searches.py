"""A need is kept for the one who stated it, and forgotten in time."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from liaison.hub.partner_search import actions
from liaison.hub.partner_search.models import Search
from liaison.hub.partner_search.queries import NoSearch, get_search, searches_of, suggestions
from liaison.matching import Filters
from tests.factories.accounts import UserFactory

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


class TestSuggestions:
    def test_are_the_proven_organisations_with_reasons(self, founder, biohealth, evidence):
        search = state(founder, cluster=biohealth)

        answer = suggestions(search, filters=Filters(), top=20)

        assert answer.matches[0].organisation.name in {
            "Moselle Sensors",
            "Institute of Gait Research",
        }
        assert "gait" in answer.matches[0].reasons[0].words

    def test_are_narrowed_before_they_are_cut(self, founder, biohealth, evidence):
        search = state(founder, cluster=biohealth)

        answer = suggestions(search, filters=Filters(countries=frozenset({"DE"})), top=1)

        assert [match.organisation.country for match in answer.matches] == ["DE"]


class TestForgetSearch:
    def test_deletes_it_for_good(self, founder, biohealth):
        search = state(founder, cluster=biohealth)

        actions.forget_search(search)

        assert not Search.objects.exists()
