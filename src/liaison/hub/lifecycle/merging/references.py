"""
What leads to an organisation, in whatever part of the site.

Found in the register of models, so that a part which comes later is not forgotten.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from liaison.hub.directory.models import (
    FieldChange,
    Organisation,
    OrganisationName,
    Place,
    Relation,
    is_worked_out,
)
from liaison.hub.directory.relations.queries import closes_ring


@dataclass
class Reference:
    """
    A row that leads to an organisation.

    :ivar field: the foreign key by which it does
    """

    row: models.Model
    field: str

    @property
    def model(self) -> type[models.Model]:
        """Of which table the row is."""
        return type(self.row)

    def lead_to(self, kept: Organisation, **others: Any) -> None:
        """Have the row lead to another organisation; not written yet."""
        for name, value in {self.field: kept, **others}.items():
            setattr(self.row, name, value)


def references_to(organisation: Organisation) -> Iterator[Reference]:
    """Yield the rows that lead to an organisation and can lead to another."""
    relations = Organisation._meta.get_fields(include_hidden=True)
    for relation in relations:
        if not (relation.one_to_many or relation.one_to_one) or not relation.auto_created:
            continue
        model, field = relation.related_model, relation.field.name
        # The history of one of the two, or worked out anew for each.
        if model is FieldChange or is_worked_out(model):
            continue
        for row in model._base_manager.filter(**{field: organisation}).order_by("pk"):
            yield Reference(row, field)


def can_lead_to(reference: Reference, kept: Organisation) -> bool:
    """
    Tell whether a row, which leads to `kept` already but is not written, may be written so.

    The table's own constraints say so: they refuse what `kept` has itself.
    """
    if isinstance(reference.row, OrganisationName) and reference.row.name == kept.name:
        return False
    if isinstance(reference.row, Place) and _has_place(kept, reference.row):
        return False
    if isinstance(reference.row, Relation) and closes_ring(reference.row):
        return False
    try:
        reference.row.validate_unique()
        reference.row.validate_constraints()
    except ValidationError:
        return False
    return True


def mark_of(model: type[models.Model], key: Any) -> str | None:
    """
    Return a mark that is another one once anything in a row is; None where it is gone.

    A mark rather than the row, so that nothing about people is kept twice.
    """
    row = model._base_manager.filter(pk=key).values().first()
    if row is None:
        return None
    said = json.dumps({name: str(value) for name, value in row.items()}, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def model_called(label: str) -> type[models.Model] | None:
    """Return a model by its label; None for one that there is no more."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _has_place(kept: Organisation, place: Place) -> bool:
    return any(_as_written(each) == _as_written(place) for each in kept.places.all())


def _as_written(place: Place) -> tuple[str, ...]:
    said = (place.address, place.postcode, place.city, place.country)
    return tuple(each.strip().casefold() for each in said)
