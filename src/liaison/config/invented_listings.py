"""
Needs and offers for the demonstration, of the invented sector's organisations.

Everything in them is invented; each is marked so wherever it is shown.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from liaison.hub.clocks.actions import start_clock
from liaison.hub.clusters.models import Cluster, FocusArea
from liaison.hub.directory.models import Organisation
from liaison.hub.listings.choices import (
    REVIEW,
    ListingKind,
    ListingState,
    Money,
    Tier,
    VersionState,
)
from liaison.hub.listings.models import Listing, ListingVersion
from liaison.hub.listings.queries import plain_of
from liaison.hub.membership.actions import AlreadyMember, NotAllowed, record_membership
from liaison.hub.membership.choices import Category

_DAYS_OPEN = 180
# So long ago they were published, and whose they are became members.
_PUBLISHED_AGO = dt.timedelta(days=45)
_Words = tuple[str, str, str]


@dataclass(frozen=True)
class _Invented:
    """
    An invented need or offer.

    :ivar words: title, summary and public text by language, the original first
    :ivar levels: technology readiness, from and to
    """

    organisation: str
    category: Category
    kind: ListingKind
    money: Money
    words: Mapping[str, _Words]
    area: str
    brief: str = ""
    levels: tuple[int, int] | None = None
    sought: tuple[str, ...] = ()
    role: str = ""
    countries: tuple[str, ...] = ()
    is_anonymous: bool = True
    tier: Tier = Tier.PUBLIC
    state: ListingState = ListingState.PUBLISHED
    details: Mapping[str, Any] = field(default_factory=dict)


LISTINGS = (
    _Invented(
        "Invented Diagnostics",
        Category.COMPANY,
        ListingKind.CLINICAL_SITE,
        Money.WE_PAY,
        {
            "en": (
                "Memory clinic to try out a blood test for early dementia",
                "A clinic is sought that tries a one-hour blood test with 120 people in 2027.",
                (
                    "An invented example. A small reader answers within an hour whether a blood "
                    "sample shows early signs of a neurodegenerative disease.\n\nSought is a "
                    "memory clinic that takes samples of 120 people over nine months and "
                    "compares the answers with its own diagnosis. Costs are paid, the protocol "
                    "is ready, the ethics committee is applied to together."
                ),
            ),
            "fr": (
                "Clinique de la mémoire pour essayer un test sanguin de démence précoce",
                "Une clinique est cherchée pour essayer un test d’une heure avec 120 personnes.",
                (
                    "Un exemple inventé. Un petit lecteur dit en une heure si un échantillon de "
                    "sang montre des signes précoces d’une maladie "
                    "neurodégénérative.\n\nCherchée : une clinique de la mémoire qui prélève 120 "
                    "personnes en neuf mois et compare les réponses à son diagnostic. Les frais "
                    "sont payés, le protocole est prêt."
                ),
            ),
            "de": (
                "Gedächtnisambulanz zur Erprobung eines Bluttests auf frühe Demenz",
                "Gesucht ist eine Klinik, die 2027 einen Test mit 120 Menschen erprobt.",
                (
                    "Ein erfundenes Beispiel. Ein kleines Lesegerät sagt in einer Stunde, ob "
                    "eine Blutprobe frühe Anzeichen einer neurodegenerativen Krankheit "
                    "zeigt.\n\nGesucht ist eine Gedächtnisambulanz, die in neun Monaten Proben "
                    "von 120 Menschen nimmt und die Antworten mit ihrer Diagnose vergleicht. Die "
                    "Kosten werden bezahlt."
                ),
            ),
        },
        "neurodegenerative-diseases",
        brief="The invented marker is a phosphorylated tau; the study plan is 14 pages long.",
        levels=(5, 7),
        sought=("hospital",),
        role="Take samples, compare them with the clinic's own diagnosis, and report.",
        countries=("LU", "DE", "FR", "BE"),
    ),
    _Invented(
        "Invented Gait Sensors",
        Category.COMPANY,
        ListingKind.BUSINESS,
        Money.WE_PAY,
        {
            "fr": (
                "Fabricant de petites séries de semelles à capteurs",
                "Un fabricant européen est cherché pour 2\u00a0000 semelles par an (ISO 13485).",
                (
                    "Un exemple inventé. Des semelles mesurent la marche à domicile. Le "
                    "prototype est prêt ; il manque un fabricant qui en produise 2\u00a0000 par "
                    "an, avec un système de qualité certifié, et qui aide à passer du prototype "
                    "à la série."
                ),
            ),
            "en": (
                "Manufacturer of small series of sensor insoles",
                "A European manufacturer is sought for 2,000 insoles a year under ISO 13485.",
                (
                    "An invented example. Insoles measure gait at home. The prototype is ready; "
                    "what is missing is a manufacturer who makes 2,000 a year under a certified "
                    "quality system, and helps on the way from prototype to series."
                ),
            ),
        },
        "digital-health",
        levels=(6, 8),
        sought=("company",),
        countries=(),
        is_anonymous=False,
    ),
    _Invented(
        "Invented University Hospital",
        Category.PUBLIC_RESEARCH,
        ListingKind.FACILITY,
        Money.WE_ARE_PAID,
        {
            "de": (
                "Biobank-Lagerung bei minus 80 Grad, auch für kleine Unternehmen",
                "Angeboten werden 40.000 Plätze mit Überwachung rund um die Uhr.",
                (
                    "Ein erfundenes Beispiel. Eine Biobank hat Platz für 40.000 Proben bei minus "
                    "80 Grad, mit Überwachung rund um die Uhr und Proben-Verfolgung. Sie nimmt "
                    "auch kleine Bestände ab 500 Proben auf und hilft beim Umzug."
                ),
            ),
            "en": (
                "Biobank storage at minus 80 degrees, for small companies too",
                "Offered are 40,000 places with monitoring around the clock.",
                (
                    "An invented example. A biobank has room for 40,000 samples at minus 80 "
                    "degrees, with monitoring around the clock and tracking of samples. It takes "
                    "small collections from 500 samples on, and helps with moving them."
                ),
            ),
        },
        "molecular-diagnostics",
        is_anonymous=False,
    ),
    _Invented(
        "Invented Institute of Cell Research",
        Category.PUBLIC_RESEARCH,
        ListingKind.RESEARCH,
        Money.SHARED,
        {
            "en": (
                "Company for a proposal on immune cells in solid tumours",
                "Sought is a company that brings patient-derived models into a European proposal.",
                (
                    "An invented example. A group that measures immune cells in tumours one by "
                    "one prepares a European proposal. It seeks a company with patient-derived "
                    "models, which takes a work package of its own and keeps the rights to its "
                    "results."
                ),
            ),
        },
        "immuno-oncology",
        levels=(2, 5),
        sought=("company",),
        tier=Tier.MEMBERS,
    ),
    _Invented(
        "Invented Tumour Vaccines",
        Category.COMPANY,
        ListingKind.EXPERTISE,
        Money.WE_PAY,
        {
            "en": (
                "Advice on manufacturing personal vaccines under good practice",
                "Sought is somebody who has brought small batches through an inspection.",
                (
                    "An invented example. Vaccines that are made for one person each need small "
                    "batches within weeks. Sought is somebody who has brought such a process "
                    "through an inspection and advises for twenty days in 2027."
                ),
            ),
        },
        "immuno-oncology",
        state=ListingState.SUBMITTED,
        details={"welcomes_service_providers": True},
    ),
)


def set_up_listings(
    cluster: Cluster, organisations: list[Organisation], *, manager: Any, now: dt.datetime
) -> None:
    """Make the invented needs and offers once, and members of whose they are."""
    if Listing.objects.filter(cluster=cluster).exists():
        return
    by_name = {each.name: each for each in organisations}
    areas = {each.code: each for each in FocusArea.objects.filter(cluster=cluster)}
    for invented in LISTINGS:
        organisation = by_name.get(invented.organisation)
        if organisation and _is_member(organisation, cluster, invented, manager, now=now):
            listing = _listing(invented, organisation, cluster, manager, now=now)
            if invented.area in areas:
                listing.focus_areas.add(areas[invented.area])
            if listing.state == ListingState.SUBMITTED:
                start_clock(REVIEW, listing.public_id, cluster=cluster, by=manager, now=now)


def _is_member(
    organisation: Organisation, cluster: Cluster, invented: _Invented, by: Any, *, now: dt.datetime
) -> bool:
    """Write a membership down where there is none; say whether there is one now."""
    try:
        record_membership(
            cluster,
            organisation,
            category=invented.category,
            since=(now - _PUBLISHED_AGO).date(),
            is_listed=True,
            by=by,
            now=now,
        )
    except AlreadyMember:
        return True
    except NotAllowed:
        # Somebody tried out what a manager may not see any more.
        return False
    return True


def _listing(
    invented: _Invented,
    organisation: Organisation,
    cluster: Cluster,
    written_by: Any,
    *,
    now: dt.datetime,
) -> Listing:
    words = {
        language: dict(zip(("title", "summary", "public_text"), said, strict=True))
        for language, said in invented.words.items()
    }
    language, *_others = words
    is_published = invented.state == ListingState.PUBLISHED
    first, last = invented.levels or (None, None)
    written_at = now - _PUBLISHED_AGO if is_published else now
    listing = Listing(
        cluster=cluster,
        organisation=organisation,
        written_by=written_by,
        created_at=written_at,
        changed_at=written_at,
        state=invented.state,
        state_since=written_at,
        kind=invented.kind,
        money=invented.money,
        direction=invented.money.direction,
        language=language,
        **words[language],
        translations={code: said for code, said in words.items() if code != language},
        private_brief=invented.brief,
        plain=plain_of(words),
        trl_from=first,
        trl_to=last,
        partner_kinds=list(invented.sought),
        partner_countries=list(invented.countries),
        partner_role=invented.role,
        is_anonymous=invented.is_anonymous,
        tier=invented.tier,
        valid_until=now.date() + dt.timedelta(days=_DAYS_OPEN),
        submitted_at=written_at,
        published_at=written_at if is_published else None,
        **invented.details,
    )
    listing.save()
    ListingVersion.objects.create(
        listing=listing,
        number=1,
        language=language,
        words=words,
        state=VersionState.IN_FORCE if is_published else VersionState.WAITING,
        written_by=written_by,
        submitted_at=written_at,
    )
    return listing
