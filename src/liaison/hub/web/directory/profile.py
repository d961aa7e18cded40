"""The profile of one organisation recorded here: what is said of it, by whom, seen when."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from liaison.hub.claims.queries import has_owner
from liaison.hub.directory.choices import Kind, NameKind, Scheme, SizeClass, State, Teller
from liaison.hub.directory.listing import Profile, get_profile
from liaison.hub.directory.listing.members import ShownMembership
from liaison.hub.directory.policies import can_edit
from liaison.hub.directory.provenance import Provenance, Verified
from liaison.hub.directory.texts import DESCRIPTION, HEADLINE, read_text
from liaison.hub.listings.queries import ON_PROFILES as LISTINGS
from liaison.hub.listings.queries import Shown, shown_on_profile
from liaison.hub.membership.choices import Category
from liaison.hub.skill_cards.queries import read_card, shown_card_of
from liaison.hub.web.components.countries import country_name
from liaison.hub.web.components.logos import ON_PROFILES, draw_logo, logo_address
from liaison.hub.web.components.maps import Place, results_map
from liaison.hub.web.components.registers import address_of
from liaison.hub.web.components.structured_data import structured_data
from liaison.hub.web.directory.cards import claim_address
from liaison.hub.web.directory.figures import show_figures
from liaison.hub.web.directory.known import draw_known
from liaison.hub.web.directory.listed import unverified_for
from liaison.hub.web.directory.relations import show_relations
from liaison.hub.web.directory.sharing import address_of_share_picture, share_picture_of
from liaison.hub.web.directory.terms import show_terms
from liaison.hub.web.directory.texts import own_words
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404

# Browsers remember a permanent redirect; a merger may be undone.
SECONDS_A_REDIRECT_IS_REMEMBERED = 3600
# Under which codes registers are known where addresses of their entries are made.
_REGISTERS = {Scheme.ROR: "ror", Scheme.PIC: "pic", Scheme.LEI: "lei"}
_IDENTIFIERS_OF_SCHEMA = {Scheme.VAT: "vatID", Scheme.LEI: "leiCode"}


@dataclass(frozen=True)
class Said:
    """
    One thing that is said.

    :ivar lang: code of the language it is in; "" if unknown
    :ivar notes: what there is to know of it
    """

    value: str
    url: str = ""
    lang: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    """What is said on one question, and from where that is, in words."""

    title: str
    said: list[Said]
    origin: str = ""


@dataclass(frozen=True)
class ShownProfile:
    """
    What the page shows.

    :ivar headings: facts, names and identifiers, each only where there is something to say
    :ivar origin: of the entry as a whole, in words
    :ivar origin_of_headline: of the headline that is shown; likewise `origin_of_description`
    """

    profile: Profile
    facts: list[Heading]
    names: list[Heading]
    identifiers: list[Heading]
    origin: str
    places: list[Said] = field(default_factory=list)
    origin_of_headline: str = ""
    origin_of_description: str = ""


@require_safe
@login_not_required
def profile(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = found_or_404(get_profile, public_id, for_user=request.user)
    if found.successor:
        return _redirect(found.successor.public_id)
    address = reverse("directory:profile", args=[public_id])
    canonical_url = request.build_absolute_uri(address)
    picture = share_picture_of(found.organisation, cluster_of(request))
    response = render(
        request,
        "directory/profile.html",
        {
            "shown": show(found),
            "organisation": found.organisation,
            "own_words": own_words(found.organisation),
            "logo": _logo(found.organisation),
            "claim_address": _claim_address(request, found.organisation),
            "figures": show_figures(found.figures, Provenance(found.organisation)),
            "people": found.people,
            "relations": show_relations(found.relations),
            "may_edit": can_edit(request.user, found.organisation),
            "terms": show_terms(found, today=timezone.localdate(), origin_in_words=_in_words),
            "map": results_map(_places(found, address)),
            "known": draw_known(found.organisation),
            "listings": _listings(request, found),
            "skill_card": _skill_card(request, found.organisation),
            "canonical_url": canonical_url,
            "share_picture": picture,
            "share_picture_url": picture and address_of_share_picture(found.organisation, picture),
            "structured_data": structured_data(_described(request, found, canonical_url)),
        },
    )
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


def _listings(request: HttpRequest, found: Profile) -> list[Shown]:
    """Return what it seeks and offers under its name; asked for only where there may be some."""
    if LISTINGS not in found.told_above:
        return []
    return shown_on_profile(
        found.organisation,
        cluster_of(request),
        sight=found.sight,
        language=get_language() or "",
        now=timezone.localdate(),
    )


def _skill_card(request: HttpRequest, organisation: Any) -> Any:
    """Return with what a member presents itself, for those who may read it."""
    if not request.user.is_authenticated:
        return None
    cluster = cluster_of(request)
    card = shown_card_of(organisation, cluster, for_user=request.user)
    return card and read_card(card, card.shown_texts, language=get_language() or "")


def show(found: Profile) -> ShownProfile:
    """Return what to show of a profile."""
    provenance = Provenance(found.organisation)
    return ShownProfile(
        found,
        facts=list(_facts(found, provenance)),
        names=list(_names(found, provenance)),
        identifiers=list(_identifiers(found, provenance)),
        origin=_of_entry(found.organisation),
        places=[Said(", ".join(_address(place))) for place in found.places],
        origin_of_headline=_of_words(HEADLINE, found.organisation, provenance),
        origin_of_description=_of_words(DESCRIPTION, found.organisation, provenance),
    )


def _claim_address(request: HttpRequest, organisation: Any) -> str:
    """Return where an organisation is claimed; "" where somebody speaks for it, or nobody can."""
    can_be = organisation.state in (State.ACTIVE, State.DORMANT)
    if not can_be or has_owner(organisation):
        return ""
    return claim_address(request, organisation.public_id)


def _logo(organisation: Any) -> SafeString:
    alt = gettext("Logo of %(name)s") % {"name": organisation.name}
    return draw_logo(organisation, size=ON_PROFILES, alt=alt)


def _of_words(kind: str, organisation: Any, provenance: Provenance) -> str:
    """Return from where the words are that an organisation says of itself."""
    reading = read_text(kind, organisation.texts, get_language() or "")
    return _in_words(provenance.of(reading.code)) if reading else ""


def _facts(found: Profile, provenance: Provenance) -> Iterator[Heading]:
    organisation = found.organisation
    place = ", ".join(filter(None, [organisation.city, country_name(organisation.country)]))
    web = organisation.website
    for code, title, value in (
        ("kind", gettext("Kind"), Kind(organisation.kind).label),
        ("state", gettext("State"), State(organisation.state).label),
        ("city", gettext("Place"), place),
        ("website", gettext("Web site"), web),
        ("size_class", gettext("Size"), _label(SizeClass, organisation.size_class)),
        ("founded_year", gettext("Founded"), organisation.founded_year),
        ("nace", gettext("Activity (NACE)"), organisation.nace),
        ("", gettext("On the sector map of"), ", ".join(found.clusters)),
        ("", gettext("Member of"), ", ".join(map(_member_of, found.member_of))),
    ):
        if value:
            said = Said(str(value), url=web if code == "website" else "")
            origin = provenance.of(code) or (provenance.of("country") if code == "city" else None)
            yield Heading(title, [said], _in_words(origin))


def _names(found: Profile, provenance: Provenance) -> Iterator[Heading]:
    legal = [Said(found.organisation.name)]
    yield Heading(gettext("Legal name"), legal, _in_words(provenance.of("name")))
    for kind in NameKind:
        names = [name for name in found.names if name.kind == kind]
        if names:
            said = [Said(name.name, lang=name.language, notes=_until(name)) for name in names]
            yield Heading(str(kind.label), said, _in_words(provenance.of(kind)))


def _identifiers(found: Profile, provenance: Provenance) -> Iterator[Heading]:
    for scheme in Scheme:
        numbers = [each for each in found.identifiers if each.scheme == scheme]
        if numbers:
            said = [_number(scheme, each) for each in numbers]
            yield Heading(str(scheme.label), said, _in_words(provenance.of(scheme)))


def _number(scheme: Scheme, identifier: Any) -> Said:
    bare = identifier.value.rstrip("/").rpartition("/")[2]
    url = address_of(_REGISTERS[scheme], bare) if scheme in _REGISTERS else ""
    country = (country_name(identifier.country),) if identifier.country else ()
    return Said(identifier.value, url=url, notes=(*country, *_until(identifier)))


def _until(dated: Any) -> tuple[str, ...]:
    if dated.until is None:
        return ()
    return (gettext("until %(day)s") % {"day": date_format(dated.until, "DATE_FORMAT")},)


def _in_words(origin: Verified | None) -> str:
    """Return from where something is and who saw when that it is so; "" if nobody noted it."""
    if origin is None:
        return ""
    told = {"source": _teller(origin.source), "day": date_format(origin.on, "DATE_FORMAT")}
    if origin.source == Teller.APPLICATION:
        return gettext("As told in an application for membership on %(day)s") % told
    if not origin.source:
        return gettext("seen on %(day)s") % told
    if origin.by:
        return gettext("%(source)s, checked by a person on %(day)s") % told
    return gettext("%(source)s, read on %(day)s") % told


def _teller(source: str) -> str:
    """Return a source in words: whoever edits an entry is one, kept by its code."""
    return str(Teller(source).label) if source in Teller.values else source


def _of_entry(organisation: Any) -> str:
    """Return from where the whole entry is, when it was verified last, and if that is long ago."""
    years = organisation.years_unverified(timezone.localdate())
    aged = unverified_for(years) if years > 0 else ""
    return " ".join(filter(None, [_verified_last(organisation), aged]))


def _verified_last(organisation: Any) -> str:
    told = {"source": _teller(organisation.source), "day": ""}
    if organisation.verified_on is None:
        unverified = gettext("Nobody has verified this entry as a whole yet.")
        from_where = gettext("It is from: %(source)s.") % told if organisation.source else ""
        return " ".join(filter(None, [from_where, unverified]))
    told["day"] = date_format(organisation.verified_on, "DATE_FORMAT")
    if organisation.source:
        return gettext("From: %(source)s. Verified last on %(day)s.") % told
    return gettext("Verified last on %(day)s.") % told


def _label(choices: Any, code: str) -> str:
    return str(choices(code).label) if code else ""


def _address(place: Any) -> Iterable[str]:
    town = " ".join(filter(None, [place.postcode, place.city]))
    return filter(None, [place.address, town, country_name(place.country)])


def _places(found: Profile, address: str) -> Iterator[Place]:
    for place in found.places:
        if place.latitude is not None and place.longitude is not None:
            label = place.city or found.organisation.name
            yield Place(place.latitude, place.longitude, label, f"{address}#places")


def _described(request: HttpRequest, found: Profile, url: str) -> dict[str, Any]:
    """Return the organisation in the words of schema.org, as search engines read them."""
    organisation = found.organisation
    former = {NameKind.FORMER}
    addresses = [
        {
            "@type": "PostalAddress",
            "streetAddress": place.address,
            "postalCode": place.postcode,
            "addressLocality": place.city,
            "addressCountry": place.country,
        }
        for place in found.places
    ]
    described = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": url,
        "name": organisation.name,
        "alternateName": [name.name for name in found.names if name.kind not in former],
        "description": _described_as(organisation),
        "url": organisation.website,
        "foundingDate": str(organisation.founded_year or ""),
        "address": [_said_only(each) for each in addresses],
        "sameAs": [said.url for said in _linked(found)],
    }
    if organisation.logo:
        address = logo_address(organisation, size=ON_PROFILES)
        described["logo"] = request.build_absolute_uri(address)
    for identifier in found.identifiers:
        if identifier.scheme in _IDENTIFIERS_OF_SCHEMA and identifier.until is None:
            described[_IDENTIFIERS_OF_SCHEMA[Scheme(identifier.scheme)]] = identifier.value
    return _said_only(described)


def _described_as(organisation: Any) -> str:
    """Return what it says of itself, in the language of the page if it can be."""
    for kind in (DESCRIPTION, HEADLINE):
        if reading := read_text(kind, organisation.texts, get_language() or ""):
            return reading.text
    return ""


def _linked(found: Profile) -> list[Said]:
    numbers = (_number(Scheme(each.scheme), each) for each in found.identifiers)
    return [said for said in numbers if said.url]


def _said_only(described: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in described.items() if value}


def _redirect(public_id: uuid.UUID) -> HttpResponse:
    """Lead from an organisation that merged to the one that answers for it."""
    response = HttpResponsePermanentRedirect(reverse("directory:profile", args=[public_id]))
    patch_cache_control(response, max_age=SECONDS_A_REDIRECT_IS_REMEMBERED)
    return response


def _member_of(membership: ShownMembership) -> str:
    """Return a cluster, and in brackets as what an organisation is its member."""
    return f"{membership.cluster} ({Category(membership.category).label})"
