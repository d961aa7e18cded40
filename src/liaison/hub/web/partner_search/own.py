"""Whose a search is: only whoever stated it gets further than here."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from liaison.hub.partner_search.queries import NoSearch, get_search
from liaison.hub.web.layout.views import found_or_404


def own_search(request: HttpRequest, public_id: uuid.UUID) -> Any:
    """Return the reader's own search; to all others there is none."""
    return found_or_404(get_search, public_id, **reader(request))


def in_own_search(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a page the reader's own search; without one, or once it is forgotten, there is none."""

    @wraps(view)
    def page(request: HttpRequest, public_id: uuid.UUID, **rest: Any) -> HttpResponse:
        try:
            return view(request, own_search(request, public_id), **rest)
        except NoSearch as error:
            # Forgotten in another tab while this one said something of it.
            raise Http404 from error

    return page


def reader(request: HttpRequest) -> dict[str, Any]:
    """Return who reads, as queries ask for it."""
    return {"for_user": request.user, "browser_key": browser_key(request)}


def actor(request: HttpRequest) -> dict[str, Any]:
    """Return who acts, as actions ask for it."""
    return {"by": request.user, "browser_key": browser_key(request)}


def browser_key(request: HttpRequest) -> str:
    """Return what ties the searches of someone not signed in to this browser; "" if nothing."""
    return request.session.get("browser_key", "")
