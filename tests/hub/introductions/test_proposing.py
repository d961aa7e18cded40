"""A proposal waits for the team; the words in it lead past nobody and tell no hidden name."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from liaison.hub.audit.models import Event
from liaison.hub.introductions import actions, policies
from liaison.hub.introductions.choices import Side
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import (
    answering_by_link,
    as_seen_by,
    asked_of_directory,
    asked_of_open_data,
)
from liaison.hub.partner_search.models import IntroductionRequest
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory
from tests.factories.partner_search import (
    MOSELLE_SENSORS,
    ExclusionFactory,
    HandOverFactory,
    IntroductionRequestFactory,
    SearchFactory,
    SoughtOrganisationFactory,
)
from tests.hub.introductions.conftest import (
    BLURB,
    BY_LETTER,
    MONDAY_NOON,
    TUESDAY_NOON,
    again,
    letters_to,
    link_to,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("evidence"),
]


class TestPropose:
    def test_waits_for_the_team_and_is_recorded(self, propose, founder, watchmaker, sensors):
        introduction = propose()

        kept = again(introduction)
        assert kept.state == "proposed"
        assert (kept.asking_person, kept.asking_organisation) == (founder, watchmaker)
        assert kept.asked_organisation == sensors
        assert kept.asking_agreed_at == MONDAY_NOON
        step = kept.steps.get()
        assert (step.step, step.side, step.by) == ("proposed", "asking", founder)
        assert Event.objects.filter(
            verb="introduction.proposed",
            subject=str(kept.public_id),
            actor=str(founder.public_id),
            cluster=kept.cluster.slug,
        ).exists()

    def test_bothers_the_team_alone(self, propose, sensors_owner):
        propose()

        assert len(letters_to("team@biohealth.example")) == 1
        assert letters_to(sensors_owner.email) == []

    def test_names_neither_side_to_who_reads_the_team_s_letter_in_passing(self, propose):
        propose()

        (letter,) = letters_to("team@biohealth.example")
        assert "Uhrwerk" not in letter.body
        assert "Moselle" not in letter.body

    def test_is_refused_while_an_earlier_one_is_open(self, propose):
        propose()

        with pytest.raises(actions.AlreadyProposed):
            propose()

        assert Introduction.objects.count() == 1
        assert IntroductionRequest.objects.count() == 1

    def test_is_refused_in_the_name_of_another_organisation(self, propose, stranger):
        with pytest.raises(actions.NotAllowed):
            propose(by=stranger)

    def test_is_refused_to_another_cluster_s_manager_who_proposes_for_others(
        self, propose, founder
    ):
        other = ClusterRoleFactory(cluster=ClusterFactory()).person

        with pytest.raises(actions.NotAllowed):
            propose(by=other, person=founder)

    def test_is_refused_with_oneself(self, propose, watchmaker, founder):
        with pytest.raises(actions.SameSide):
            propose(asked=asked_of_directory(watchmaker.public_id, for_user=founder))

    @pytest.mark.parametrize("blurb", ["", "  ", "x" * 601])
    def test_needs_words_of_600_characters_at_most(self, propose, blurb):
        with pytest.raises(actions.WordsNotUsable):
            propose(blurb=blurb)

    def test_takes_600_characters(self, propose):
        assert propose(blurb="x" * 600).blurb == "x" * 600

    @pytest.mark.parametrize(
        "words",
        [
            "Write to claire@uhrwerk.example please.",
            "Write to claire (at) uhrwerk.example please.",
            "Ring +352 621 123 456.",
            "Ring 00352 621 123456.",
            "Rufen Sie 0651/9810-4711 an.",
            "See https://uhrwerk.example/watch",
            "See www.uhrwerk.example",
        ],
    )
    def test_refuses_words_that_lead_past_the_team(self, propose, words):
        with pytest.raises(actions.RevealsContact):
            propose(blurb=words)

        assert not Introduction.objects.exists()

    @pytest.mark.parametrize(
        "words",
        [
            "Since 2019 we have measured 1 200 000 nights in 2024/2025.",
            "ISO 13485 and IEC 60601-1 hold; 3.5 million euro were raised.",
            "Our device is of class IIa under Regulation (EU) 2017/745.",
        ],
    )
    def test_takes_figures_that_are_no_telephone_number(self, propose, words):
        assert propose(blurb=words).blurb == words

    @pytest.mark.parametrize(
        "words",
        [
            "Uhrwerk Medical S.A. builds a watch.",
            "UHRWERK-MEDICAL builds a watch.",
            "Mrs Weber builds a watch.",
        ],
    )
    def test_refuses_words_that_tell_who_is_anonymous(self, propose, words):
        with pytest.raises(actions.RevealsName):
            propose(blurb=words, is_anonymous=True, described_as="A maker of watches")

    def test_refuses_a_description_that_tells_who_is_anonymous(self, propose):
        with pytest.raises(actions.RevealsName):
            propose(is_anonymous=True, described_as="Uhrwerk Medical, a maker of watches")

    def test_asks_an_anonymous_side_to_describe_itself(self, propose):
        with pytest.raises(actions.WordsNotUsable):
            propose(is_anonymous=True, described_as=" ")

    def test_asks_one_that_only_open_data_knows(self, propose, founder):
        asked = asked_of_open_data(MOSELLE_SENSORS, for_user=founder)

        introduction = propose(asked=asked)

        assert introduction.asked_organisation is None
        assert introduction.asked_open_data_id == MOSELLE_SENSORS
        assert (introduction.asked_name, introduction.asked_country) == ("Moselle Sensors", "LU")

    def test_finds_the_entry_of_one_that_open_data_knows(self, propose, founder, sensors):
        sensors.open_data_id = MOSELLE_SENSORS
        sensors.save()

        introduction = propose(asked=asked_of_open_data(MOSELLE_SENSORS, for_user=founder))

        assert introduction.asked_organisation == sensors

    def test_does_not_find_an_entry_that_is_not_shown(self, founder):
        OrganisationFactory(open_data_id=MOSELLE_SENSORS, visibility="private")

        asked = asked_of_open_data(MOSELLE_SENSORS, for_user=founder)

        assert asked.organisation is None

    def test_is_refused_for_whom_the_cluster_excluded(self, propose, founder, cluster):
        ExclusionFactory(cluster=cluster, organisation_id=MOSELLE_SENSORS)

        with pytest.raises(actions.IsExcluded):
            propose(asked=asked_of_open_data(MOSELLE_SENSORS, for_user=founder))

    def test_counts_towards_the_same_budget_as_requests_from_searches(
        self, propose, founder, cluster
    ):
        sought = SoughtOrganisationFactory(cluster=cluster, organisation_id=MOSELLE_SENSORS)
        IntroductionRequestFactory.create_batch(5, sought=sought, asked_at=MONDAY_NOON)

        with pytest.raises(actions.AskedTooOften):
            propose(asked=asked_of_open_data(MOSELLE_SENSORS, for_user=founder))

        assert not Introduction.objects.exists()


class TestProposeFor:
    def test_makes_an_introduction_of_what_was_handed_over(self, cluster, manager, founder):
        search = SearchFactory(asked_by=founder, cluster=cluster)
        handed_over = HandOverFactory(
            search=search, kind="introduction", organisation_id=MOSELLE_SENSORS
        )

        introduction = actions.propose_for(
            handed_over,
            actions.Wish(BLURB),
            asking_organisation=None,
            by=manager,
            now=MONDAY_NOON,
        )

        assert introduction.asking_person == founder
        assert introduction.about_id == search.public_id
        # Counted when it was asked for.
        assert introduction.request is None
        assert again(handed_over).taken_by == manager

    def test_asks_the_person_before_anybody_else(self, cluster, manager, founder):
        search = SearchFactory(asked_by=founder, cluster=cluster)
        handed_over = HandOverFactory(
            search=search, kind="introduction", organisation_id=MOSELLE_SENSORS
        )
        introduction = actions.propose_for(
            handed_over, actions.Wish(BLURB), asking_organisation=None, by=manager, now=MONDAY_NOON
        )

        actions.pass_on(introduction, to=BY_LETTER, by=manager, now=MONDAY_NOON)

        assert again(introduction).state == "confirming"
        assert letters_to("info@moselle.example") == []
        assert BLURB in letters_to(founder.email)[0].body

    def test_is_refused_to_other_teams(self, cluster, founder):
        handed_over = HandOverFactory(
            search=SearchFactory(asked_by=founder, cluster=cluster),
            kind="introduction",
            organisation_id=MOSELLE_SENSORS,
        )
        other = ClusterRoleFactory(cluster=ClusterFactory()).person

        with pytest.raises(actions.NotAllowed):
            actions.propose_for(
                handed_over,
                actions.Wish(BLURB),
                asking_organisation=None,
                by=other,
                now=MONDAY_NOON,
            )


class TestCancel:
    def test_gives_the_request_back_while_nobody_was_bothered(self, propose, founder):
        actions.cancel(propose(), by=founder, now=MONDAY_NOON)

        assert Introduction.objects.get().state == "cancelled"
        assert not IntroductionRequest.objects.exists()

    def test_keeps_the_request_once_the_asked_side_was_written_to(self, asked, founder):
        actions.cancel(asked, by=founder, now=MONDAY_NOON)

        assert IntroductionRequest.objects.count() == 1

    def test_lets_the_pair_be_proposed_anew(self, propose, founder):
        actions.cancel(propose(), by=founder, now=MONDAY_NOON)

        assert propose().state == "proposed"

    def test_is_refused_to_others(self, propose, stranger):
        with pytest.raises(actions.NotAllowed):
            actions.cancel(propose(), by=stranger, now=MONDAY_NOON)

    def test_happens_once(self, propose, founder):
        introduction = propose()
        actions.cancel(introduction, by=founder, now=MONDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.cancel(introduction, by=founder, now=MONDAY_NOON + timedelta(minutes=1))

    def test_is_possible_for_two_weeks_after_not_available_and_a_yes_comes_too_late(
        self, asked, answering, founder
    ):
        actions.decline(answering, reason="no_time", now=TUESDAY_NOON)

        actions.cancel(asked, by=founder, now=TUESDAY_NOON + timedelta(days=14))

        assert again(asked).state == "cancelled"
        with pytest.raises(actions.TooLate):
            actions.accept(answering, now=TUESDAY_NOON + timedelta(days=14))

    def test_is_too_late_once_nothing_changes_any_more(self, asked, answering, founder):
        actions.decline(answering, reason="no_time", now=TUESDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.cancel(asked, by=founder, now=TUESDAY_NOON + timedelta(days=14, seconds=1))

    def test_tells_no_more_after_a_no_than_before_any_answer(
        self, asked, answering, founder, propose
    ):
        said = {
            "no": lambda: actions.decline(answering, reason="conflict", now=TUESDAY_NOON),
            "never": lambda: actions.opt_out(answering, whole_organisation=False, now=TUESDAY_NOON),
            "nothing": lambda: None,
        }
        seen = {}
        for answer, say in said.items():
            with transaction.atomic():
                say()
                assert policies.can_cancel(founder, again(asked), now=TUESDAY_NOON)
                actions.cancel(asked, by=founder, now=TUESDAY_NOON)
                shown = as_seen_by(again(asked), Side.ASKING, with_steps=True)
                seen[answer] = (shown.state, [each.step for each in shown.steps])
                transaction.set_rollback(True)

        assert seen["no"] == seen["never"] == seen["nothing"]

    def test_does_not_let_who_said_no_be_asked_at_once(self, asked, answering, founder, propose):
        actions.decline(answering, reason="no_time", now=TUESDAY_NOON)
        actions.cancel(asked, by=founder, now=TUESDAY_NOON)

        with pytest.raises(actions.NotAvailable):
            propose(now=TUESDAY_NOON + timedelta(days=179))

        assert propose(now=TUESDAY_NOON + timedelta(days=181)).state == "proposed"

    def test_is_not_the_team_s_after_a_no(self, asked, answering, manager):
        actions.decline(answering, reason="no_time", now=TUESDAY_NOON)

        with pytest.raises(actions.TooLate):
            actions.cancel(asked, by=manager, now=TUESDAY_NOON)


class TestWhoMayBeAsked:
    def test_are_not_those_who_said_no_before_they_had_an_entry(
        self, propose, founder, manager, sensors
    ):
        asked = asked_of_open_data(MOSELLE_SENSORS, for_user=founder)
        actions.pass_on(propose(asked=asked), to=BY_LETTER, by=manager, now=MONDAY_NOON)
        answering = answering_by_link(link_to("info@moselle.example"), now=TUESDAY_NOON)
        actions.decline(answering, reason="no_need", now=TUESDAY_NOON)
        sensors.open_data_id = MOSELLE_SENSORS
        sensors.save()

        with pytest.raises(actions.NotAvailable):
            propose(now=TUESDAY_NOON)

    def test_are_not_those_who_said_no_by_an_entry_that_is_not_shown(
        self, propose, asked, answering, founder, sensors
    ):
        actions.decline(answering, reason="no_need", now=TUESDAY_NOON)
        sensors.open_data_id = MOSELLE_SENSORS
        sensors.visibility = "private"
        sensors.save()

        with pytest.raises(actions.NotAvailable):
            propose(asked=asked_of_open_data(MOSELLE_SENSORS, for_user=founder), now=TUESDAY_NOON)

    def test_are_not_those_who_opted_out_before_they_had_an_entry(
        self, propose, founder, manager, sensors, cluster
    ):
        asked = asked_of_open_data(MOSELLE_SENSORS, for_user=founder)
        actions.note_opt_out(asked, cluster=cluster, by=manager, now=MONDAY_NOON)
        sensors.open_data_id = MOSELLE_SENSORS
        sensors.save()

        with pytest.raises(actions.NotAvailable):
            propose()

    def test_are_not_those_who_said_no_in_another_cluster(
        self, propose, answering, founder, sensors, watchmaker
    ):
        actions.decline(answering, reason="no_need", now=TUESDAY_NOON)

        with pytest.raises(actions.NotAvailable):
            actions.propose(
                asked_of_directory(sensors.public_id, for_user=founder),
                actions.Wish(BLURB),
                asking_organisation=watchmaker,
                cluster=ClusterFactory(),
                by=founder,
                now=TUESDAY_NOON,
            )

    def test_are_those_whom_a_person_may_see(self, founder):
        hidden = OrganisationFactory(visibility="private")

        with pytest.raises(type(hidden).DoesNotExist):
            asked_of_directory(hidden.public_id, for_user=founder)

    def test_are_not_those_that_ceased(self):
        ceased = OrganisationFactory(visibility="public", state="ceased")

        with pytest.raises(type(ceased).DoesNotExist):
            asked_of_directory(ceased.public_id, for_user=AnonymousUser())
