"""What questions add to timelines of organisations."""

from typing import Any

from django.db.models import QuerySet, Value

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.interactions.choices import Happening
from liaison.hub.interactions.timeline import as_rows, register_source
from liaison.hub.support.choices import CaseState
from liaison.hub.support.models import Case


def tell_timelines() -> None:
    """Have timelines tell of questions."""
    register_source(Happening.CASE, _asked)


def _asked(organisation: Organisation, cluster: Cluster, user: Any) -> list[QuerySet[Any]]:
    """Return what was asked for an organisation, when it was answered and closed; to the team."""
    of_it = Case.objects.in_cluster_of_the_team(user, cluster).filter(organisation=organisation)
    asked = of_it.not_joined()
    answered = asked.exclude(first_answer_at=None).annotate(became=Value(CaseState.ANSWERED.value))
    closed = asked.exclude(closed_at=None)
    named = {"link": "public_id", "said": "subject"}
    return [
        as_rows(asked, Happening.CASE, at="asked_at", person="asked_by", **named),
        as_rows(answered, Happening.CASE, at="first_answer_at", what="became", **named),
        as_rows(closed, Happening.CASE, at="closed_at", what="state", **named),
    ]
