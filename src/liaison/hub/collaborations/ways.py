"""What collaborations add to the register of contacts, and to timelines of organisations."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import pgettext_lazy

from liaison.hub.clusters.models import Cluster
from liaison.hub.collaborations.models import Collaboration, CollaborationStep
from liaison.hub.collaborations.queries import titles_in, titles_of
from liaison.hub.directory.models import Organisation
from liaison.hub.interactions.choices import Happening
from liaison.hub.interactions.links import OutcomeKind, register_outcome
from liaison.hub.interactions.timeline import as_rows, register_source


def tell_register() -> None:
    """Have contacts lead to collaborations, and timelines tell of them."""
    register_outcome(
        OutcomeKind(
            code="collaboration",
            words=pgettext_lazy("outcome of a contact", "Collaboration"),
            titles=titles_of,
            open_in=titles_in,
            page="collaborations:collaboration",
        )
    )
    register_source(Happening.COLLABORATION, _went_on)


def _went_on(organisation: Organisation, cluster: Cluster, user: Any) -> list[QuerySet[Any]]:
    kept = Collaboration.objects.for_the_team_of(user).filter(
        cluster=cluster, partners__organisation=organisation
    )
    steps = CollaborationStep.objects.filter(collaboration__in=kept.values("pk"))
    named = {"what": "stage", "link": "collaboration__public_id", "person": "by"}
    return [as_rows(steps, Happening.COLLABORATION, said="collaboration__title", **named)]
