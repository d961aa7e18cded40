"""Affiliations made up from the registry's own names, to practise the forms people write."""

import random
from collections.abc import Iterator

from liaison.opendata.resolution.judgements import Judged
from liaison.opendata.resolution.texts import country_names
from liaison.opendata.resolution.words import without_brackets
from liaison.opendata.snapshots import Snapshot

_UNITS = (
    *("Department of {}", "Dept. of {}", "School of {}", "Faculty of {}", "Division of {}"),
    *("Institute of {}", "College of {}", "Laboratory of {}", "{} Department", "Section of {}"),
    *("Center for {} Research", "Key Laboratory of {}"),
)
_SUBJECTS = (
    *("Physics", "Chemistry", "Mathematics", "Computer Science", "Electrical Engineering"),
    *("Neurology", "Surgery", "Internal Medicine", "Pediatrics", "Economics", "Psychology"),
    *("Biology", "Mechanical Engineering", "Civil Engineering", "Materials Science", "Law"),
    *("Pharmacology", "History", "Agriculture", "Geology", "Education", "Radiology", "Optics"),
    *("Microbiology", "Management", "Biochemistry", "Nursing", "Oncology", "Cardiology"),
)
# How an affiliation is put together, and of a hundred how many.
_FORMS = (
    ("{unit}, {name}, {city}, {country}", 40),
    ("{unit}, {name}", 10),
    ("{unit} {name}", 10),
    ("{unit} of {name}", 4),
    ("{name} {unit}", 6),
    ("{name}, {unit}, {city}", 8),
    ("{unit}, {unit}, {name}, {city}, {country}", 10),
    ("{unit}, {name}, {number} {street}, {city} {code}, {country}", 12),
)
_STREETS = ("Main Street", "University Avenue", "rue de la Gare", "Hauptstr.", "Nan Road", "Box")
_WITH_ACRONYM, _WITH_NEIGHBOUR = 0.1, 0.3


def made_up_affiliations(snapshot: Snapshot, number: int, *, seed: int) -> Iterator[Judged]:
    """
    Yield affiliations with their organisations; the same seed yields the same.

    Some name a second organisation of the same town: the clinic and its university.
    """
    chance = random.Random(seed)
    names: dict[str, list[str]] = {}
    acronyms: dict[str, str] = {}
    for row in snapshot.table("names").to_pylist():
        if row["kind"] == "acronym":
            acronyms.setdefault(row["organisation_id"], row["name"])
        elif row["kind"] in ("display", "label"):
            names.setdefault(row["organisation_id"], []).append(row["name"])
    organisations = [
        row
        for row in snapshot.table("organisations").to_pylist()
        if row["status"] == "active" and row["id"] in names
    ]
    neighbours: dict[tuple[str, str], list[str]] = {}
    for row in organisations:
        neighbours.setdefault((row["country"], row["city"]), []).append(row["id"])
    for row in chance.sample(organisations, min(number, len(organisations))):
        name = without_brackets(chance.choice(names[row["id"]]))
        if row["id"] in acronyms and chance.random() < _WITH_ACRONYM:
            name = f"{name} ({acronyms[row['id']]})"
        ids = {row["id"]}
        if chance.random() < _WITH_NEIGHBOUR:
            neighbour = chance.choice(neighbours[row["country"], row["city"]])
            ids.add(neighbour)
            name = f"{name}, {without_brackets(chance.choice(names[neighbour]))}"
        yield Judged(_affiliation(name, row["city"], row["country"], chance), frozenset(ids))


def _affiliation(name: str, city: str, country: str, chance: random.Random) -> str:
    forms, shares = zip(*_FORMS, strict=True)
    form = chance.choices(forms, shares)[0]
    units = [
        chance.choice(_UNITS).format(chance.choice(_SUBJECTS)) for _ in range(form.count("{unit}"))
    ]
    written = country_names().get(country, [""])
    parts = form.replace("{unit}", "{}").format(
        *units,
        name=name,
        city=city,
        country=chance.choice(written[:2]),
        number=chance.randrange(1, 400),
        street=chance.choice(_STREETS),
        code=chance.randrange(1000, 99999),
    )
    return ", ".join(part for part in parts.split(", ") if part)
