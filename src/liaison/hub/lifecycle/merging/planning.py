"""What a merger does: which value of each field is kept, what moves, what speaks against it."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from liaison.hub.core.choices import Visibility
from liaison.hub.directory.choices import Scheme
from liaison.hub.directory.editing import LOGO
from liaison.hub.directory.models import Organisation, Place
from liaison.hub.directory.texts import TEXTS, parted
from liaison.hub.lifecycle.choices import OWN_FIELDS, Column
from liaison.hub.lifecycle.merging.references import Reference, can_lead_to, references_to
from liaison.hub.lifecycle.records import Kept, load, part_of_origin

# Of these a living organisation has one; two different ones speak for two organisations.
EXCLUSIVE = (Scheme.PIC, Scheme.VAT, Scheme.ROR, Scheme.LEI, Scheme.RCS)
# A legal name becomes a further one; kinds and states are those of the one that is kept.
_NEVER_TAKEN = (Column.NAME, Column.KIND, Column.STATE)
OPEN_DATA = "open_data_id"
_NOTHING = (None, "", {})
# From everyone to those who act for it.
_FEWER_AND_FEWER = [each.value for each in Visibility]


@dataclass(frozen=True)
class FieldChoice:
    """
    A field in which the two differ.

    :ivar is_taken: whether the value of the absorbed one is taken, since the other has none
    """

    code: str
    kept: Any
    absorbed: Any
    is_taken: bool


@dataclass(frozen=True)
class TwoNumbers:
    """Numbers of one scheme that no organisation has two of."""

    scheme: Scheme
    kept: tuple[str, ...]
    absorbed: tuple[str, ...]


@dataclass
class MergePlan:
    """
    What merging two organisations does.

    :ivar moving: rows that will lead to the kept one, as they will be written
    :ivar staying: rows of which the kept one has the like
    :ivar numbers: what asks for an explicit confirmation
    """

    kept: Kept
    absorbed: Kept
    fields: list[FieldChoice]
    numbers: list[TwoNumbers]
    moving: list[Reference] = field(default_factory=list)
    staying: list[Reference] = field(default_factory=list)

    @property
    def further_name(self) -> str:
        """The name of the absorbed one, as far as the kept one lacks it; else ""."""
        name, own = self.absorbed.organisation.name, self.kept.organisation
        known = {own.name, *own.names.values_list("name", flat=True)}
        return "" if name in known else name

    @property
    def is_opening(self) -> bool:
        """Whether more people than before would see what the absorbed one tells."""
        kept, absorbed = (
            _FEWER_AND_FEWER.index(each.organisation.visibility)
            for each in (self.kept, self.absorbed)
        )
        return kept < absorbed

    @property
    def moving_by_model(self) -> Counter[str]:
        """How many rows of each table move, by its label."""
        return Counter(each.model._meta.label for each in self.moving)

    @property
    def seen(self) -> str:
        """A mark that is another one once either of the two was changed."""
        both = (self.kept.organisation, self.absorbed.organisation)
        said = "|".join(f"{each.public_id} {each.updated_at.isoformat()}" for each in both)
        return hashlib.sha256(said.encode()).hexdigest()


def plan_merge(kept_key: int, absorbed_key: int, *, for_change: bool = False) -> MergePlan:
    """
    Return what merging two organisations does; nothing is written.

    :param for_change: let nobody else change the two until the transaction ends
    """
    if for_change:
        # In one order, whichever is kept: of two who press at once neither waits for the other.
        both = Organisation.objects.filter(pk__in=[kept_key, absorbed_key]).order_by("pk")
        list(both.select_for_update())
    loaded = load([kept_key, absorbed_key])
    kept, absorbed = loaded[kept_key], loaded[absorbed_key]
    plan = MergePlan(kept, absorbed, _fields(kept, absorbed), _numbers(kept, absorbed))
    for reference in references_to(absorbed.organisation):
        _lead_over(reference, plan)
        fits = can_lead_to(reference, kept.organisation)
        (plan.moving if fits else plan.staying).append(reference)
    return plan


def _fields(kept: Kept, absorbed: Kept) -> list[FieldChoice]:
    codes = [column.value for column in OWN_FIELDS if column not in _NEVER_TAKEN]
    codes += [OPEN_DATA, LOGO, *TEXTS]
    choices = []
    for code in codes:
        part = part_of_origin(code)
        own, other = kept.part(part), absorbed.part(part)
        if other in _NOTHING or own == other:
            continue
        is_taken = own in _NOTHING and _belongs(code, kept, absorbed)
        choices.append(FieldChoice(code, own, other, is_taken))
    return choices


def _belongs(code: str, kept: Kept, absorbed: Kept) -> bool:
    """
    Tell whether what one lacks fits to what it has.

    A town is taken with its country only, not into another one; a translation not beside an
    original of which it is none.
    """
    if code in TEXTS:
        kind, _language = parted(code)
        return not any(kept.part(part_of_origin(each)) for each in TEXTS if parted(each)[0] == kind)
    if code != Column.CITY:
        return True
    return kept.organisation.country in ("", absorbed.organisation.country)


def _numbers(kept: Kept, absorbed: Kept) -> list[TwoNumbers]:
    found = []
    for scheme in EXCLUSIVE:
        own = {each.value for each in kept.identifiers.get(scheme, ())}
        others = {each.value for each in absorbed.identifiers.get(scheme, ())}
        if own and others - own:
            found.append(TwoNumbers(scheme, tuple(sorted(own)), tuple(sorted(others))))
    return found


def _lead_over(reference: Reference, plan: MergePlan) -> None:
    kept = plan.kept.organisation
    row = reference.row
    if isinstance(row, Place) and row.is_main and not _becomes_main(row, plan):
        reference.lead_to(kept, is_main=False)
    else:
        reference.lead_to(kept)


def _becomes_main(place: Place, plan: MergePlan) -> bool:
    """The main place is where the organisation's own town and country are."""
    taken = {choice.code: choice.absorbed for choice in plan.fields if choice.is_taken}
    own = plan.kept.organisation
    city, country = taken.get("city", own.city), taken.get("country", own.country)
    return plan.kept.place is None and (place.city, place.country) == (city, country)
