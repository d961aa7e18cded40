"""The letter about who is new in the lists that a person keeps."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from liaison.hub.directory.models import Organisation
from liaison.hub.notifications.actions import send_letter
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import page_link
from liaison.hub.watching.links import stop_token
from liaison.hub.watching.models import KeptList


@dataclass(frozen=True)
class Section:
    """
    What a letter tells of one list.

    :ivar shown: the new ones that are named
    :ivar others: how many more there are
    """

    kept: KeptList
    shown: Sequence[Organisation]
    others: int

    @property
    def number(self) -> int:
        return len(self.shown) + self.others


def send_news(person: Any, sections: Sequence[Section], *, key: str, now: dt.datetime) -> None:
    """Write one letter about all lists of a person in which somebody is new."""
    language = person.language
    number = sum(section.number for section in sections)
    with override(language):
        subject = ngettext(
            "%(number)d new organisation in a list you keep",
            "%(number)d new organisations in lists you keep",
            number,
        )
        parts = [
            _("Hello,\n\nsince we wrote last, organisations have come into lists that you keep."),
            *(_section(section, language) for section in sections),
            _("All your lists, and how often we write:\n%(link)s")
            % {"link": page_link("watching:mine", language=language)},
        ]
        send_letter(
            about=LetterKind.ALERT,
            to=person.email,
            language=language,
            subject=subject % {"number": number},
            text="\n\n".join(parts),
            key=key,
            now=now,
        )


def _section(section: Section, language: str) -> str:
    kept = section.kept
    heading = ngettext(
        "“%(name)s”: %(number)d new organisation",
        "“%(name)s”: %(number)d new organisations",
        section.number,
    )
    lines = [heading % {"name": kept.name, "number": section.number}]
    lines += [_line(each, language) for each in section.shown]
    link = page_link("watching:list", kept.public_id, language=language)
    if section.others:
        more = ngettext(
            "and %(number)d more; see the list:\n%(link)s",
            "and %(number)d more; see the list:\n%(link)s",
            section.others,
        )
        lines.append(more % {"number": section.others, "link": link})
    else:
        lines.append(_("See the list:\n%(link)s") % {"link": link})
    stop = page_link("watching:stop", stop_token(kept.public_id), language=language)
    lines.append(_("No more letters about this list:\n%(link)s") % {"link": stop})
    return "\n".join(lines)


def _line(organisation: Organisation, language: str) -> str:
    name = ", ".join(filter(None, [organisation.name, organisation.city]))
    link = page_link("directory:profile", organisation.public_id, language=language)
    return f"– {name}\n  {link}"
