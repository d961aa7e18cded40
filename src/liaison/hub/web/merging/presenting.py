"""Two organisations side by side, and what merging them does, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from liaison.hub.core.choices import Visibility
from liaison.hub.directory.choices import FigureKind, Kind, NameKind, Scheme, SizeClass, State
from liaison.hub.directory.editing import LOGO
from liaison.hub.directory.texts import TEXTS
from liaison.hub.identities.choices import REASONS
from liaison.hub.lifecycle.choices import Column
from liaison.hub.lifecycle.merging.planning import OPEN_DATA, MergePlan
from liaison.hub.lifecycle.merging.taking_apart import Apart
from liaison.hub.lifecycle.queries import LikelyPair
from liaison.hub.lifecycle.undoing import words_for
from liaison.hub.web.components.countries import country_name
from liaison.hub.web.components.figures import dated_in_words
from liaison.hub.web.components.logos import size_of

_LABELS_OF = {"kind": Kind, "state": State, "size_class": SizeClass}


@dataclass(frozen=True)
class ShownField:
    """
    A field in which the two differ.

    :ivar is_taken: whether the value of the second is taken over; else that of the first stays
    """

    label: str
    kept: str
    absorbed: str
    is_taken: bool


@dataclass(frozen=True)
class ShownSide:
    """One of the two, with what the directory has of it."""

    name: str
    url: str
    told: list[tuple[str, str]]


@dataclass(frozen=True)
class ShownPlan:
    """
    What the preview shows.

    :ivar moving: headings and what goes to the kept one under them; likewise `staying`
    :ivar numbers: schemes of which each has another number, with both
    :ivar is_opening: whether more people than before would see what the absorbed one tells
    """

    kept: ShownSide
    absorbed: ShownSide
    fields: list[ShownField]
    moving: list[tuple[str, list[str]]]
    staying: list[tuple[str, list[str]]]
    numbers: list[tuple[str, str, str]]
    further_name: str
    is_opening: bool


@dataclass(frozen=True)
class ShownPair:
    """A pair that looks alike, why, and where it is judged."""

    one: ShownSide
    other: ShownSide
    reasons: list[str]
    url: str


def show_pair(pair: LikelyPair) -> ShownPair:
    """Return what to show of a pair that looks alike; who came first is offered as the kept one."""
    kept, absorbed = sorted((pair.one, pair.other), key=lambda each: each.pk)
    return ShownPair(
        one=show_briefly(kept),
        other=show_briefly(absorbed),
        reasons=[str(REASONS.get(code, code)) for code in pair.reasons],
        url=reverse("merging:preview", args=[kept.public_id, absorbed.public_id]),
    )


def show_briefly(organisation: Any) -> ShownSide:
    """Return what tells one organisation from others of its name."""
    told = [
        (_("Kind"), in_words("kind", organisation.kind)),
        (_("Place"), _place(organisation)),
        (_("Web site"), organisation.website),
    ]
    return _side(organisation, told)


def show(plan: MergePlan) -> ShownPlan:
    """Return what to show of a merger before it is one."""
    return ShownPlan(
        kept=_whole(plan.kept),
        absorbed=_whole(plan.absorbed),
        fields=[
            ShownField(
                label_of(each.code),
                in_words(each.code, each.kept),
                in_words(each.code, each.absorbed),
                each.is_taken,
            )
            for each in plan.fields
        ],
        moving=list(_rows(plan.moving)),
        staying=list(_rows(plan.staying)),
        numbers=[
            (str(each.scheme.label), ", ".join(each.kept), ", ".join(each.absorbed))
            for each in plan.numbers
        ],
        further_name=plan.further_name,
        is_opening=plan.is_opening,
    )


def left(apart: Apart) -> list[str]:
    """Return in words what stays where it is when a merger is undone."""
    rows = dict.fromkeys(words_of_rows(label) for label in apart.rows)
    return [*map(label_of, apart.fields), *rows]


def label_of(code: str) -> str:
    """Return what a field is called."""
    if code == LOGO:
        return _("Logo")
    return _("Number in open data") if code == OPEN_DATA else str(Column(code).label)


def in_words(code: str, value: Any) -> str:
    """Return the value of a field as people read it; "" for none."""
    if not value and value != 0:
        return ""
    if code == LOGO:
        return size_of(value)
    if code in _LABELS_OF:
        return str(_LABELS_OF[code](value).label)
    if code in TEXTS:
        return str(value["text"])
    return country_name(value) if code == "country" else str(value)


def words_of_rows(label: str) -> str:
    """Return what rows of a table are, in words."""
    words = {
        "directory.OrganisationName": _("further names"),
        "directory.Identifier": _("numbers in registers"),
        "directory.Place": _("places"),
        "directory.Figure": _("figures"),
        "directory.Relation": _("relations to other organisations"),
        "directory.MapEntry": _("entries on sector maps"),
        "membership.Application": _("applications for membership"),
        "membership.Membership": _("memberships"),
        "claims.Claim": _("requests to speak for it"),
        "claims.Invitation": _("invitations to speak for it"),
        "change_requests.ChangeRequest": _("requests for changes"),
        "change_requests.RequestedChange": _("changes asked for"),
    }
    return words.get(label) or words_for(label)


def _whole(kept: Any) -> ShownSide:
    organisation = kept.organisation
    names = [
        f"{each.name} ({NameKind(each.kind).label})"
        for some in kept.names.values()
        for each in some
    ]
    numbers = [
        f"{Scheme(each.scheme).name} {each.value}"
        for some in kept.identifiers.values()
        for each in some
    ]
    places = [each for each in (kept.place, *kept.other_places) if each]
    told = [
        (_("Kind"), in_words("kind", organisation.kind)),
        (_("State"), in_words("state", organisation.state)),
        (_("Who may see it"), str(Visibility(organisation.visibility).label)),
        (_("Place"), _place(organisation)),
        (_("Web site"), organisation.website),
        (_("Founded in"), in_words("founded_year", organisation.founded_year)),
        (_("Further names"), " · ".join(names)),
        (_("Identifiers"), " · ".join(numbers)),
        (_("Addresses"), " · ".join(filter(None, map(str, places)))),
    ]
    return _side(organisation, told)


def _side(organisation: Any, told: Iterable[tuple[str, str]]) -> ShownSide:
    url = reverse("directory:profile", args=[organisation.public_id])
    return ShownSide(organisation.name, url, [(title, what) for title, what in told if what])


def _place(organisation: Any) -> str:
    return ", ".join(filter(None, [organisation.city, country_name(organisation.country)]))


def _rows(references: Iterable[Any]) -> Iterator[tuple[str, list[str]]]:
    by_label: dict[str, list[str]] = {}
    for each in references:
        by_label.setdefault(each.model._meta.label, []).append(_row_in_words(each.row))
    for label, rows in by_label.items():
        yield words_of_rows(label), [row for row in rows if row]


def _row_in_words(row: Any) -> str:
    """Return what a row says; nothing of those that tell of people or of parts not known here."""
    label = row._meta.label
    if label == "directory.OrganisationName":
        return f"{row.name} ({NameKind(row.kind).label})"
    if label == "directory.Identifier":
        return f"{Scheme(row.scheme).name} {row.value}"
    if label == "directory.Figure":
        words = dated_in_words(
            row.kind, row.value, row.on, row.precision, is_estimated=row.is_estimated
        )
        return f"{FigureKind(row.kind).label}: {words}"
    if label == "directory.MapEntry":
        return str(row.cluster.name)
    return str(row) if label in ("directory.Place", "directory.Organisation") else ""
