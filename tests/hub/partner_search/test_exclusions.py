"""Organisations that are never to be suggested, to one person or to a cluster."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from liaison.hub.accounts.actions import erase_account
from liaison.hub.accounts.choices import Role
from liaison.hub.audit.models import Event
from liaison.hub.clusters.queries import history_of
from liaison.hub.partner_search import actions
from liaison.hub.partner_search.models import Exclusion
from liaison.hub.partner_search.queries import (
    NoExclusion,
    exclusions_in,
    exclusions_of,
    get_exclusion,
)
from liaison.matching import UnknownOrganisation
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.partner_search import MOSELLE_SENSORS, ExclusionFactory

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence")]


def exclude(by, *, organisation_id=MOSELLE_SENSORS, reason="competitor", note=""):
    return actions.exclude_for_oneself(
        organisation_id, reason=reason, note=note, by=by, now=MONDAY_NOON
    )


def exclude_in(cluster, *, by, reason="do_not_contact", note=""):
    return actions.exclude_in_cluster(
        MOSELLE_SENSORS, cluster=cluster, reason=reason, note=note, by=by, now=MONDAY_NOON
    )


class TestExcludingForOneself:
    def test_is_kept_with_reason_and_note(self, founder):
        exclusion = exclude(founder, note="  They bid against us in May. ")

        assert list(exclusions_of(for_user=founder)) == [exclusion]
        assert exclusion.organisation_id == MOSELLE_SENSORS
        assert exclusion.reason == "competitor"
        assert exclusion.note == "They bid against us in May."
        assert exclusion.added_at == MONDAY_NOON

    def test_is_nobody_else_s_business(self, biohealth, founder, manager, visitor):
        exclusion = exclude(founder)

        for reader in (manager, UserFactory(is_superuser=True), visitor):
            assert not exclusions_of(for_user=reader).exists()
            with pytest.raises(NoExclusion):
                get_exclusion(exclusion.public_id, for_user=reader)
        assert not history_of(biohealth, for_user=manager).filter(verb="exclusion.added").exists()

    def test_is_written_down_without_the_reason(self, founder):
        exclusion = exclude(founder, note="They bid against us in May.")

        event = Event.objects.get()
        assert event.verb == "exclusion.added"
        assert event.subject == str(exclusion.public_id)
        assert event.details == {"organisation": MOSELLE_SENSORS}

    def test_is_done_once(self, founder):
        exclude(founder)

        with pytest.raises(actions.AlreadyExcluded):
            exclude(founder, reason="other")

        assert Exclusion.objects.get().reason == "competitor"
        assert Event.objects.count() == 1

    def test_leaves_others_free_to_do_the_same(self, founder):
        exclude(founder)
        exclude(UserFactory())

        assert Exclusion.objects.count() == 2

    def test_needs_an_account(self, visitor):
        with pytest.raises(actions.NotAllowed):
            exclude(visitor)

    def test_needs_an_organisation_that_is_known(self, founder):
        with pytest.raises(UnknownOrganisation):
            exclude(founder, organisation_id="999999999")

    def test_needs_one_of_the_reasons(self, founder):
        with pytest.raises(ValueError, match="ugly logo"):
            exclude(founder, reason="ugly logo")

    def test_takes_a_note_of_500_characters_and_not_one_more(self, founder):
        exclude(founder, note="x" * 500)

        with pytest.raises(actions.NoteTooLong):
            exclude(founder, note="x" * 501)


class TestExcludingInACluster:
    def test_is_read_by_its_managers_alone(self, biohealth, founder, manager):
        exclusion = exclude_in(biohealth, by=manager, note="Wrote to us on 12 October.")

        assert list(exclusions_in(biohealth, for_user=manager)) == [exclusion]
        assert get_exclusion(exclusion.public_id, for_user=manager) == exclusion
        assert not exclusions_in(biohealth, for_user=founder).exists()
        assert not exclusions_of(for_user=manager).exists()
        with pytest.raises(NoExclusion):
            get_exclusion(exclusion.public_id, for_user=founder)

    def test_stands_in_the_history_of_the_cluster(self, biohealth, manager):
        exclude_in(biohealth, by=manager)

        event = history_of(biohealth, for_user=manager)[0]
        assert event.verb == "exclusion.added"
        assert event.actor == str(manager.public_id)

    def test_is_refused_to_all_but_its_managers(self, biohealth, founder, visitor):
        officer = ClusterRoleFactory(cluster=biohealth, role=Role.CLUSTER_OFFICER).person
        manager_of_another = ClusterRoleFactory().person

        for person in (founder, visitor, officer, manager_of_another):
            with pytest.raises(actions.NotAllowed):
                exclude_in(biohealth, by=person)

        assert not Exclusion.objects.exists()

    def test_takes_no_side_between_competitors(self, biohealth, manager):
        with pytest.raises(ValueError, match="competitor"):
            exclude_in(biohealth, by=manager, reason="competitor")

    def test_is_done_once(self, biohealth, manager):
        exclude_in(biohealth, by=manager)

        with pytest.raises(actions.AlreadyExcluded):
            exclude_in(biohealth, by=manager, reason="other")

        assert Exclusion.objects.count() == 1


class TestRemoving:
    def test_lets_it_be_suggested_again(self, founder):
        exclusion = ExclusionFactory(person=founder)

        actions.remove_exclusion(exclusion, by=founder, now=MONDAY_NOON)

        assert not Exclusion.objects.exists()
        assert Event.objects.get().verb == "exclusion.removed"

    def test_of_a_cluster_s_is_for_its_managers(self, biohealth, founder, manager):
        exclusion = ExclusionFactory(cluster=biohealth)

        with pytest.raises(actions.NotAllowed):
            actions.remove_exclusion(exclusion, by=founder, now=MONDAY_NOON)
        actions.remove_exclusion(exclusion, by=manager, now=MONDAY_NOON)

        assert not Exclusion.objects.exists()

    def test_of_a_person_s_is_for_that_person(self, founder, manager, visitor):
        exclusion = ExclusionFactory(person=founder)

        for other in (manager, UserFactory(is_superuser=True), visitor):
            with pytest.raises(actions.NotAllowed):
                actions.remove_exclusion(exclusion, by=other, now=MONDAY_NOON)

        assert Exclusion.objects.exists()

    def test_is_refused_when_somebody_was_faster(self, founder):
        exclusion = ExclusionFactory(person=founder)
        Exclusion.objects.all().delete()

        with pytest.raises(actions.NotExcluded):
            actions.remove_exclusion(exclusion, by=founder, now=MONDAY_NOON)

        assert not Event.objects.exists()


class TestLeaving:
    def test_takes_one_s_own_along_and_leaves_the_cluster_s(self, biohealth, manager):
        ClusterRoleFactory(cluster=biohealth)
        ExclusionFactory(person=manager)
        of_the_cluster = ExclusionFactory(cluster=biohealth, added_by=manager)

        erase_account(manager, by=manager, now=MONDAY_NOON)

        assert list(Exclusion.objects.all()) == [of_the_cluster]


class TestConstraints:
    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"person": None}, "exclusion_holds_for_one_person_or_one_cluster"),
            ({"cluster": ClusterFactory}, "exclusion_holds_for_one_person_or_one_cluster"),
            ({"organisation_id": ""}, "exclusion_is_about_an_organisation"),
            ({"reason": "ugly logo"}, "exclusion_has_a_reason_that_its_owner_may_give"),
            (
                {"person": None, "cluster": ClusterFactory, "reason": "competitor"},
                "exclusion_has_a_reason_that_its_owner_may_give",
            ),
        ],
    )
    def test_hold_in_the_database(self, founder, fields, name):
        made = {field: value() if callable(value) else value for field, value in fields.items()}

        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ExclusionFactory(**{"person": founder, "added_by": founder} | made)
