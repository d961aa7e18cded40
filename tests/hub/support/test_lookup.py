"""Finding cases by what was said about them."""

import pytest

from liaison.hub.accounts.actions import erase_account
from liaison.hub.support import actions, queries
from liaison.hub.support.lookup import words_of
from liaison.hub.support.models import LookupWord
from liaison.hub.support.queries import ALL, Narrowing
from tests.hub.support.conftest import MONDAY, TUESDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(desk, manager):
    """Return the keys of the cases that the team finds with some words."""

    def found(text):
        narrowing = Narrowing(show=ALL, text=text)
        return list(queries.cases_in(desk, narrowing, on=MONDAY.date(), for_user=manager))

    return found


class TestWords:
    def test_are_of_subject_messages_and_notes(self, ask, found, manager):
        case = ask(subject="A clean room?", said="50 Quadratmeter in Förderung.")
        actions.note(case, said="Called the ministry.", by=manager, now=TUESDAY)

        for text in ("clean", "QUADRATMETER", "quadrat room", "foerderung", "forder", "ministry"):
            assert found(text) == [case.pk], text
        for text in ("premises", "clean sensor", "meter", "the", "??"):
            assert found(text) == [], text

    def test_lead_to_the_question_to_which_another_was_joined(self, ask, found, manager):
        kept, joined = ask(), ask(subject="A centrifuge?", said="Which one?")
        actions.join(joined, kept, by=manager, now=MONDAY)

        assert found("centrifuge money") == [kept.pk]

        actions.take_apart(joined, by=manager, now=TUESDAY)

        assert found("centrifuge") == [joined.pk]
        assert found("centrifuge money") == []

    def test_are_erased_with_what_they_are_of(self, asked, founder):
        actions.settle(asked, by=founder, now=MONDAY)
        actions.erase(asked, by=founder, now=MONDAY)

        assert not LookupWord.objects.exists()

    def test_of_somebody_who_leaves_lead_to_nothing(self, ask, sensors, founder, colleague, found):
        case = ask(organisation=sensors, is_shared=True)
        actions.write(case, said="We need a centrifuge.", by=colleague, now=TUESDAY)
        assert found("centrifuge") == [case.pk]

        erase_account(colleague, by=colleague, now=TUESDAY)

        assert found("centrifuge") == []
        assert found("prototype") == [case.pk]

    def test_stand_as_written_and_as_they_come_to(self):
        assert words_of("The sensors of the Universität") == {
            *("sensors", "sensor"),
            *("universitat", "university"),
        }
