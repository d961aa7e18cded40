"""What agreements add to timelines of organisations."""

from typing import Any

from django.db.models import Q, QuerySet

from liaison.hub.agreements.models import AgreementStep
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.interactions.choices import Happening
from liaison.hub.interactions.timeline import as_rows, register_source
from liaison.hub.introductions.models import Introduction


def tell_timelines() -> None:
    """Have timelines tell of agreements."""
    register_source(Happening.AGREEMENT, _went_on)


def _went_on(organisation: Organisation, cluster: Cluster, user: Any) -> list[QuerySet[Any]]:
    """Return what happened to those of an organisation, to who sees its introductions."""
    seen = Introduction.objects.for_the_team_of(user).filter(
        Q(asking_organisation=organisation) | Q(asked_organisation=organisation), cluster=cluster
    )
    steps = AgreementStep.objects.filter(agreement__introduction__in=seen.values("pk"))
    named = {"what": "kind", "link": "agreement__public_id", "person": "by"}
    return [as_rows(steps, Happening.AGREEMENT, **named)]
