"""How a cluster admits members: rules, form and charter."""

import datetime as dt

import pytest

from liaison.hub.membership import actions, queries
from liaison.hub.membership.models import Admission, ApplicationQuestion
from liaison.hub.membership.starting_sets import NEUTRAL

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


class TestStartingSet:
    def test_says_that_it_is_not_the_clusters_own(self, admission, biohealth):
        assert admission.is_starting_set
        assert queries.current_charter(biohealth).is_draft

    def test_touches_nothing_that_managers_changed(self, admission, biohealth, manager):
        actions.change_admission(
            biohealth, {"answers_within_days": 10}, by=manager, now=MONDAY_NOON
        )

        assert not actions.set_up_admission(biohealth, NEUTRAL, now=MONDAY_NOON)

        kept = Admission.objects.get()
        assert (kept.answers_within_days, kept.is_starting_set) == (10, False)

    @pytest.mark.parametrize("language", ["fr", "de"])
    def test_is_written_in_every_language(self, admission, biohealth, language):
        assert getattr(queries.current_charter(biohealth), f"text_{language}")
        for question in queries.questions_of(biohealth):
            assert getattr(question, f"text_{language}")


class TestQuestions:
    def test_get_codes_of_their_own(self, admission, biohealth, manager):
        facts = {"text_en": "Why?", "kind": "text"}

        first = actions.add_question(biohealth, facts, by=manager, now=MONDAY_NOON)
        second = actions.add_question(biohealth, facts, by=manager, now=MONDAY_NOON)

        assert (first.code, second.code) == ("why-2", "why-3")

    def test_change_places(self, admission, biohealth, manager):
        question = queries.questions_of(biohealth)[1]

        actions.move_question(question, up=True, by=manager, now=MONDAY_NOON)

        codes = [each.code for each in queries.questions_of(biohealth)]
        assert codes == ["active-here", "what-you-do", "why", "contribution"]

    def test_stay_at_the_ends(self, admission, biohealth, manager):
        first = queries.questions_of(biohealth)[0]

        actions.move_question(first, up=True, by=manager, now=MONDAY_NOON)

        assert queries.questions_of(biohealth)[0] == first

    def test_with_one_choice_are_refused(self, admission, biohealth, manager):
        facts = {"text_en": "Colour?", "kind": "choice", "choices": [{"en": "Blue"}]}

        with pytest.raises(actions.NoChoices):
            actions.add_question(biohealth, facts, by=manager, now=MONDAY_NOON)

    def test_are_for_managers_to_change(self, admission, biohealth, officer):
        question = ApplicationQuestion.objects.first()

        with pytest.raises(actions.NotAllowed):
            actions.remove_question(question, by=officer, now=MONDAY_NOON)


class TestCharter:
    def test_is_followed_by_another_version(self, admission, biohealth, manager):
        texts = {"en": "Ours.", "fr": "La nôtre.", "de": ""}

        actions.publish_charter(biohealth, after=1, texts=texts, by=manager, now=MONDAY_NOON)

        current = queries.current_charter(biohealth)
        assert (current.version, current.is_draft) == (2, False)
        assert current.text_in("de", field="text") == "Ours."

    def test_is_not_published_over_a_colleagues(
        self, admission, biohealth, manager, second_manager
    ):
        texts = {"en": "Ours."}
        actions.publish_charter(biohealth, after=1, texts=texts, by=manager, now=MONDAY_NOON)

        with pytest.raises(actions.SomebodyElsePublished):
            actions.publish_charter(
                biohealth, after=1, texts=texts, by=second_manager, now=MONDAY_NOON
            )
