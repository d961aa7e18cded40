"""The business card of an organisation (vCard 4.0, RFC 6350), and codes for telephones to read."""

import datetime as dt
import io
import re
import uuid
from collections.abc import Iterator

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from liaison.hub.core.choices import Visibility
from liaison.hub.directory.choices import NameKind
from liaison.hub.directory.listing import Profile, get_profile, get_visible
from liaison.hub.directory.texts import HEADLINE, read_text
from liaison.hub.web.components.countries import country_name
from liaison.hub.web.components.logos import ON_PROFILES, logo_address
from liaison.hub.web.layout.views import found_or_404

_OCTETS_A_LINE = 75
_AN_HOUR = 3600
_SET_APART = re.compile(r"([\\,;])")
_UNITS_A_MODULE = 4


@require_safe
@login_not_required
def card(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer with all of a profile that address books keep."""
    found = found_or_404(get_profile, public_id, for_user=request.user)
    lines = [*_head(found), *_told(request, found), "END:VCARD"]
    name = slugify(found.organisation.name)[:60] or "card"
    response = _answer(found, "".join(map(_folded, lines)).encode(), "text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.vcf"'
    return response


@require_safe
@login_not_required
def card_code(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer with the card as a code to scan; the least of it, so that the code stays coarse."""
    found = found_or_404(get_profile, public_id, for_user=request.user)
    address = request.build_absolute_uri(reverse("directory:profile", args=[public_id]))
    web = found.organisation.website or address
    lines = [*_head(found), *_addresses(found, most=1), f"URL:{web}", "END:VCARD"]
    try:
        drawn = _code("\r\n".join(lines))
    except segno.DataOverflowError:
        # A code holds some thousand letters, of other scripts fewer.
        drawn = _code(address)
    return _answer(found, drawn, "image/svg+xml")


@require_safe
def claim_code(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer with the address at which an organisation is claimed, as a code for a letter."""
    found_or_404(get_visible, public_id, for_user=request.user)
    response = HttpResponse(_code(claim_address(request, public_id)), content_type="image/svg+xml")
    patch_cache_control(response, private=True, max_age=_AN_HOUR)
    return response


def claim_address(request: HttpRequest, public_id: uuid.UUID) -> str:
    """Return where an organisation is claimed, as it can stand in a letter."""
    return request.build_absolute_uri(reverse("claims:make", args=[public_id]))


def _answer(found: Profile, content: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    is_open = found.organisation.visibility == Visibility.PUBLIC
    patch_cache_control(response, **{"public" if is_open else "private": True}, max_age=_AN_HOUR)
    return response


def _head(found: Profile) -> Iterator[str]:
    name = _escaped(found.organisation.name)
    yield from ("BEGIN:VCARD", "VERSION:4.0", "KIND:org", f"FN:{name}", f"ORG:{name}")


def _told(request: HttpRequest, found: Profile) -> Iterator[str]:
    organisation = found.organisation
    short = [each.name for each in found.names if each.kind == NameKind.ACRONYM and not each.until]
    if short:
        yield f"NICKNAME:{','.join(map(_escaped, short))}"
    yield from _addresses(found)
    if organisation.website:
        yield f"URL:{organisation.website}"
    if reading := read_text(HEADLINE, organisation.texts, get_language() or ""):
        yield f"NOTE;LANGUAGE={reading.language}:{_escaped(reading.text)}"
    if organisation.invented:
        yield f"NOTE:{_escaped(gettext('Invented example'))}"
    if organisation.logo:
        address = logo_address(organisation, size=ON_PROFILES)
        yield f"LOGO;MEDIATYPE=image/webp:{request.build_absolute_uri(address)}"
    profile = reverse("directory:profile", args=[organisation.public_id])
    yield f"SOURCE:{request.build_absolute_uri(profile)}"
    yield f"UID:urn:uuid:{organisation.public_id}"
    yield f"REV:{organisation.updated_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _addresses(found: Profile, most: int | None = None) -> Iterator[str]:
    organisation = found.organisation
    for place in found.places[:most]:
        where = ""
        if place.latitude is not None and place.longitude is not None:
            where = f';GEO="geo:{place.latitude:.5f},{place.longitude:.5f}"'
        parts = (place.address, place.city, "", place.postcode, country_name(place.country))
        yield f"ADR{where}:;;{';'.join(map(_escaped, parts))}"
    if not found.places and (organisation.city or organisation.country):
        parts = ("", organisation.city, "", "", country_name(organisation.country))
        yield f"ADR:;;{';'.join(map(_escaped, parts))}"


def _escaped(text: str) -> str:
    # What would part a value, or begin another line.
    return " ".join(_SET_APART.sub(r"\\\1", text).split())


def _folded(line: str) -> str:
    """Return a line in pieces that are short enough, none of them ending within a letter."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > _OCTETS_A_LINE:
            pieces.append(piece)
            # The blank at the beginning says that the line goes on.
            piece = " "
        piece += letter
    return "".join(f"{each}\r\n" for each in (*pieces, piece))


def _code(text: str) -> bytes:
    drawn = io.BytesIO()
    # On white also where a page is dark: cameras ask for it.
    code = segno.make_qr(text, error="m")
    code.save(drawn, kind="svg", scale=_UNITS_A_MODULE, light="#ffffff")
    return drawn.getvalue()
