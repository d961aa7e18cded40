"""
The logo of an organisation, or its initials where it has none, always in the same room.

Put together here and not by a template: a list has twenty of them.
"""

import re
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

IN_LISTS, ON_PROFILES = 48, 128
_FINER = 2
_COLOURS = 6
_WORDS = re.compile(r"[^\W_]+")
# What stands in so many names that it tells none from another.
_TELLING_NOTHING = frozenset(
    {"the", "of", "and", "for", "in", "de", "du", "des", "la", "le", "les", "et", "pour"}
    | {"der", "die", "das", "und", "für", "am", "im", "l", "d"}
)


def draw_logo(organisation: Any, *, size: int, alt: str = "") -> SafeString:
    """
    Return the logo of an organisation as a part of a page.

    :param size: of both sides in pixels: `IN_LISTS` or `ON_PROFILES`
    :param alt: what it is, for those who do not see it; "" where its name stands beside
    """
    if organisation.logo:
        address = logo_address(organisation, size=size)
        return mark_safe(
            f'<img class="logo" src="{address}" width="{size}" height="{size}"'
            f' alt="{escape(alt)}" loading="lazy" decoding="async">'
        )
    colour = organisation.public_id.int % _COLOURS
    return mark_safe(
        f'<svg class="logo logo--{colour}" width="{size}" height="{size}" viewBox="0 0 48 48"'
        ' aria-hidden="true" focusable="false"><circle cx="24" cy="24" r="24"/>'
        f'<text x="24" y="30">{escape(initials(organisation.name))}</text></svg>'
    )


def logo_address(organisation: Any, *, size: int) -> str:
    """Return where the picture is; another logo has another address, so it may be kept for good."""
    return reverse(
        "logo", args=[organisation.public_id, organisation.logo["digest"], size * _FINER]
    )


def initials(name: str) -> str:
    """Return the first letters of a name's first two telling words, or of its only one."""
    words = _WORDS.findall(name)
    telling = [word for word in words if word.lower() not in _TELLING_NOTHING] or words
    return "".join(word[0] for word in telling[:2]).upper()


def size_of(logo: dict[str, Any]) -> str:
    """Return in words how large a logo is; for histories and comparisons."""
    said = {"width": logo["width"], "height": logo["height"], "mark": logo["digest"][:6]}
    return gettext("%(width)d × %(height)d pixels (%(mark)s)") % said
