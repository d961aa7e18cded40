"""The logos of change requests, old and new, to those who may read the request."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from liaison.hub.change_requests import queries
from liaison.hub.directory.editing import LOGO
from liaison.hub.directory.logos import SIZES, read_logo
from liaison.hub.web.layout.views import found_or_404

OLD, NEW = "old", "new"


@require_safe
def logo(request: HttpRequest, public_id: uuid.UUID, which: str) -> HttpResponse:
    """Answer with the logo before or the one asked for; others learn nothing of either."""
    asked = found_or_404(queries.get_readable_request, public_id, for_user=request.user)
    change = found_or_404(asked.changes.get, field=LOGO)
    if which not in (OLD, NEW) or not (kept := getattr(change, which)):
        raise Http404
    try:
        picture = read_logo(kept["digest"], max(SIZES))
    except FileNotFoundError as error:
        raise Http404 from error
    response = HttpResponse(picture, content_type="image/webp")
    # Kept nowhere: whoever may read the request today may not tomorrow.
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
