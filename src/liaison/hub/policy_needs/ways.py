"""What policy needs add to the register of contacts, and to timelines of organisations."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.interactions.choices import Happening
from liaison.hub.interactions.links import OutcomeKind, register_outcome
from liaison.hub.interactions.timeline import as_rows, register_source
from liaison.hub.policy_needs.choices import SIGNAL
from liaison.hub.policy_needs.models import Signal
from liaison.hub.policy_needs.queries.signals import signals_called, signals_for_team

# So many can be chosen as what came of a contact, the newest first.
_OFFERED = 100


def tell_register() -> None:
    """Have contacts lead to what hinders organisations, and timelines tell of it."""
    register_outcome(
        OutcomeKind(
            code=SIGNAL,
            words=pgettext_lazy("outcome of a contact", "What hinders a member"),
            titles=_called,
            open_in=_told_in,
            page="policy_needs:noted",
        )
    )
    register_source(Happening.POLICY_NEED, _was_told)


def title_of(signal: Signal) -> str:
    """Return by what the team knows a signal: its theme, and whose it is."""
    said = {"theme": signal.get_theme_display(), "organisation": signal.organisation.name}
    return _("%(theme)s (%(organisation)s)") % said


def _called(public_ids: Iterable[uuid.UUID], user: Any) -> dict[uuid.UUID, str]:
    found = signals_called(public_ids, for_user=user)
    return {each.public_id: title_of(each) for each in found}


def _told_in(cluster: Cluster, user: Any) -> list[tuple[uuid.UUID, str]]:
    found = signals_for_team(for_user=user).filter(cluster=cluster).order_by("-told_at", "-pk")
    return [(each.public_id, title_of(each)) for each in found[:_OFFERED]]


def _was_told(organisation: Organisation, cluster: Cluster, user: Any) -> list[QuerySet[Any]]:
    seen = signals_for_team(for_user=user).filter(cluster=cluster, organisation=organisation)
    seen = seen.annotate(said_by=Coalesce("noted_by", "told_by"))
    named = {"what": "theme", "link": "public_id", "said": "words", "person": "said_by"}
    return [as_rows(seen, Happening.POLICY_NEED, at="told_at", **named)]
