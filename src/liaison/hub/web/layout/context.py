"""What the frame of every page shows."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from liaison.hub.accounts.choices import Role
from liaison.hub.clusters.queries import NoCluster, all_clusters, cluster_among, people_of
from liaison.hub.partner_search.queries import handed_over

THEMES = ("light", "dark")


@dataclass(frozen=True)
class TeamDesk:
    """
    What a cluster's team finds on its desk.

    :ivar waiting: needs that were handed over and that nobody of the team looks into yet
    """

    waiting: int


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """
    Return what stands around the content of a page.

    That is the cluster whose site this is, the desk of its team for those who manage it, the page
    in the other languages, and whether the reader likes it light or dark.
    """
    cluster = SimpleLazyObject(lambda: _cluster_or_none(request))
    return {
        "cluster": cluster,
        "team_desk": SimpleLazyObject(lambda: _team_desk(request, cluster)),
        "language_links": SimpleLazyObject(lambda: _language_links(request)),
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


def _cluster_or_none(request: HttpRequest) -> Any:
    """Return the cluster; none before the first is set up, when error pages are all there is."""
    try:
        return cluster_of(request)
    except NoCluster:
        return None


def _team_desk(request: HttpRequest, cluster: Any) -> TeamDesk | None:
    """Return what waits for the reader; none for those who do not manage the site's cluster."""
    user = getattr(request, "user", None)
    if not (user and user.is_authenticated and cluster):
        return None
    waiting = handed_over(for_user=user).open().order_by()
    if user.is_superuser:
        return TeamDesk(waiting=waiting.count())
    # Role and number in one question to the database: every page asks it.
    number = waiting.values("state").annotate(number=Count("pk")).values("number")
    managing = people_of(cluster, for_user=user).filter(person=user, role=Role.CLUSTER_MANAGER)
    counted = managing.values_list(Coalesce(Subquery(number), 0), flat=True).first()
    return None if counted is None else TeamDesk(waiting=counted)


def _language_links(request: HttpRequest) -> list[dict[str, Any]]:
    here = request.get_full_path()
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": _in_language(here, code),
            "current": code == get_language(),
        }
        for code, _ in settings.LANGUAGES
    ]


def _in_language(address: str, code: str) -> str:
    """Return the same page in another language; only the first part of an address names it."""
    first, slash, rest = address.removeprefix("/").partition("/")
    if first not in dict(settings.LANGUAGES):
        return f"/{code}/"
    return f"/{code}{slash}{rest}"
