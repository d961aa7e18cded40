"""What stands around every page: choosing a language, error pages, a sign of life."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from liaison.hub.clusters.queries import NoCluster, current_cluster
from liaison.matching import (
    IndexUnreadable,
    NoCalls,
    NoIndex,
    UnknownCall,
    UnknownOrganisation,
    UnknownProject,
)

Found = TypeVar("Found")


def found_or_404(get: Callable[..., Found], *arguments: Any, **keywords: Any) -> Found:
    """Return what `get` returns; an unknown thing becomes the page that says so."""
    try:
        return get(*arguments, **keywords)
    except (
        *(ObjectDoesNotExist, UnknownOrganisation, UnknownProject),
        *(UnknownCall, NoCalls),
    ) as error:
        raise Http404 from error


def found_or_none(get: Callable[..., Found], *arguments: Any, **keywords: Any) -> Found | None:
    """
    Return what `get` returns; none where open data does not tell of it (any more).

    For pages about what we keep ourselves: they must not fail because a source dropped a name.
    """
    try:
        return get(*arguments, **keywords)
    except (
        *(UnknownOrganisation, UnknownProject, NoIndex, IndexUnreadable),
        *(UnknownCall, NoCalls),
    ):
        return None


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form on the page was sent with; none where the page is only opened."""
    return request.POST if request.method == "POST" else None


@login_not_required
def choose_language(request: HttpRequest) -> HttpResponse:
    """Lead the bare address to the home page in the reader's language, if the cluster speaks it."""
    with suppress(NoCluster):
        spoken = current_cluster(host=request.get_host()).languages
        if spoken and get_language() not in spoken:
            with override(spoken[0]):
                return HttpResponseRedirect(reverse("home:index"))
    return HttpResponseRedirect(reverse("home:index"))


@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the server runs; for those who watch over it."""
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """Answer browsers that ask for the picture at its old place."""
    return HttpResponseRedirect(static("liaison/images/favicon.svg"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(
        request,
        status=400,
        heading=_("We could not read that request."),
        explanation=_("Something in the address or in what was sent does not fit together."),
        what_to_do=_("Please go back, check what you entered and try again."),
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(
        request,
        status=403,
        heading=_("This page is not open to you."),
        explanation=_("Your account does not have the role that this page asks for."),
        what_to_do=_("If you think it should, please write to the cluster team."),
    )


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(
        request,
        status=404,
        heading=_("There is nothing at this address."),
        explanation=_(
            "The page may have moved, the address may be mistyped, "
            "or what it showed is visible to someone else only."
        ),
        what_to_do=_("The home page is a good place to start again."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(
        request,
        status=403,
        heading=_("We could not be sure that this came from you."),
        explanation=_(
            "The form was open for a long time, you signed out meanwhile, or your browser keeps no "
            "cookies for this site."
        ),
        what_to_do=_("Please go back, reload the page and send the form once more."),
        back=_came_from(request),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    # Nothing may be relied on here: no database, no context, no translation of the frame.
    return render(request, "500.html", status=500)


def not_ready(request: HttpRequest) -> HttpResponse:
    """Say that the site is being prepared, instead of an error nobody understands."""
    return _error(
        request,
        status=503,
        heading=_("This site is not ready yet."),
        explanation=_("It is being set up, or has not read its open data so far."),
        what_to_do=_("Please come back in a few minutes."),
    )


class NotReadyMiddleware:
    """Turns a missing index or cluster into a page that says so, wherever it is noticed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return (
            not_ready(request)
            if isinstance(exception, NoIndex | IndexUnreadable | NoCluster)
            else None
        )


def _came_from(request: HttpRequest) -> str:
    """Return the page of this site from which something was sent; "" where nobody can tell."""
    page = request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()})
    return urlsplit(page).path if is_ours else ""


def _error(request: HttpRequest, *, status: int, **texts: str) -> HttpResponse:
    return render(request, "layout/error.html", {"status": status, **texts}, status=status)
