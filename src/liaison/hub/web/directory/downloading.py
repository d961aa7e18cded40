"""The list of the directory as a file, with what the reader chose and may see."""

import hashlib

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from liaison.hub.lifecycle.queries import listed_as_file
from liaison.hub.web.components.downloads import TYPES, as_download
from liaison.hub.web.directory.listing import choices_of

# So many files an hour go to one address of a network; whoever signs in gets more than that.
MOST_AN_HOUR = 20
_HOUR = 60 * 60


@require_GET
@login_not_required
@never_cache
def download(request: HttpRequest, ending: str) -> HttpResponseBase:
    if ending not in TYPES:
        raise Http404
    if not request.user.is_authenticated and _had_many(request):
        return _later(request)
    choices = choices_of(request)
    pieces = listed_as_file(choices.selection, ending, for_user=request.user)
    name = f"organisations-{timezone.localdate().isoformat()}.{ending}"
    return as_download(pieces, name)


def _had_many(request: HttpRequest) -> bool:
    """Tell whether as many files as an hour has went to the reader's address, and count this."""
    # The address itself is kept nowhere.
    address = hashlib.sha256(_address_of(request).encode()).hexdigest()
    key = f"downloads-{address}"
    if cache.add(key, 1, _HOUR):
        return False
    try:
        return cache.incr(key) > MOST_AN_HOUR
    except ValueError:
        # The hour ended between the two questions.
        return False


def _address_of(request: HttpRequest) -> str:
    """Return from where a request comes, before our own proxies; "" if nobody can tell."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured):
        return ""


def _later(request: HttpRequest) -> HttpResponse:
    texts = {
        "heading": _("Those were many files in one hour."),
        "explanation": _("So that everybody gets theirs, there are some an hour for each reader."),
        "what_to_do": _("Please come back in an hour, or sign in: then you need not wait."),
    }
    response = render(request, "layout/error.html", {"status": 429, **texts}, status=429)
    response["Retry-After"] = str(_HOUR)
    return response
