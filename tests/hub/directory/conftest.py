"""A directory of those whom people look for, among neighbours that we made up."""

import csv
from itertools import product
from pathlib import Path

import pytest

from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import Organisation, OrganisationName
from liaison.hub.directory.models.plain import plain_name

FOLDER = Path(__file__).parent
TOWNS = ["Luxembourg", "Ettelbruck", "Trier", "Metz", "Arlon", "Siegen", "Salamanca", "Würzburg"]
BODIES = [
    *("University of {}", "University Hospital {}", "{} Institute of Technology"),
    *("Institut de Recherche en Chimie de {}", "Société Scientifique de {}", "Biobank {} AG"),
    *("Centre Hospitalier de {}", "Max Planck Institute for History, {}", "{} Cancer Foundation"),
    *("{} Sensors S.A.", "Energie {} SARL", "{} Health Data GmbH", "Fondation pour {} asbl"),
    *("Hochschule für Musik {}", "Academy of Sciences of {}", "{} Space Systems Ltd"),
    *("National Library of {}", "{} Research Fund", "Museum of Natural Sciences {}"),
    *("Association of Patients of {}", "{} Public Affairs BV", "Electric {} Oy"),
    *("{} Technology Solutions SA", "Laboratoire d'Écologie de {}", "St. Anna Hospital {}"),
]


def read(name):
    with (FOLDER / name).open(newline="") as file:
        return list(csv.DictReader(file))


def record(rows):
    """Put organisations into the directory as an import does, without saving each."""
    stored = Organisation.objects.bulk_create(
        Organisation(
            **{field: row.get(field, "") for field in ("name", "country", "city")},
            kind=row.get("kind", "other"),
            plain=plain_name(row["name"]),
            visibility="public",
        )
        for row in rows
    )
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=each, kind=kind, name=name, plain=plain_name(name))
        for each, row in zip(stored, rows, strict=True)
        for kind, _, name in (part.partition("=") for part in row.get("names", "").split("|"))
        if name
    )
    refresh_lookup(each.pk for each in stored)


@pytest.fixture
def looked_up(db):
    """Real organisations that people look for, and two hundred invented neighbours."""
    names = [body.format(town) for body, town in product(BODIES, TOWNS)]
    real = read("looked_up.csv")
    taken = {plain_name(row["name"]) for row in real}
    record([*real, *({"name": name} for name in names if plain_name(name) not in taken)])
