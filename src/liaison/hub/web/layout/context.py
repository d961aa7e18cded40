"""What the frame of every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from liaison.hub.clusters.queries import current_cluster


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """The cluster whose site this is, and this page's address in the other languages."""
    return {
        "cluster": SimpleLazyObject(lambda: current_cluster(host=request.get_host())),
        "language_links": SimpleLazyObject(lambda: _language_links(request)),
    }


def _language_links(request: HttpRequest) -> list[dict[str, Any]]:
    here = request.get_full_path()
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": translate_url(here, code),
            "current": code == get_language(),
        }
        for code, _ in settings.LANGUAGES
    ]
