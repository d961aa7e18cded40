"""Which addresses search engines may list: each page in each language, by sections."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap, views
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from liaison.hub.clusters.queries import NoCluster, current_cluster
from liaison.hub.directory.listing import organisations_open_to_all
from liaison.hub.web.layout.context import languages_of

ORGANISATIONS_PER_FILE = 5_000
_OPEN_PAGES = (
    *("home:index", "partner_search:state", "directory:index", "calls:index"),
    *(
        "listings:index",
        "clusters:index",
        "membership:index",
        "data_sources:about",
        "pages:accessibility",
        "pages:privacy",
    ),
)


class _InOneLanguage(Sitemap):
    """
    A section of one language.

    Django's own way of telling languages reads every organisation once for each of them before it
    shows a page of the list; what belongs together in other languages is said on the pages.
    """

    def __init__(self, language: str) -> None:
        self._language = language

    def address_of(self, item: Any) -> str:
        """Return where something is shown, in the language that is set."""
        raise NotImplementedError

    def location(self, item: Any) -> str:
        with override(self._language):
            return self.address_of(item)


class Pages(_InOneLanguage):
    """The pages that are there in any case."""

    def items(self) -> Sequence[str]:
        return _OPEN_PAGES

    def address_of(self, item: str) -> str:
        return reverse(item)


class Organisations(_InOneLanguage):
    """The profiles that everybody sees."""

    limit = ORGANISATIONS_PER_FILE

    def items(self) -> QuerySet[Any]:
        return organisations_open_to_all().only("public_id", "updated_at")

    def address_of(self, item: Any) -> str:
        return reverse("directory:profile", args=[item.public_id])

    def lastmod(self, item: Any) -> dt.datetime:
        changed: dt.datetime = item.updated_at
        return changed

    def get_latest_lastmod(self) -> dt.datetime | None:
        newest = organisations_open_to_all().order_by().aggregate(newest=Max("updated_at"))
        latest: dt.datetime | None = newest["newest"]
        return latest


def sections_of(request: HttpRequest) -> dict[str, Sitemap]:
    """Return the sections in the languages of the cluster whose site it is."""
    try:
        cluster = current_cluster(host=request.get_host())
    except NoCluster:
        cluster = None
    return {
        f"{name}-{language}": section(language)
        for name, section in (("pages", Pages), ("organisations", Organisations))
        for language in languages_of(cluster)
    }


@require_safe
@login_not_required
@cache_control(public=True, max_age=3600)
def index(request: HttpRequest) -> HttpResponse:
    """List the sections, each in files of a bounded length."""
    return views.index(request, sections_of(request), sitemap_url_name="sitemap-section")


@require_safe
@login_not_required
@cache_control(public=True, max_age=3600)
def section(request: HttpRequest, section: str) -> HttpResponse:
    """List the addresses of a section; `?p=2` is its second file."""
    return views.sitemap(request, sections_of(request), section)
