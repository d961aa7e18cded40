"""Two entries side by side, as the page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from liaison.hub.directory.queries import get_organisation
from liaison.hub.identities.choices import REASONS
from liaison.hub.identities.queries import side_of
from liaison.hub.web.components.countries import country_name
from liaison.hub.web.components.registers import STATUSES, address_of, source_name
from liaison.hub.web.layout.views import found_or_none
from liaison.opendata import Fact, Member, Question

NAMES_SHOWN = 6


@dataclass(frozen=True)
class ShownSide:
    """
    One entry.

    :ivar url: where its source shows it; "" if nowhere
    :ivar told: headings and what the source says under them
    """

    key: str
    identifier: str
    source: str
    url: str
    name: str
    told: list[tuple[str, str]]


@dataclass(frozen=True)
class ShownQuestion:
    """
    A pair to be judged.

    :ivar reasons: what speaks for and against it, the weightiest first
    :ivar form: to judge it with
    """

    one: ShownSide
    other: ShownSide
    reasons: list[str]
    form: Any


def show(question: Question, form: Any) -> ShownQuestion:
    """Return what to show of a question."""
    return ShownQuestion(
        one=show_side(question.one),
        other=show_side(question.other),
        reasons=[str(REASONS.get(code, code)) for code in question.reasons],
        form=form,
    )


def show_side(member: Member) -> ShownSide:
    """Return what to show of one entry."""
    side = side_of(member)
    scheme, _colon, value = member.key.partition(":")
    evidence = found_or_none(get_organisation, side.id, for_user=AnonymousUser())
    told = [
        (_("Also called"), " · ".join(_other_names(side.facts, member.name))),
        (_("Place"), _place(side.facts)),
        (_("Web site"), _values(side.facts, "website")),
        (_("Founded"), _values(side.facts, "founded")),
        (_("VAT number"), _values(side.facts, "vat_number")),
        (_("Status"), str(STATUSES.get(_values(side.facts, "status"), ""))),
        (_("Projects"), str(evidence.project_count) if evidence and scheme == "pic" else ""),
    ]
    return ShownSide(
        key=member.key,
        identifier=side.id,
        source=source_name(member.source),
        url=address_of(scheme, value),
        name=member.name,
        told=[(title, what) for title, what in told if what],
    )


def _other_names(facts: Iterable[Fact], name: str) -> list[str]:
    kinds = ("name", "label", "alias", "short_name", "acronym")
    names = dict.fromkeys(fact.value for fact in facts if fact.field in kinds)
    return [each for each in names if each != name][:NAMES_SHOWN]


def _place(facts: Iterable[Fact]) -> str:
    facts = list(facts)
    country = country_name(_values(facts, "country"))
    return ", ".join(filter(None, [_values(facts, "city"), country]))


def _values(facts: Iterable[Fact], field: str) -> str:
    return ", ".join(
        dict.fromkeys(fact.value for fact in facts if fact.field == field and fact.current)
    )
