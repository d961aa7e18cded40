"""
Colours of a cluster's brand that everybody can read (WCAG 2.2, success criterion 1.4.3, level AA).

A cluster chooses a colour for what one can act on: links and buttons. On light paper it must be
dark enough, on dark paper light enough; one colour can never be both, so there are two of them. The
grounds are those of `liaison.css`.
"""

import colorsys
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

# Of text of ordinary size to what is behind it.
LEAST_CONTRAST = 4.5
# Papers on which links stand: page, sheet, warning, error.
LIGHT_GROUNDS = ("#faf6ee", "#fffdf8", "#fcf0cf", "#fbe6e0")
DARK_GROUNDS = ("#14191c", "#1b2226", "#372d14", "#3f201a")
# What is written on a button.
ON_LIGHT_THEME, ON_DARK_THEME = "#ffffff", "#0c1e1c"

_WASH, _DEEP = 0.10, 0.30
_STEPS = 400
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class NotAColour(ValueError):
    """Not a number sign and six hexadecimal digits."""


@dataclass(frozen=True)
class Shades:
    """
    What is drawn in a colour on papers of one brightness; each as "#rrggbb".

    :ivar deep: of what one points at
    :ivar wash: the ground of notices
    :ivar on: of the words on a button
    """

    accent: str
    deep: str
    wash: str
    on: str


def read_colour(written: str) -> str:
    """
    Return a colour as it is kept: "#rrggbb" in small letters.

    :param written: as people write it: "#0C5A52", "0c5a52", "#0c5"
    :raises NotAColour: if it is none
    """
    digits = written.strip().lower().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if not _COLOUR.fullmatch(f"#{digits}"):
        raise NotAColour(written)
    return f"#{digits}"


def contrast(one: str, other: str) -> float:
    """Return how far two colours stand apart, from 1 (equal) to 21 (black and white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def shades(accent: str, *, dark: bool) -> Shades:
    """Return what is drawn in a colour on light papers, or on dark ones."""
    paper = (DARK_GROUNDS if dark else LIGHT_GROUNDS)[0]
    return Shades(
        accent=accent,
        deep=_mixed(accent, "#ffffff" if dark else "#000000", _DEEP),
        wash=_mixed(paper, accent, _WASH),
        on=ON_DARK_THEME if dark else ON_LIGHT_THEME,
    )


def lowest_contrast(accent: str, *, dark: bool) -> float:
    """Return the contrast where it is lowest: as a link on any paper, or under a button's words."""
    drawn = shades(accent, dark=dark)
    grounds = (*(DARK_GROUNDS if dark else LIGHT_GROUNDS), drawn.wash, drawn.on)
    return min(contrast(accent, ground) for ground in grounds)


def is_readable(accent: str, *, dark: bool) -> bool:
    """Say whether everybody can read what is drawn in a colour."""
    return lowest_contrast(accent, dark=dark) >= LEAST_CONTRAST


def nearest_readable(accent: str, *, dark: bool) -> str:
    """Return the colour itself if it is readable, else the nearest of its hue that is."""
    if is_readable(accent, dark=dark):
        return accent
    hue, lightness, saturation = colorsys.rgb_to_hls(*_shares(accent))
    for lighter in _lightnesses(lightness, dark=dark):
        tried = _written(colorsys.hls_to_rgb(hue, lighter, saturation))
        if is_readable(tried, dark=dark):
            return tried
    return "#ffffff" if dark else "#000000"


def on_dark_paper(accent: str, chosen: str = "") -> str:
    """Return the colour for dark papers: the chosen one, else the nearest to that of light ones."""
    return chosen or nearest_readable(accent, dark=True)


def stylesheet(accent: str, accent_on_dark: str = "") -> str:
    """Return the styles that draw pages in a colour; see the tokens of `liaison.css`."""
    light = shades(accent, dark=False)
    dark = shades(on_dark_paper(accent, accent_on_dark), dark=True)
    return (
        "@layer tokens { :root {"
        f" --pine: light-dark({light.accent}, {dark.accent});"
        f" --pine-deep: light-dark({light.deep}, {dark.deep});"
        f" --on-pine: light-dark({light.on}, {dark.on});"
        f" --pine-wash: light-dark({light.wash}, {dark.wash});"
        " } }\n"
    )


def digest_of(styles: str) -> str:
    """Return by what an address tells one stylesheet from another."""
    return sha256(styles.encode()).hexdigest()[:16]


def _lightnesses(lightness: float, *, dark: bool) -> Iterable[float]:
    """Yield ever lighter ones for dark paper, ever darker ones for light paper; 0 to 1."""
    for step in range(1, _STEPS + 1):
        moved = lightness + step / _STEPS * (1 if dark else -1)
        if 0 <= moved <= 1:
            yield moved


def _mixed(one: str, other: str, share: float) -> str:
    """Return a colour with a share (0 to 1) of another in it."""
    pairs = zip(_shares(one), _shares(other), strict=True)
    return _written(tuple(a + (b - a) * share for a, b in pairs))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(share) for share in _shares(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def _shares(colour: str) -> tuple[float, float, float]:
    """Return how much red, green and blue is in a colour, each from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(shares: Iterable[float]) -> str:
    return "#" + "".join(f"{round(share * 255):02x}" for share in shares)
