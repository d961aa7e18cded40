"""Organisations as small sources tell of them, and entries as linking reads them."""

from liaison.opendata.resolution.entries import Entry, acronym_of
from liaison.opendata.resolution.names import names_within, read_name
from liaison.opendata.resolution.words import words_of

RIVIERA = {
    "pic": "999000001",
    "record": "1900001",
    "name": "UNIVERSITE DE LA RIVIERE",
    "short": "UR",
    "vat": "LU11111111",
    "city": "ESCH-SUR-ALZETTE",
    "kind": "HES",
    "url": "https://riviere.example",
}
CLINIC = {
    "pic": "999000002",
    "record": "1900002",
    "name": "CENTRE HOSPITALIER DE LA RIVIERE",
    "short": "CHR",
    "vat": "LU22222222",
    "city": "ESCH-SUR-ALZETTE",
    "kind": "REC",
    "url": "",
}
CASTLE = {
    "pic": "999000003",
    "record": "1900003",
    "name": "INSTITUT DU CHATEAU DE VIANDEN",
    "short": "ICV",
    "vat": "LU33333333",
    "city": "VIANDEN",
    "place": "49.93,6.20",
    "kind": "REC",
    "url": "",
}
CASTLE_AGAIN = CASTLE | {"pic": "888000003", "record": "1900013", "vat": "LU33333333"}


def record(id_: str, *names: str, **changes) -> dict:
    """Return an entry of ROR; the first name is the one it is shown under."""
    values = {
        "id": f"https://ror.org/{id_}",
        "names": [
            {"value": name, "lang": None, "types": ["label"] + (["ror_display"] * (not place))}
            for place, name in enumerate(names)
        ],
        "types": ["education"],
        "status": "active",
        "established": 2003,
        "domains": [],
        "links": [],
        "locations": [
            {
                "geonames_details": {
                    "name": "Esch-sur-Alzette",
                    "country_code": "LU",
                    "lat": 49.5,
                    "lng": 5.98,
                }
            }
        ],
        "external_ids": [],
        "relationships": [],
        "admin": {"last_modified": {"date": "2026-05-01", "schema_version": "2.1"}},
    }
    return values | changes


UNIVERSITY = record(
    "0riviere1",
    "University of the Riviere",
    "Université de la Rivière",
    links=[{"type": "website", "value": "https://www.riviere.example/en"}],
)


def entry(key: str, *names: str, acronyms: str = "", city: str = "", **changes) -> Entry:
    """Return an entry as linking reads it."""
    first, *others = names
    return Entry(
        key=key,
        source="cordis" if key.startswith("pic") else "ror",
        names=(
            *names_within(first, "legal"),
            *(read_name(name, "label") for name in others),
        ),
        acronyms=frozenset(filter(None, map(acronym_of, acronyms.split()))),
        city=city,
        towns=frozenset(words_of(city)),
        **{"country": "LU"} | changes,
    )
