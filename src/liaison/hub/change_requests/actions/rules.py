"""What a cluster's managers decide about reviewing changes."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from liaison.hub.audit.actions import record_event
from liaison.hub.change_requests import policies
from liaison.hub.change_requests.actions.steps import NotAllowed
from liaison.hub.change_requests.choices import Scope
from liaison.hub.change_requests.models import ReviewRule
from liaison.hub.change_requests.policies import REVIEWABLE
from liaison.hub.clusters.models import Cluster


class NoFields(ValueError):
    """Chosen fields are to be looked at, but none is chosen, or one does not exist."""


@transaction.atomic
def change_rule(
    cluster: Cluster,
    *,
    scope: Scope,
    codes: Iterable[str],
    answers_within_days: int,
    by: Any,
    now: dt.datetime,
) -> ReviewRule:
    """
    Say which changes of its members a cluster looks at from now on; what waits goes on waiting.

    :param codes: of `policies.REVIEWABLE`; of account for chosen fields only
    :param answers_within_days: working days
    :raises NotAllowed: if `by` does not manage the cluster
    :raises NoFields: if fields are to be chosen and none is, or one does not exist
    """
    if not policies.can_change_rule(by, cluster):
        raise NotAllowed
    chosen = list(codes) if scope == Scope.CHOSEN else []
    if (scope == Scope.CHOSEN and not chosen) or not set(chosen) <= set(REVIEWABLE):
        raise NoFields
    rule, _is_new = ReviewRule.objects.update_or_create(
        cluster=cluster,
        defaults={
            "scope": scope,
            "codes": [code for code in REVIEWABLE if code in chosen],
            "answers_within_days": answers_within_days,
        },
    )
    record_event(
        verb="review_rule.changed",
        subject=cluster.slug,
        actor=str(by.public_id),
        at=now,
        cluster=cluster.slug,
        details={"scope": str(scope), "fields": rule.codes},
    )
    return rule
