"""Both sides press a button at the same moment; on PostgreSQL they really do."""

import pytest
from django.core import mail

from liaison.hub.agreements import actions
from liaison.hub.agreements.models import Agreement
from tests.hub.agreements.conftest import sign
from tests.hub.introductions.conftest import TUESDAY_NOON, again
from tests.support.racing import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("evidence", "threads_share_no_memory"),
]


class TestAtOnce:
    def test_all_ask_for_one_agreement(self, asking, other, team):
        deeds = [
            lambda party=party: actions.want(party, now=TUESDAY_NOON)
            for party in _thrice(asking, other, team)
        ]

        assert at_once(*deeds) == ["TooLate"] * 8 + ["done"]

        assert Agreement.objects.count() == 1

    def test_both_sign_and_hear_of_it_once(self, sent, asking, other):
        mail.outbox.clear()
        deeds = [lambda party=party: sign(sent, party) for party in _thrice(asking, other)]

        assert at_once(*deeds) == ["TooLate"] * 4 + ["done"] * 2

        assert again(sent).state == "signed"
        told = [each for each in mail.outbox if "both of you have signed" in each.body]
        assert len(told) == 2


def _thrice(*parties):
    return [party for party in parties for _ in range(3)]
