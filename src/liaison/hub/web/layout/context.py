"""What the frame of every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from liaison.hub.clusters.queries import NoCluster, current_cluster

THEMES = ("light", "dark")


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Return the cluster whose site this is, the page in the other languages, light or dark."""
    return {
        "cluster": SimpleLazyObject(lambda: _cluster_or_none(request)),
        "language_links": SimpleLazyObject(lambda: _language_links(request)),
        "theme": theme if (theme := request.COOKIES.get("theme")) in THEMES else "",
    }


def _cluster_or_none(request: HttpRequest) -> Any:
    """Return the cluster; none before the first is set up, when error pages are all there is."""
    try:
        return current_cluster(host=request.get_host())
    except NoCluster:
        return None


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
