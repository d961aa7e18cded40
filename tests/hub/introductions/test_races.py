"""Eight people press a button at the same moment; on PostgreSQL they really do."""

from uuid import UUID

import pytest
from django.core import mail

from liaison.hub.clocks.models import Clock
from liaison.hub.introductions import actions
from liaison.hub.introductions.models import Introduction, IntroductionStep, OptOut
from liaison.hub.introductions.queries import answering_by_link, asked_of_directory
from liaison.hub.partner_search.models import IntroductionRequest
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationRoleFactory
from tests.hub.introductions.conftest import (
    BLURB,
    BY_LETTER,
    MONDAY_NOON,
    TUESDAY_NOON,
    again,
    letters_to,
)
from tests.support.racing import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("evidence", "threads_share_no_memory"),
]

EIGHT = range(8)
LISTING = UUID("8c4c4b5e-54a4-4f0c-a0f5-8c4f0c1b9d3e")


@pytest.fixture
def colleagues(watchmaker, founder):
    """Eight who act for the same organisation."""
    return [founder, *(OrganisationRoleFactory(organisation=watchmaker).person for _ in range(7))]


class TestEightAtOnce:
    def test_propose_one_introduction(self, propose, colleagues):
        outcomes = at_once(*(lambda by=by: propose(by=by) for by in colleagues))

        assert outcomes == ["AlreadyProposed"] * 7 + ["done"]
        assert Introduction.objects.count() == 1
        assert IntroductionRequest.objects.count() == 1
        assert IntroductionStep.objects.count() == 1
        assert Clock.objects.count() == 1
        assert len(letters_to("team@biohealth.example")) == 1

    def test_ask_for_one_organisation_no_oftener_than_its_budget(self, cluster, sensors):
        askers = [OrganisationRoleFactory() for _ in EIGHT]
        asked = asked_of_directory(sensors.public_id, for_user=askers[0].person)

        outcomes = at_once(
            *(
                lambda role=role: actions.propose(
                    asked,
                    actions.Wish(BLURB),
                    asking_organisation=role.organisation,
                    cluster=cluster,
                    by=role.person,
                    now=MONDAY_NOON,
                )
                for role in askers
            )
        )

        assert outcomes == ["AskedTooOften"] * 3 + ["done"] * 5
        assert Introduction.objects.count() == IntroductionRequest.objects.count() == 5

    def test_decide_once_whether_to_pass_it_on(self, propose, cluster):
        introduction = propose()
        team = [ClusterRoleFactory(cluster=cluster).person for _ in EIGHT]

        outcomes = at_once(
            *(
                (lambda by=by: actions.pass_on(introduction, to=BY_LETTER, by=by, now=MONDAY_NOON))
                if number % 2
                else (
                    lambda by=by: actions.veto(introduction, reason="No.", by=by, now=MONDAY_NOON)
                )
                for number, by in enumerate(team)
            )
        )

        assert outcomes == ["TooLate"] * 7 + ["done"]
        is_asked = again(introduction).state == "asked"
        assert len(letters_to("info@moselle.example")) == (1 if is_asked else 0)

    def test_ask_eight_questions_in_a_row_for_which_one_clock_stands_still(self, asked, token):
        readers = [answering_by_link(token, now=TUESDAY_NOON) for _ in EIGHT]

        outcomes = at_once(
            *(
                lambda each=each: actions.question(each, said="How many?", now=TUESDAY_NOON)
                for each in readers
            )
        )

        assert outcomes == ["done"] * 8
        kept = asked.relayed.order_by("number").values_list("number", flat=True)
        assert list(kept) == [1, 2, 3, 4, 5, 6, 7, 8]
        waiting = Clock.objects.open().order_by("kind").values_list("kind", "state")
        assert list(waiting) == [
            ("introductions.answer", "paused"),
            ("introductions.question", "running"),
        ]

    def test_say_yes_once(self, asked, token, founder):
        readers = [answering_by_link(token, now=TUESDAY_NOON) for _ in EIGHT]
        mail.outbox.clear()

        outcomes = at_once(
            *(lambda reader=reader: actions.accept(reader, now=TUESDAY_NOON) for reader in readers)
        )

        assert outcomes == ["TooLate"] * 7 + ["done"]
        assert len(letters_to(founder.email)) == len(letters_to("info@moselle.example")) == 1
        assert IntroductionStep.objects.filter(step="accepted").count() == 1

    def test_say_yes_take_it_back_and_name_a_colleague_without_a_leak(
        self, asked, token, founder, manager
    ):
        readers = [answering_by_link(token, now=TUESDAY_NOON) for _ in EIGHT]
        mail.outbox.clear()

        outcomes = at_once(
            lambda: actions.accept(readers[0], now=TUESDAY_NOON),
            lambda: actions.accept(readers[1], now=TUESDAY_NOON),
            lambda: actions.cancel(asked, by=founder, now=TUESDAY_NOON),
            lambda: actions.cancel(asked, by=manager, now=TUESDAY_NOON),
            lambda: actions.name_colleague(
                readers[2], name="Marc", address="marc@moselle.example", now=TUESDAY_NOON
            ),
            lambda: actions.cancel(asked, by=founder, now=TUESDAY_NOON),
        )

        ended = again(asked).state
        # Who names a colleague leads it back to the team, which may then take it back.
        assert (ended, outcomes.count("done")) in {
            ("accepted", 1),
            ("cancelled", 1),
            ("cancelled", 2),
            ("proposed", 1),
        }
        released = any("claire@uhrwerk.example" in each.body for each in mail.outbox)
        assert released == (ended == "accepted")

    def test_opt_out_once(self, asked, token):
        readers = [answering_by_link(token, now=TUESDAY_NOON) for _ in EIGHT]

        at_once(
            *(
                lambda reader=reader: actions.opt_out(
                    reader, whole_organisation=True, now=TUESDAY_NOON
                )
                for reader in readers
            )
        )

        assert OptOut.objects.count() == 1
        assert IntroductionStep.objects.filter(step="opted_out").count() == 1

    def test_bring_two_together_once(self, cluster, founder, watchmaker, sensors, sensors_owner):
        def agree():
            actions.introduce_agreed(
                cluster=cluster,
                asking_person=founder,
                asking_organisation=watchmaker,
                asked_person=sensors_owner,
                asked_organisation=sensors,
                wish=actions.Wish("We measure tremor.", about_kind="listing", about_id=LISTING),
                by=sensors_owner,
                now=MONDAY_NOON,
            )

        outcomes = at_once(*(agree for _ in EIGHT))

        assert outcomes == ["AlreadyProposed"] * 7 + ["done"]
        assert len(letters_to(founder.email)) == 1
