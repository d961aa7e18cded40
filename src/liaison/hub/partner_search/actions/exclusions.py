"""Deciding which organisations are never to be suggested."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from liaison.hub.audit.actions import record_done
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.queries import current_ids, get_organisation
from liaison.hub.partner_search import policies
from liaison.hub.partner_search.actions.feedback import NotAllowed
from liaison.hub.partner_search.choices import (
    CLUSTER_EXCLUSION_REASONS,
    LONGEST_NOTE,
    ExclusionReason,
)
from liaison.hub.partner_search.models import Exclusion


class AlreadyExcluded(Exception):
    """The person, or the cluster, has excluded this organisation before."""


class NotExcluded(Exception):
    """The exclusion does not hold any more; somebody was faster."""


class NoteTooLong(ValueError):
    """The note is longer than LONGEST_NOTE characters."""


def exclude_for_oneself(
    organisation_id: str, *, reason: str, note: str = "", by: Any, now: dt.datetime
) -> Exclusion:
    """
    Never suggest an organisation to `by` again, in no search of theirs.

    :param reason: a code of ExclusionReason
    :raises ValueError: if there is no such reason
    :raises NoteTooLong: if the note is longer than LONGEST_NOTE characters
    :raises NotAllowed: if `by` has no account to keep it in
    :raises UnknownOrganisation: if open data knows no such organisation
    :raises AlreadyExcluded: if `by` did so before
    """
    if not policies.can_exclude_for_oneself(by):
        raise NotAllowed
    return _exclude(
        organisation_id, {"person": by}, reason=ExclusionReason(reason), note=note, by=by, now=now
    )


def exclude_in_cluster(
    organisation_id: str,
    *,
    cluster: Cluster,
    reason: str,
    note: str = "",
    by: Any,
    now: dt.datetime,
) -> Exclusion:
    """
    Suggest an organisation to nobody in the cluster, for instance because it asked for that.

    :param reason: a code of CLUSTER_EXCLUSION_REASONS; like the note, shown to the team only
    :raises ValueError: if it is no reason that a cluster may have
    :raises NoteTooLong: if the note is longer than LONGEST_NOTE characters
    :raises NotAllowed: if `by` does not manage the cluster
    :raises UnknownOrganisation: if open data knows no such organisation
    :raises AlreadyExcluded: if the cluster did so before
    """
    if not policies.can_exclude_in(by, cluster):
        raise NotAllowed
    if reason not in CLUSTER_EXCLUSION_REASONS:
        raise ValueError(f"A cluster excludes nobody for this reason: {reason}")
    return _exclude(organisation_id, {"cluster": cluster}, reason=reason, note=note, by=by, now=now)


@transaction.atomic
def remove_exclusion(exclusion: Exclusion, *, by: Any, now: dt.datetime) -> None:
    """
    Let an organisation be suggested again.

    :raises NotAllowed: if it is neither one's own nor that of a cluster one manages
    :raises NotExcluded: if it was removed already
    """
    if not policies.can_remove(by, exclusion):
        raise NotAllowed
    removed, _ = Exclusion.objects.filter(pk=exclusion.pk).delete()
    if not removed:
        raise NotExcluded
    _record("exclusion.removed", exclusion, by=by, now=now)


def _exclude(
    organisation_id: str,
    owner: dict[str, Any],
    *,
    reason: str,
    note: str,
    by: Any,
    now: dt.datetime,
) -> Exclusion:
    note = note.replace("\x00", "").strip()
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong
    # Under the id that the evidence has it by: the one entered may be of another source.
    organisation_id = get_organisation(organisation_id, for_user=by).id
    # Under the id of an entry that was joined with it since, no constraint sees the other.
    kept = Exclusion.objects.filter(**owner).values_list("organisation_id", flat=True)
    if organisation_id in current_ids(kept):
        raise AlreadyExcluded
    try:
        with transaction.atomic():
            exclusion = Exclusion.objects.create(
                **owner,
                organisation_id=organisation_id,
                reason=reason,
                note=note,
                added_by=by,
                added_at=now,
            )
            _record("exclusion.added", exclusion, by=by, now=now)
    except IntegrityError as error:
        # The constraint decides: two of the team may press the button at once.
        if Exclusion.objects.filter(**owner, organisation_id=organisation_id).exists():
            raise AlreadyExcluded from error
        raise
    return exclusion


def _record(verb: str, exclusion: Exclusion, *, by: Any, now: dt.datetime) -> None:
    """Write it into the cluster's history if it is the cluster's; a person's is their own."""
    record_done(
        verb,
        exclusion.public_id,
        cluster=exclusion.cluster.slug if exclusion.cluster else "",
        by=by,
        now=now,
        organisation=exclusion.organisation_id,
    )
