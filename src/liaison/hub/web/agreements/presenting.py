"""Agreements in words, for whoever reads."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from liaison.hub.agreements import policies, queries
from liaison.hub.agreements.choices import AgreementState, AgreementStepKind, FileOf
from liaison.hub.agreements.queries import Party, SeenAgreement
from liaison.hub.core.files import Kind
from liaison.hub.introductions.choices import Side


@dataclass(frozen=True)
class Section:
    """
    What the page of an introduction tells of its agreement.

    :ivar standing: "" where there is none
    :ivar address: of its own page; "" where there is none yet
    :ivar want_address: where one is asked for; "" where none can be
    """

    standing: str
    address: str
    want_address: str


@dataclass(frozen=True)
class Told:
    """
    One thing that happened to an agreement.

    :ivar who: noted it
    :ivar day: that was noted; None for none
    """

    at: dt.datetime
    who: str
    text: str
    day: dt.date | None


@dataclass(frozen=True)
class FileShown:
    """A file of an agreement, under a name that says nothing of whose it is."""

    address: str
    name: str
    who: str
    at: dt.datetime
    size: int
    what: str


def section_of(party: Party) -> Section | None:
    """Return what an introduction's page tells its party; None where there is nothing to tell."""
    found = queries.agreement_of(party.introduction)
    introduction, is_team = party.introduction, party.side == Side.TEAM
    can_want = policies.can_want(party, found)
    # What was asked for before a yes that did not come, tells nobody anything.
    if not introduction.is_released and (
        not introduction.is_open or (found and found.state != AgreementState.WANTED)
    ):
        found = None
    if found is None and not can_want:
        return None
    page = "agreements:for-team" if is_team else "agreements:agreement"
    is_shown = party.side != Side.ASKED or introduction.is_released
    want = "agreements:want-for-team" if is_team else "agreements:want"
    return Section(
        standing=standing_of(queries.as_seen(found, party)) if found else "",
        address=reverse(page, args=[found.public_id]) if found and is_shown else "",
        want_address=reverse(want, args=[introduction.public_id]) if can_want else "",
    )


def standing_of(seen: SeenAgreement) -> str:
    """Return in a sentence how an agreement stands."""
    sentences = {
        AgreementState.WANTED: _(
            "A non-disclosure agreement is asked for; it is made once both sides said yes."
        ),
        AgreementState.DOCUMENT: _document(seen),
        AgreementState.SIGNING: _signing(seen),
        AgreementState.SIGNED: _("Signed by both. Its last day is %(day)s.")
        if seen.valid_until
        else _("Signed by both. It names no last day."),
        AgreementState.LAPSED: _("It has ended: its last day was %(day)s."),
        AgreementState.ENDED: _("It was called off."),
    }
    day = date_format(seen.valid_until, "DATE_FORMAT") if seen.valid_until else ""
    return sentences[seen.state] % {"day": day}


def later_day_of(seen: SeenAgreement) -> str:
    """Return in a sentence who would prolong it until when; "" for nobody."""
    if not seen.later_day_by:
        return ""
    if seen.later_day:
        said = (
            _("You propose %(day)s as its last day. That counts once the other side has agreed.")
            if seen.later_day_by == seen.side
            else _("%(name)s proposes %(day)s as its last day. That counts once it is agreed to.")
        )
    else:
        said = (
            _("You propose that it names no last day. That counts once the other side has agreed.")
            if seen.later_day_by == seen.side
            else _("%(name)s proposes that it names no last day. That counts once it is agreed to.")
        )
    day = date_format(seen.later_day, "DATE_FORMAT") if seen.later_day else ""
    return said % {"name": who_is(seen, seen.later_day_by), "day": day}


def who_is(seen: SeenAgreement, side: str) -> str:
    """Return how the reader knows a side."""
    if side == seen.side:
        return _("You")
    if side == Side.TEAM:
        return _("The cluster team")
    names = {str(code): name for code, name, _day in seen.sides}
    return names.get(side, _("The platform"))


def happened(seen: SeenAgreement) -> list[Told]:
    """Return what happened to it, the oldest first."""
    return [
        Told(
            at=each.at,
            who=_with_person(who_is(seen, each.side), each.by, seen.side),
            text=_step(seen, each),
            day=each.day,
        )
        for each in seen.steps
    ]


def _step(seen: SeenAgreement, step: Any) -> str:
    """Return what a step is, naming whose signature it is about."""
    sides = {
        AgreementStepKind.SIGNED_ASKING: (Side.ASKING, True),
        AgreementStepKind.SIGNED_ASKED: (Side.ASKED, True),
        AgreementStepKind.UNSIGNED_ASKING: (Side.ASKING, False),
        AgreementStepKind.UNSIGNED_ASKED: (Side.ASKED, False),
    }
    if step.kind not in sides:
        return str(step.get_kind_display())
    side, has_signed = sides[step.kind]
    if side == seen.side:
        return _("You signed") if has_signed else _("Your signature was taken back")
    said = _("%(name)s signed") if has_signed else _("The signature of %(name)s was taken back")
    return said % {"name": who_is(seen, side)}


def files_shown(seen: SeenAgreement, address: Any) -> list[FileShown]:
    """
    Return its files, the oldest first.

    :param address: gives the address of a file by its public id
    """
    return [
        FileShown(
            address=address(each.public_id),
            name=name_of_file(each),
            who=who_is(seen, each.side),
            at=each.at,
            size=each.size,
            what=str(each.get_of_display()),  # type: ignore[attr-defined]
        )
        for each in seen.files
    ]


def name_of_file(file: Any) -> str:
    """Return under which name a file is given out; it tells nothing of the two."""
    signed = "-signed" if file.of == FileOf.SIGNED else ""
    return f"agreement-{file.at:%Y-%m-%d}{signed}.{Kind[file.kind].endings[0]}"


def _document(seen: SeenAgreement) -> str:
    if seen.brings == seen.side:
        return _("The document is awaited from you.")
    if seen.brings == Side.TEAM:
        return _("The cluster team brings the document.")
    return _awaited(_("The document is awaited from: %(names)s."), [who_is(seen, seen.brings)])


def _signing(seen: SeenAgreement) -> str:
    missing = [side for side, _name, day in seen.sides if day is None]
    if seen.side in missing:
        return _("It waits for your signature.")
    return _awaited(
        _("A signature is awaited from: %(names)s."), [who_is(seen, side) for side in missing]
    )


def _awaited(sentence: str, names: list[str]) -> str:
    # What follows puts a day in; names may hold signs of their own.
    return (sentence % {"names": ", ".join(names)}).replace("%", "%%")


def _with_person(who: str, person: Any, reader: Side) -> str:
    """Name the person too, to the team; the two know each other by their organisations."""
    if reader != Side.TEAM or person is None or not person.full_name:
        return who
    return f"{person.full_name} ({who})" if who != _("You") else str(person.full_name)
