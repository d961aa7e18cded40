"""What others show where the page of an organisation is shared."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liaison.hub.core.choices import Visibility
from liaison.hub.directory.choices import Kind
from liaison.hub.directory.listing import get_visible
from liaison.hub.web.components.countries import country_name
from liaison.hub.web.components.share_pictures import PLAIN, SharePicture, draw_share_picture
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404

_A_YEAR = 365 * 24 * 3600


@require_safe
@login_not_required
def share_picture(request: HttpRequest, public_id: uuid.UUID, digest: str) -> HttpResponse:
    """Answer with the picture of one whom everybody may see; others learn nothing of it."""
    organisation = found_or_404(get_visible, public_id, for_user=None)
    shown = share_picture_of(organisation, cluster_of(request))
    if shown is None:
        raise Http404
    if shown.digest != digest:
        # A page that was shared before something changed shows what is so now.
        return redirect(address_of_share_picture(organisation, shown))
    etag = f'"{digest}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(draw_share_picture(shown), content_type="image/png")
        response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=_A_YEAR, immutable=True)
    return response


def share_picture_of(organisation: Any, cluster: Any) -> SharePicture | None:
    """Return what to draw of an organisation; none of who is not open to all, or has no letters."""
    if organisation.visibility != Visibility.PUBLIC:
        return None
    shown = SharePicture(
        name=organisation.name,
        kind=str(Kind(organisation.kind).label),
        place=", ".join(filter(None, [organisation.city, country_name(organisation.country)])),
        notice=gettext("Invented example") if organisation.invented else "",
        cluster=cluster.name,
        colour=cluster.accent or PLAIN,
        logo=organisation.logo.get("digest", ""),
    )
    return shown if shown.can_be_drawn else None


def address_of_share_picture(organisation: Any, shown: SharePicture) -> str:
    """Return where the picture is; another picture has another address."""
    return reverse("directory:share-picture", args=[organisation.public_id, shown.digest])
