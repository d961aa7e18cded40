"""People of an organisation, as far as they chose to be shown to whoever reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value

from liaison.hub.directory.choices import ShownTo
from liaison.hub.directory.models import Organisation, OrganisationPerson
from liaison.hub.directory.visibility import Sight, keys_kept_by


@dataclass(frozen=True)
class ShownPerson:
    """
    A person of an organisation, as one reader may see them.

    :ivar email: "" where the reader may not see it; `phone` likewise
    """

    full_name: str
    function: str
    languages: str
    focus: str
    email: str
    phone: str


def has_people() -> Exists:
    """Return the condition that somebody of an organisation chose to be shown to anybody."""
    people = OrganisationPerson.objects.filter(organisation=OuterRef("pk"))
    return Exists(people.exclude(shown_to=ShownTo.NOBODY))


def people_shown(organisation: Organisation, sight: Sight) -> list[ShownPerson]:
    """Return who of an organisation is shown to whoever sees so much, by name."""
    is_colleague = Value(organisation.pk in sight.own, output_field=BooleanField())
    people = OrganisationPerson.objects.filter(organisation=organisation).annotate(
        reader_is_colleague=is_colleague,
        reader_is_team=_kept_by(sight.team),
        reader_is_inside=_kept_by(sight.inside),
    )
    seen = (
        Q(shown_to=ShownTo.EVERYBODY)
        | Q(shown_to=ShownTo.MEMBERS, reader_is_inside=True)
        | Q(shown_to__in=[ShownTo.MEMBERS, ShownTo.TEAM], reader_is_team=True)
        | (Q(reader_is_colleague=True) & ~Q(shown_to=ShownTo.NOBODY))
    )
    return [_shown(each) for each in people.filter(seen).order_by("full_name", "pk")]


def _kept_by(clusters: Iterable[int]) -> Any:
    """Return whether one of these clusters keeps the organisation: on its map, or as its member."""
    if not clusters:
        return Value(False, output_field=BooleanField())
    kept = Q()
    for keys in keys_kept_by(clusters):
        kept |= Q(organisation__in=keys)
    return ExpressionWrapper(kept, output_field=BooleanField())


def _shown(person: Any) -> ShownPerson:
    return ShownPerson(
        full_name=person.full_name,
        function=person.function,
        languages=person.languages,
        focus=person.focus,
        email=person.email if _may_see(person, person.email_shown_to) else "",
        phone=person.phone if _may_see(person, person.phone_shown_to) else "",
    )


def _may_see(person: Any, shown_to: str) -> bool:
    """Say whether the reader, who sees the person, also sees what is shown to these."""
    if shown_to == ShownTo.NOBODY:
        return False
    if person.reader_is_colleague or shown_to == ShownTo.EVERYBODY or person.reader_is_team:
        return True
    return bool(shown_to == ShownTo.MEMBERS and person.reader_is_inside)
