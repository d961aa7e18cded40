"""Several of a team press a button at the same moment; on PostgreSQL they really do."""

import pytest

from liaison.hub.notifications.models import Letter
from liaison.hub.support import actions, queries
from liaison.hub.support.models import Case, CaseTopic
from tests.factories.clusters import ClusterRoleFactory
from tests.hub.support.conftest import MONDAY, TUESDAY
from tests.support.racing import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("threads_share_no_memory"),
]


@pytest.fixture
def team(desk):
    return [ClusterRoleFactory(cluster=desk).person for _number in range(8)]


class TestAtOnce:
    def test_eight_take_a_case_and_one_has_it(self, asked, team):
        outcomes = at_once(*(lambda by=by: actions.take(asked, by=by, now=MONDAY) for by in team))

        assert outcomes == ["TooLate"] * 7 + ["done"]
        asked.refresh_from_db()
        assert asked.owner in team

    def test_eight_answer_and_the_member_reads_one(self, asked, team):
        seen = queries.last_word(asked)
        before = Letter.objects.filter(about="support").count()

        outcomes = at_once(
            *(
                lambda by=by: actions.answer(
                    asked, said=f"I am {by.pk}.", seen=seen, by=by, now=TUESDAY
                )
                for by in team
            )
        )

        assert outcomes == ["SomebodyWrote"] * 7 + ["done"]
        assert asked.words.filter(kind="team").count() == 1
        assert Letter.objects.filter(about="support").count() == before + 1

    def test_one_closes_while_the_member_writes_and_nothing_is_lost(self, asked, founder, team):
        outcomes = at_once(
            lambda: actions.close(asked, by=team[0], now=TUESDAY),
            lambda: actions.write(asked, said="One thing more.", by=founder, now=TUESDAY),
        )

        assert outcomes == ["done", "done"]
        asked.refresh_from_db()
        assert asked.words.count() == 2
        assert asked.state in {"closed", "in_hand"}

    def test_two_join_two_cases_to_each_other_and_one_of_them_stays(self, ask, team):
        first, second = ask(said="Which aid?"), ask(said="Aid, please!")

        outcomes = at_once(
            lambda: actions.join(first, second, by=team[0], now=TUESDAY),
            lambda: actions.join(second, first, by=team[1], now=TUESDAY),
        )

        assert outcomes == ["TooLate", "done"]
        assert Case.objects.not_joined().count() == 1

    def test_eight_are_the_first_to_ask_and_the_topics_are_kept_once(self, desk, team):
        topic = queries.get_topic("hiring", cluster=desk)

        outcomes = at_once(
            *(
                lambda by=by: actions.ask(
                    cluster=desk, topic=topic, subject="Whom?", said="Who?", by=by, now=MONDAY
                )
                for by in team
            )
        )

        assert outcomes == ["done"] * 8
        assert CaseTopic.objects.count() == 8
        assert Case.objects.count() == 8
