"""The logos of organisations, to be seen and to be taken along."""

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liaison.hub.core.choices import Visibility
from liaison.hub.directory.listing import UnknownOrganisation, get_visible
from liaison.hub.directory.logos import SIZES, logo_pack, read_logo
from liaison.hub.web.layout.views import found_or_404

_A_YEAR, _AN_HOUR = 365 * 24 * 3600, 3600


@require_safe
@login_not_required
def logo(request: HttpRequest, public_id: uuid.UUID, digest: str, size: int) -> HttpResponse:
    """Answer with a logo, to those who may see whose it is; others learn nothing of it."""
    # Who asks is looked at only where it matters: a list has twenty of them.
    try:
        organisation = get_visible(public_id, for_user=None)
    except UnknownOrganisation:
        organisation = found_or_404(get_visible, public_id, for_user=request.user)
    if organisation.logo.get("digest") != digest or size not in SIZES:
        raise Http404
    try:
        response = HttpResponse(read_logo(digest, size), content_type="image/webp")
    except FileNotFoundError as error:
        raise Http404 from error
    if organisation.visibility == Visibility.PUBLIC:
        patch_cache_control(response, public=True, max_age=_A_YEAR, immutable=True)
    else:
        patch_cache_control(response, private=True, max_age=_AN_HOUR)
    return response


@require_safe
@login_not_required
def pack(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer with the logo in several sizes and formats, in one file."""
    organisation = found_or_404(get_visible, public_id, for_user=request.user)
    if not organisation.logo:
        raise Http404
    name = slugify(organisation.name)[:60] or "logo"
    today = timezone.localdate()
    address = request.build_absolute_uri(reverse("directory:profile", args=[public_id]))
    try:
        packed = logo_pack(
            organisation.logo["digest"],
            name=name,
            readme=_readme(organisation, address, today),
            on=today,
        )
    except FileNotFoundError as error:
        raise Http404 from error
    response = HttpResponse(packed, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}-logo.zip"'
    patch_cache_control(response, private=True, max_age=_AN_HOUR)
    return response


def _readme(organisation: Any, address: str, today: dt.date) -> str:
    told = {
        "name": organisation.name,
        "address": address,
        "day": date_format(today, "DATE_FORMAT"),
    }
    lines = (
        gettext("The logo of %(name)s"),
        gettext("Taken from %(address)s on %(day)s."),
        gettext(
            "The logo is the organisation’s own: ask it before you use it, and leave it whole."
        ),
    )
    return "".join(f"{line % told}\n" for line in lines)
