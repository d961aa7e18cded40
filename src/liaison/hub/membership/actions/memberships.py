"""What the team does with memberships: evidence of commitment, review, suspension, end."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import Organisation
from liaison.hub.membership import policies
from liaison.hub.membership.actions.steps import (
    AlreadyMember,
    NotAllowed,
    NotSaid,
    TooLate,
    record,
    usable,
)
from liaison.hub.membership.choices import (
    Category,
    CommitmentKind,
    EndReason,
    MembershipState,
    MembershipStepKind,
)
from liaison.hub.membership.models import Admission, Application, Commitment, Membership
from liaison.hub.membership.queries import acts_for, may_see

_SUSPENDABLE = (MembershipState.ACTIVE,)
_RUNNING = (MembershipState.ACTIVE, MembershipState.SUSPENDED)


class InTheFuture(ValueError):
    """Evidence, and a membership from before, are about what has happened."""


def begin_membership(application: Application, *, by: Any, now: dt.datetime) -> Membership:
    """Make the organisation of an approved application a member; called by the approval."""
    assert application.organisation is not None
    membership = Membership.objects.create(
        cluster=application.cluster,
        organisation=application.organisation,
        application=application,
        category=application.category,
        since=now.date(),
        review_on=_next_review(application.cluster_id, now),
        is_listed=application.listing_consented_at is not None,
    )
    _note(membership, MembershipStepKind.BEGUN, by=by, now=now)
    return membership


def record_membership(
    cluster: Cluster,
    organisation: Organisation,
    *,
    category: Category,
    since: dt.date,
    is_listed: bool,
    by: Any,
    now: dt.datetime,
) -> Membership:
    """
    Write down that an organisation of the directory is a member already, without an application.

    Nobody comes to answer for its entry by that, and nobody is written to.

    :param is_listed: whether it agreed to be named among the members
    :raises NotAllowed: if `by` does not manage the cluster, may not see the organisation, or acts
        for it
    :raises InTheFuture: if it is not a member yet
    :raises AlreadyMember: if its membership is written down
    """
    _check(policies.can_end_memberships(by, cluster))
    _check(may_see(by, organisation) and not acts_for(by, organisation))
    if since > now.date():
        raise InTheFuture
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                cluster=cluster,
                organisation=organisation,
                category=category,
                since=since,
                review_on=_next_review(cluster.pk, now),
                is_listed=is_listed,
            )
            _note(membership, MembershipStepKind.BEGUN, by=by, now=now)
            return membership
    except IntegrityError as error:
        running = Membership.objects.running().filter(cluster=cluster, organisation=organisation)
        if running.exists():
            raise AlreadyMember from error
        raise


@transaction.atomic
def add_commitment(
    membership: Membership,
    *,
    kind: CommitmentKind,
    what: str,
    on: dt.date,
    source: str,
    by: Any,
    now: dt.datetime,
) -> Commitment:
    """
    Write down by what a member showed its commitment, and where that can be checked.

    :raises NotAllowed: if `by` is not of the cluster's team
    :raises NotSaid: if it does not say what, or from where
    :raises InTheFuture: if it has not happened yet
    :raises TooLate: if the membership has ended
    """
    _check(policies.can_look_after_members(by, membership.cluster))
    if on > now.date():
        raise InTheFuture
    kept = _locked(membership, *_RUNNING)
    what, source = what.strip(), source.strip()
    if not (what and source):
        raise NotSaid
    commitment = kept.commitments.create(
        kind=kind, what=what, on=on, source=source, recorded_by=by, recorded_at=now
    )
    record("membership.commitment_recorded", kept, by=by, now=now)
    return commitment


@transaction.atomic
def confirm_review(membership: Membership, *, said: str, by: Any, now: dt.datetime) -> Membership:
    """
    Note that the membership was looked at and goes on; the next review is set.

    :raises NotAllowed: if `by` is not of the cluster's team
    :raises TooLate: if it does not run
    """
    _check(policies.can_look_after_members(by, membership.cluster))
    said = usable(said, is_needed=False)
    reviewed = _locked(membership, MembershipState.ACTIVE)
    reviewed.review_on = _next_review(reviewed.cluster_id, now)
    reviewed.save()
    _note(reviewed, MembershipStepKind.REVIEWED, said=said, by=by, now=now)
    return reviewed


@transaction.atomic
def suspend(membership: Membership, *, said: str, by: Any, now: dt.datetime) -> Membership:
    """
    Let a membership rest for a reason; it gives no rights until it is resumed.

    :raises NotAllowed: if `by` does not manage the cluster
    :raises NotSaid: if no reason is given
    :raises TooLate: if it is suspended or has ended
    """
    _check(policies.can_end_memberships(by, membership.cluster))
    said = usable(said, is_needed=True)
    suspended = _locked(membership, *_SUSPENDABLE)
    suspended.state = MembershipState.SUSPENDED
    suspended.save()
    _note(suspended, MembershipStepKind.SUSPENDED, said=said, by=by, now=now)
    return suspended


@transaction.atomic
def resume(membership: Membership, *, said: str, by: Any, now: dt.datetime) -> Membership:
    """
    Let a suspended membership run again.

    :raises NotAllowed: if `by` does not manage the cluster
    :raises TooLate: if it is not suspended (any more)
    """
    _check(policies.can_end_memberships(by, membership.cluster))
    said = usable(said, is_needed=False)
    resumed = _locked(membership, MembershipState.SUSPENDED)
    resumed.state = MembershipState.ACTIVE
    resumed.save()
    _note(resumed, MembershipStepKind.RESUMED, said=said, by=by, now=now)
    return resumed


@transaction.atomic
def end(
    membership: Membership, *, reason: EndReason, said: str, by: Any, now: dt.datetime
) -> Membership:
    """
    End a membership for good, for a reason; the organisation may apply again.

    :raises NotAllowed: if `by` does not manage the cluster
    :raises NotSaid: if no words say why
    :raises TooLate: if it has ended
    """
    _check(policies.can_end_memberships(by, membership.cluster))
    said = usable(said, is_needed=True)
    return _end(_locked(membership, *_RUNNING), reason, said=said, by=by, now=now)


def end_because_reopened(application: Application, *, said: str, by: Any, now: dt.datetime) -> None:
    """End the membership that came of an application whose decision is reopened."""
    running = Membership.objects.select_for_update().filter(
        application=application, state__in=_RUNNING
    )
    for membership in running:
        _end(membership, EndReason.REOPENED, said=said, by=by, now=now)


def _end(
    membership: Membership, reason: EndReason, *, said: str, by: Any, now: dt.datetime
) -> Membership:
    membership.state, membership.end_reason = MembershipState.ENDED, reason
    membership.until = max(now.date(), membership.since)
    membership.save()
    _note(membership, MembershipStepKind.ENDED, said=said, by=by, now=now)
    return membership


def _locked(membership: Membership, *states: MembershipState) -> Membership:
    now = Membership.objects.select_for_update().filter(pk=membership.pk).first()
    if now is None or now.state not in states:
        raise TooLate
    return now


def _next_review(cluster_id: int, now: dt.datetime) -> dt.date:
    admission = Admission.objects.filter(cluster=cluster_id).first()
    months = now.month - 1 + (admission.reviews_after_months if admission else 12)
    # The first of the month: reviews are done together, and every month has that day.
    return dt.date(now.year + months // 12, months % 12 + 1, 1)


def _note(
    membership: Membership,
    kind: MembershipStepKind,
    *,
    said: str = "",
    by: Any,
    now: dt.datetime,
) -> None:
    membership.steps.create(kind=kind, at=now, by=by, said=said)
    record(f"membership.{kind}", membership, by=by, now=now)
    # Members see of each other what others do not, so what the directory counts is another now.
    refresh_lookup([])


def _check(is_allowed: bool) -> None:
    if not is_allowed:
        raise NotAllowed
