"""What the frame of every page shows."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from liaison.hub.accounts.choices import TEAM, Role
from liaison.hub.change_requests.queries import reviewing, waiting_in
from liaison.hub.clusters.queries import (
    NoCluster,
    all_clusters,
    alone,
    brand_of,
    cluster_among,
    own_roles_in,
)
from liaison.hub.core.counting import Counted
from liaison.hub.partner_search.queries import handed_over
from liaison.hub.policy_needs.queries.addressees import waiting_for as carried_and_waiting
from liaison.hub.support.queries import waiting_in as cases_waiting_in

THEMES = ("light", "dark")
_WITH_A_DESK = (*TEAM, Role.STRATEGIC_PARTNER)


@dataclass(frozen=True)
class TeamDesk:
    """
    What a cluster's team finds on its desk.

    :ivar waiting: needs that were handed over and that nobody of the team looks into yet; None for
        those who do not answer them
    :ivar changes: changes that members asked for and that wait for the team; None where the team
        looks at none
    :ivar cases: questions that wait for the team
    """

    waiting: int | None
    changes: int | None
    cases: int

    @property
    def number(self) -> int:
        """Return how much waits in all."""
        return (self.waiting or 0) + (self.changes or 0) + self.cases


@dataclass(frozen=True)
class PartnerDesk:
    """
    What a strategic partner of the site's cluster finds.

    :ivar waiting: challenges that were carried to them and that nobody of their office answered
    """

    waiting: int


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """
    Return what stands around the content of a page.

    That is the cluster whose site this is and its colours, the desk of its team for those who
    manage it and of its strategic partners for these, the page in the other languages of the
    cluster, and whether the reader likes it light or dark.
    """
    cluster = SimpleLazyObject(lambda: _cluster_or_none(request))
    return {
        "cluster": cluster,
        "team_desk": SimpleLazyObject(lambda: team_desk_of(request)),
        "partner_desk": SimpleLazyObject(lambda: _desks_of(request)[1]),
        "brand_url": SimpleLazyObject(lambda: _brand_url(cluster)),
        "language_links": SimpleLazyObject(lambda: _language_links(request, cluster)),
        "theme": theme if (theme := request.COOKIES.get("theme")) in THEMES else "",
    }


def clusters_of(request: HttpRequest) -> list[Any]:
    """Return all clusters, asked for once a request."""
    if not hasattr(request, "all_clusters"):
        request.all_clusters = all_clusters()  # type: ignore[attr-defined]
    return list(request.all_clusters)  # type: ignore[attr-defined]


def cluster_of(request: HttpRequest) -> Any:
    """Return the cluster whose site this is; raises NoCluster."""
    return cluster_among(clusters_of(request), host=request.get_host())


def team_desk_of(request: HttpRequest) -> TeamDesk | None:
    """
    Return the desk of the team of the site's cluster, asked for once a request.

    None for those who are not of the team.
    """
    return _desks_of(request)[0]


def _desks_of(request: HttpRequest) -> tuple[TeamDesk | None, PartnerDesk | None]:
    if not hasattr(request, "desks"):
        request.desks = _desks(request, _cluster_or_none(request))  # type: ignore[attr-defined]
    found: tuple[TeamDesk | None, PartnerDesk | None] = request.desks  # type: ignore[attr-defined]
    return found


def _cluster_or_none(request: HttpRequest) -> Any:
    """Return the cluster; none before the first is set up, when error pages are all there is."""
    try:
        return cluster_of(request)
    except NoCluster:
        return None


def _desks(request: HttpRequest, cluster: Any) -> tuple[TeamDesk | None, PartnerDesk | None]:
    """Return what waits for the reader as one of the site's cluster's team, and as its partner."""
    user = getattr(request, "user", None)
    if not (user and user.is_authenticated and cluster):
        return None, None
    # Roles and numbers in one question to the database: every page asks it.
    asked = _own_roles(user, cluster).values_list(
        "role" if not user.is_superuser else Value(Role.CLUSTER_MANAGER),
        Counted(handed_over(for_user=user).open()),
        Counted(waiting_in(cluster, for_user=user)),
        Exists(reviewing(cluster)),
        Counted(cases_waiting_in(cluster, for_user=user)),
        Counted(carried_and_waiting(cluster, for_user=user)),
    )
    found = {role: numbers for role, *numbers in asked}
    return _team_desk(found), _partner_desk(found)


def _team_desk(found: dict[str, list[Any]]) -> TeamDesk | None:
    """Return the desk of one of the team; none for those who are not of it."""
    own = [role for role in TEAM if role in found]
    if not own:
        return None
    needs, changes, looks_at_changes, cases, _carried = found[own[0]]
    return TeamDesk(
        waiting=needs if Role.CLUSTER_MANAGER in own else None,
        changes=changes if changes or looks_at_changes else None,
        cases=cases,
    )


def _partner_desk(found: dict[str, list[Any]]) -> PartnerDesk | None:
    if Role.STRATEGIC_PARTNER not in found:
        return None
    return PartnerDesk(waiting=found[Role.STRATEGIC_PARTNER][-1])


def _own_roles(user: Any, cluster: Any) -> Any:
    """Return what makes the reader one of those with a desk; of who runs the site, the cluster."""
    if user.is_superuser:
        return alone(cluster)
    return own_roles_in(cluster, for_user=user).filter(role__in=_WITH_A_DESK)


def _brand_url(cluster: Any) -> str:
    """Return the address of the styles in the cluster's colours; "" for those of Liaison."""
    brand = brand_of(cluster) if cluster else None
    return reverse("brand", args=[cluster.slug, brand.digest]) if brand else ""


def _language_links(request: HttpRequest, cluster: Any) -> list[dict[str, Any]]:
    """Return the page in the languages of the cluster, in its order; none where it has but one."""
    here, current = request.get_full_path(), get_language()
    codes = languages_of(cluster)
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": _in_language(here, code),
            "current": code == current,
        }
        for code in codes
        # To lead to where one is already helps nobody.
        if codes != [current]
    ]


def languages_of(cluster: Any) -> list[str]:
    """Return in which languages a cluster speaks; without one, all that there are."""
    known = [code for code, _name in settings.LANGUAGES]
    spoken = [code for code in cluster.languages if code in known] if cluster else []
    return spoken or known


def _in_language(address: str, code: str) -> str:
    """Return the same page in another language; only the first part of an address names it."""
    first, slash, rest = address.removeprefix("/").partition("/")
    if first not in dict(settings.LANGUAGES):
        return f"/{code}/"
    return f"/{code}{slash}{rest}"
