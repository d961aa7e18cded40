"""What agreements add to timelines of organisations."""

from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat

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
    of_it = Q(asking_organisation=organisation) | Q(asked_organisation=organisation)
    if known_as := organisation.open_data_id:
        of_it |= Q(asked_open_data_id=known_as)
    seen = Introduction.objects.for_the_team_of(user).filter(of_it, cluster=cluster)
    made_in = "agreement__introduction__"
    steps = AgreementStep.objects.filter(agreement__introduction__in=seen.values("pk")).annotate(
        both=Concat(
            Coalesce(
                f"{made_in}asking_organisation__name",
                f"{made_in}asking_person__full_name",
                Value("–"),
            ),
            Value(" → "),
            f"{made_in}asked_name",
        )
    )
    named = {"what": "kind", "link": "agreement__public_id", "said": "both", "person": "by"}
    return [as_rows(steps, Happening.AGREEMENT, **named)]
