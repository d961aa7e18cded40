"""Memberships: who is one, evidence, review, suspension, end."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from liaison.hub.core.choices import Visibility
from liaison.hub.directory.models import MapEntry
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.membership import actions, queries
from liaison.hub.membership.choices import Category, CommitmentKind, EndReason, MembershipState
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("admission")]


@pytest.fixture
def membership(biohealth, founder):
    own = OrganisationRoleFactory(person=founder, organisation__name="Moselle Biosensors")
    return MembershipFactory(cluster=biohealth, organisation=own.organisation)


class TestMembers:
    def test_are_counted_apart_from_the_sector_map(self, biohealth, membership):
        for name in ("Alzette Imaging", "Sauer Robotics"):
            on_map = OrganisationFactory(name=name)
            MapEntry.objects.create(cluster=biohealth, organisation=on_map, since="2026-01-01")

        assert queries.number_of_members(biohealth) == 1
        assert queries.number_on_sector_map(biohealth) == 2

    def test_are_named_to_the_public_only_if_they_agreed(self, biohealth, membership, officer):
        named = MembershipFactory(cluster=biohealth, is_listed=True)

        assert list(queries.members(biohealth, for_user=AnonymousUser())) == [named]
        assert set(queries.members(biohealth, for_user=officer)) == {named, membership}

    def test_are_counted_once_where_two_entries_were_one(self, biohealth, membership):
        MembershipFactory(
            cluster=biohealth,
            organisation__state="merged",
            organisation__merged_into=membership.organisation,
        )

        assert queries.number_of_members(biohealth) == 1


class TestClustersOf:
    def test_are_those_with_a_member_for_whom_one_acts(self, biohealth, membership, founder):
        MembershipFactory()

        assert queries.clusters_of(founder) == {biohealth.pk}

    def test_are_none_while_it_is_suspended(self, membership, founder, manager):
        actions.suspend(membership, said="No answer.", by=manager, now=MONDAY_NOON)

        assert queries.clusters_of(founder) == set()

    def test_are_none_of_somebody_not_signed_in(self, membership):
        assert queries.clusters_of(AnonymousUser()) == set()


class TestWhatIsForMembers:
    @pytest.fixture
    def shy_lab(self, biohealth):
        lab = OrganisationFactory(visibility=Visibility.MEMBERS)
        MembershipFactory(cluster=biohealth, organisation=lab)
        return lab

    def test_is_open_to_other_members(self, shy_lab, membership, founder):
        assert shy_lab in organisations_visible_to(founder)

    def test_is_closed_to_members_of_another_cluster(self, membership, founder):
        elsewhere = MembershipFactory(organisation__visibility=Visibility.MEMBERS).organisation

        assert elsewhere not in organisations_visible_to(founder)

    def test_is_closed_to_everybody_else(self, shy_lab):
        assert shy_lab not in organisations_visible_to(AnonymousUser())

    def test_is_closed_again_once_the_own_membership_is_suspended(
        self, shy_lab, membership, founder, manager
    ):
        actions.suspend(membership, said="No answer.", by=manager, now=MONDAY_NOON)

        assert shy_lab not in organisations_visible_to(founder)


class TestMembershipsFromBefore:
    @pytest.fixture(params=[Visibility.PRIVATE, Visibility.STAFF, Visibility.STRATEGIC])
    def kept_elsewhere(self, request):
        lab = OrganisationFactory(name="Sauer Robotics", visibility=request.param)
        MembershipFactory(organisation=lab)
        return lab

    def record(self, cluster, organisation, by):
        return actions.record_membership(
            cluster,
            organisation,
            category=Category.COMPANY,
            since=dt.date(2019, 5, 2),
            is_listed=False,
            by=by,
            now=MONDAY_NOON,
        )

    def test_are_not_found_among_what_another_cluster_keeps(
        self, kept_elsewhere, biohealth, manager
    ):
        asked = {"cluster": biohealth, "for_user": manager}

        assert queries.organisations_to_record("Sauer", **asked) == []
        with pytest.raises(queries.NoOrganisation):
            queries.get_organisation_to_record(kept_elsewhere.public_id, **asked)

    def test_are_not_written_down_of_what_another_cluster_keeps(
        self, kept_elsewhere, biohealth, manager
    ):
        with pytest.raises(actions.NotAllowed):
            self.record(biohealth, kept_elsewhere, manager)

    def test_are_written_down_of_what_ones_own_cluster_keeps(self, biohealth, manager):
        lab = OrganisationFactory(name="Sauer Robotics", visibility=Visibility.STAFF)
        MapEntry.objects.create(cluster=biohealth, organisation=lab, since="2026-01-01")

        assert queries.organisations_to_record("Sauer", cluster=biohealth, for_user=manager) == [
            lab
        ]
        assert self.record(biohealth, lab, manager).organisation == lab


class TestReview:
    def test_is_due_when_its_day_comes(self, membership):
        assert membership.state_on(dt.date(2026, 12, 31)) == MembershipState.ACTIVE
        assert membership.state_on(dt.date(2027, 1, 1)) == MembershipState.REVIEW_DUE

    def test_sets_the_next_one(self, membership, officer):
        actions.confirm_review(membership, said="", by=officer, now=MONDAY_NOON)

        membership.refresh_from_db()
        assert membership.review_on == dt.date(2027, 11, 1)


class TestCommitment:
    def test_says_what_when_and_from_where(self, membership, officer):
        actions.add_commitment(
            membership,
            kind=CommitmentKind.EVENT,
            what="Spoke at the digital health day",
            on=dt.date(2026, 10, 14),
            source="Programme of the day",
            by=officer,
            now=MONDAY_NOON,
        )

        _steps, (kept,) = queries.kept_of(membership, for_user=officer)
        assert kept.what == "Spoke at the digital health day"
        assert kept.recorded_by == officer

    def test_is_about_what_has_happened(self, membership, officer):
        with pytest.raises(actions.InTheFuture):
            actions.add_commitment(
                membership,
                kind=CommitmentKind.EVENT,
                what="Will speak",
                on=dt.date(2026, 11, 3),
                source="Programme",
                by=officer,
                now=MONDAY_NOON,
            )


class TestEnd:
    def test_is_for_good_and_lets_it_apply_again(self, membership, manager, biohealth, founder):
        actions.end(membership, reason=EndReason.LEFT, said="Moved.", by=manager, now=MONDAY_NOON)

        membership.refresh_from_db()
        assert membership.until == dt.date(2026, 11, 2)
        with pytest.raises(actions.TooLate):
            actions.resume(membership, said="", by=manager, now=MONDAY_NOON)
        actions.start_application(
            biohealth, organisation=membership.organisation, by=founder, now=MONDAY_NOON
        )

    def test_is_the_managers_alone(self, membership, officer):
        with pytest.raises(actions.NotAllowed):
            actions.end(membership, reason=EndReason.LEFT, said=".", by=officer, now=MONDAY_NOON)
