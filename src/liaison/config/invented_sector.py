"""
A small sector for the demonstration: what a directory looks like once people have filled it in.

Every organisation in it is invented, is called so, and is marked so wherever it is shown.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.core.choices import Visibility
from liaison.hub.directory.choices import Kind, RelationKind, RelationState, Side, SizeClass
from liaison.hub.directory.editing import write_entry
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import MapEntry, Organisation, Relation
from liaison.hub.directory.provenance import Provenance, Verified
from liaison.hub.directory.texts import LANGUAGES, settle, taken_over

SOURCE = "Invented for the demonstration"
_SKILLS, _CERTIFICATES, _FACILITIES = "biohealth-skills@1", "certificates@1", "facilities@1"
_SUB_SECTORS = "health-technology-sub-sectors@2"


@dataclass(frozen=True)
class _Invented:
    """
    An invented organisation.

    :ivar place: town, degrees north and east
    :ivar headline: in English, French and German, the first one written first; "" for none yet
    :ivar certificates: each with its last day, as so many days from today
    :ivar head_counts: by year
    """

    name: str
    kind: Kind
    place: tuple[str, float, float]
    headline: tuple[str, str, str]
    description: str = ""
    country: str = "LU"
    acronym: str = ""
    size: SizeClass | str = ""
    founded: int | None = None
    areas: tuple[str, ...] = ()
    sub_sector: str = ""
    skills: tuple[str, ...] = ()
    own_skill: str = ""
    facilities: tuple[str, ...] = ()
    certificates: tuple[tuple[str, int], ...] = ()
    head_counts: dict[int, int] = field(default_factory=dict)


_ESCH, _LUXEMBOURG = ("Esch-sur-Alzette", 49.4958, 5.9806), ("Luxembourg", 49.6116, 6.1319)
_DUDELANGE, _TRIER = ("Dudelange", 49.4806, 6.0875), ("Trier", 49.7499, 6.6371)

SECTOR = (
    _Invented(
        "Invented Diagnostics",
        Kind.COMPANY,
        _ESCH,
        (
            "Rapid blood tests for the first signs of neurodegenerative diseases",
            "Tests sanguins rapides pour les premiers signes de maladies neurodégénératives",
            "Schnelle Bluttests für die ersten Anzeichen neurodegenerativer Krankheiten",
        ),
        "We develop tests that a nurse can do beside the bed, and that answer within an hour.\n\n"
        "What we look for: clinics that send us samples, and engineers who make small readers.",
        size=SizeClass.SMALL,
        founded=2019,
        areas=("molecular-diagnostics", "neurodegenerative-diseases"),
        sub_sector="ivd",
        skills=("assay-development", "point-of-care", "biomarkers"),
        facilities=("bsl-2", "cold-storage"),
        certificates=(("iso-13485", 200), ("gmp", 30)),
        head_counts={2022: 9, 2023: 14, 2024: 21, 2025: 26},
    ),
    _Invented(
        "Invented Institute of Cell Research",
        Kind.RESEARCH,
        _ESCH,
        (
            "Cell models of Parkinson’s disease, shared with industry",
            "Des modèles cellulaires de la maladie de Parkinson, partagés avec l’industrie",
            "",
        ),
        "Three research groups and a platform for organoids that partners can use.",
        acronym="IICR",
        size=SizeClass.MEDIUM,
        founded=2009,
        areas=("neurodegenerative-diseases",),
        skills=("organoids", "cell-culture", "bioimaging", "proteomics"),
        facilities=("bsl-2", "imaging-platform", "biobank"),
        certificates=(("iso-20387", 500),),
        head_counts={2021: 140, 2023: 155, 2025: 172},
    ),
    _Invented(
        "Invented Organoid Platform",
        Kind.RESEARCH,
        _ESCH,
        ("", "", "Organoide nach Maß, für Forschung und Unternehmen"),
        areas=("neurodegenerative-diseases",),
        skills=("organoids", "screening"),
        facilities=("bsl-2",),
    ),
    _Invented(
        "Invented University Hospital",
        Kind.HOSPITAL,
        _LUXEMBOURG,
        (
            "A hospital that takes part in clinical studies of all phases",
            "Un hôpital qui participe à des études cliniques de toutes les phases",
            "Ein Krankenhaus, das an klinischen Studien aller Phasen teilnimmt",
        ),
        size=SizeClass.LARGE,
        founded=1976,
        areas=("immuno-oncology", "digital-health"),
        skills=("clinical-trials", "patient-recruitment", "patient-involvement"),
        facilities=("clinical-investigation-centre", "biobank"),
        head_counts={2023: 2300, 2025: 2410},
    ),
    _Invented(
        "Invented Gait Sensors",
        Kind.COMPANY,
        _DUDELANGE,
        (
            "",
            "Des capteurs dans la chaussure qui mesurent la marche à la maison",
            "Sensoren im Schuh, die den Gang zu Hause messen",
        ),
        size=SizeClass.MICRO,
        founded=2022,
        areas=("digital-health", "neurodegenerative-diseases"),
        sub_sector="medical-devices",
        skills=("sensors", "medical-software", "artificial-intelligence"),
        certificates=(("iso-13485", -40),),
        head_counts={2024: 4, 2025: 7},
    ),
    _Invented(
        "Invented Tumour Vaccines",
        Kind.COMPANY,
        _DUDELANGE,
        (
            "Vaccines against tumours, made for one person at a time",
            "Des vaccins contre les tumeurs, fabriqués pour une personne à la fois",
            "Impfstoffe gegen Tumoren, für jeweils einen Menschen hergestellt",
        ),
        size=SizeClass.SMALL,
        founded=2017,
        areas=("immuno-oncology",),
        sub_sector="biopharma",
        skills=("immunology", "cell-therapy-manufacturing", "quality-control"),
        facilities=("clean-room", "cold-storage"),
        certificates=(("gmp", 420),),
        head_counts={2021: 22, 2022: 31, 2023: 30, 2025: 44},
    ),
    _Invented(
        "Invented Regulatory Advice",
        Kind.SERVICE_PROVIDER,
        _LUXEMBOURG,
        (
            "We bring medical devices through their conformity assessment",
            "Nous menons les dispositifs médicaux à travers leur évaluation de conformité",
            "Wir bringen Medizinprodukte durch ihre Konformitätsbewertung",
        ),
        size=SizeClass.MICRO,
        founded=2014,
        areas=("digital-health", "molecular-diagnostics"),
        skills=("regulatory-affairs", "quality-management", "training"),
        own_skill="Help with the first talk to a notified body",
    ),
    _Invented(
        "Invented Hospital of the Moselle",
        Kind.HOSPITAL,
        _TRIER,
        ("", "", "Ein Krankenhaus jenseits der Grenze, das gemeinsam forscht"),
        country="DE",
        size=SizeClass.LARGE,
        areas=("digital-health",),
        skills=("clinical-trials", "telemedicine"),
    ),
)
_PART_OF = ("Invented Organoid Platform", "Invented Institute of Cell Research")


def set_up_sector(cluster: Cluster, *, now: dt.datetime) -> list[Organisation]:
    """Make the invented organisations that are missing; return all, in their order."""
    found = [_organisation(invented, cluster, now=now) for invented in SECTOR]
    refresh_lookup([each.pk for each in found])
    by_name = {each.name: each for each in found}
    if set(_PART_OF) <= by_name.keys():
        part, whole = (by_name[name] for name in _PART_OF)
        Relation.objects.get_or_create(
            organisation=part,
            other=whole,
            kind=RelationKind.PART,
            defaults={
                "state": RelationState.CONFIRMED,
                "told_by": Side.TEAM,
                "source": SOURCE,
                "verified_on": now.date(),
            },
        )
    return found


def _organisation(invented: _Invented, cluster: Cluster, *, now: dt.datetime) -> Organisation:
    town, latitude, longitude = invented.place
    organisation, is_new = Organisation.objects.get_or_create(
        name=invented.name,
        invented=True,
        defaults={
            "kind": invented.kind,
            "country": invented.country,
            "city": town,
            "source": SOURCE,
            "visibility": Visibility.PUBLIC,
        },
    )
    if is_new:
        entry = _entry(invented, cluster, today=now.date())
        entry |= {"latitude": latitude, "longitude": longitude}
        write_entry(organisation, entry, by=None, on=now.date())
        told = [code for code, value in entry.items() if value not in (None, "", [])]
        Provenance(organisation).note(told, Verified(SOURCE, now.date()))
        organisation.save()
        MapEntry.objects.create(
            organisation=organisation, cluster=cluster, since=now.date(), source=SOURCE
        )
    return organisation


def _entry(invented: _Invented, cluster: Cluster, *, today: dt.date) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "size_class": invented.size,
        "founded_year": invented.founded,
        "acronym": [[invented.acronym, "", None]] if invented.acronym else [],
        "head_count": [
            [str(year), count, False, SOURCE] for year, count in invented.head_counts.items()
        ],
        "terms:focus_areas": [_row(f"{cluster.slug}:{area}") for area in invented.areas],
        "terms:skills": [_row(f"{_SKILLS}:{skill}") for skill in invented.skills],
        "terms:facilities": [_row(f"{_FACILITIES}:{each}") for each in invented.facilities],
        "terms:certificates": [
            _row(f"{_CERTIFICATES}:{code}", until=today + dt.timedelta(days=days))
            for code, days in invented.certificates
        ],
    }
    if invented.sub_sector:
        entry["terms:sub_sectors"] = [_row(f"{_SUB_SECTORS}:{invented.sub_sector}")]
    if invented.own_skill:
        entry["terms:skills"].append(_row("", words=invented.own_skill, language="en"))
    return entry | _texts(invented, today=today)


def _texts(invented: _Invented, *, today: dt.date) -> dict[str, Any]:
    """Return its own words: the first language that has a headline is the original's."""
    headlines = zip(LANGUAGES, invented.headline, strict=True)
    said = {f"headline_{language}": text for language, text in headlines if text}
    if invented.description:
        said["description_en"] = invented.description
    return settle({}, taken_over({}, said), on=today)


def _row(
    key: str, *, words: str = "", language: str = "", until: dt.date | None = None
) -> list[Any]:
    return [key, words, language, None, until.isoformat() if until else None, "", "", ""]
