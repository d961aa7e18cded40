"""
The picture that others show where a page about an organisation is shared: 1200 by 630 pixels.

Drawn in Noto Sans, of which Latin, Greek and Cyrillic letters come with the product.
"""

import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from liaison.hub.directory.logos import read_logo

WIDTH, HEIGHT = 1200, 630
# The colour of Liaison, for clusters that chose none; see `liaison.css`.
PLAIN = "#0c5a52"
# Another one, where the same facts are drawn otherwise: what was kept elsewhere is asked for anew.
_DRAWING = 1
_PAPER, _SHEET, _INK, _INK_SOFT = "#faf6ee", "#ffffff", "#1d2a30", "#52605f"
_NOTICE, _LINE, _ON_BAND = "#fcf0cf", "#d9d0bf", "#ffffff"
_FONTS = Path(__file__).parent / "fonts"
_LETTERS = (
    *((0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x3E1), (0x3F0, 0x3FF), (0x400, 0x52F)),
    *((0x1E00, 0x1FFF), (0x2010, 0x2027), (0x2030, 0x205E), (0x20A0, 0x20BF), (0x2100, 0x214F)),
)
_MARGIN, _BAND, _GAP = 72, 96, 40
_LOGO, _LOGO_EDGE = 200, 20
_LARGEST, _SMALLEST, _STEP, _SMALL = 76, 36, 4, 34
_LINE_HEIGHT = 1.22
# From the top to the first line, and of it the room that a name may take.
_NAME_AT, _ROOM_FOR_NAME = 72, 300
_REMEMBERED = 64

Font = ImageFont.FreeTypeFont


@dataclass(frozen=True)
class SharePicture:
    """
    What is drawn of an organisation; everything in words of one language.

    :ivar place: town and country; "" where neither is known
    :ivar notice: what has to be known before all else; "" for nothing
    :ivar colour: of the cluster, as "#rrggbb", so dark that white stands on it
    :ivar logo: the digest of its logo; "" for none
    """

    name: str
    kind: str
    place: str
    notice: str
    cluster: str
    colour: str
    logo: str

    @property
    def digest(self) -> str:
        """What tells it from one that shows anything else."""
        shown = (_DRAWING, *(getattr(self, each) for each in self.__dataclass_fields__))
        return sha256(repr(shown).encode()).hexdigest()[:16]

    @property
    def words(self) -> str:
        """What it shows, for those who do not see it."""
        said = (self.name, self.notice, self.kind, self.place, self.cluster)
        return ", ".join(filter(None, said))

    @property
    def can_be_drawn(self) -> bool:
        """Whether there are letters for all that stands on it."""
        return all(_is_known(letter) for letter in _plain(self.words))


@lru_cache(maxsize=_REMEMBERED)
def draw_share_picture(shown: SharePicture) -> bytes:
    """Return the picture as PNG; without the logo where that is not kept (any more)."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(picture)
    width = WIDTH - 2 * _MARGIN
    if logo := _logo(shown.logo):
        _place_logo(picture, draw, logo)
        width -= _LOGO + _GAP
    top = _NAME_AT
    if shown.notice:
        top = _draw_notice(draw, shown.notice, top, width)
    font, lines = _name_fitted(_plain(shown.name), width, _ROOM_FOR_NAME - (top - _NAME_AT))
    top = _draw_lines(draw, lines, font, top, _INK)
    below = [_cut(_plain(each), _font(_SMALL), width) for each in (shown.kind, shown.place) if each]
    _draw_lines(draw, below, _font(_SMALL), top + _GAP // 2, _INK_SOFT)
    _draw_band(draw, shown)
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def _draw_band(draw: ImageDraw.ImageDraw, shown: SharePicture) -> None:
    middle = HEIGHT - _BAND // 2
    draw.rectangle((0, HEIGHT - _BAND, WIDTH, HEIGHT), fill=shown.colour)
    own = _font(_SMALL, is_bold=True)
    draw.text((WIDTH - _MARGIN, middle), "Liaison", font=own, fill=_ON_BAND, anchor="rm")
    room = WIDTH - 2 * _MARGIN - _GAP - own.getlength("Liaison")
    font = _font(_SMALL)
    name = _cut(_plain(shown.cluster), font, room)
    draw.text((_MARGIN, middle), name, font=font, fill=_ON_BAND, anchor="lm")


def _draw_notice(draw: ImageDraw.ImageDraw, notice: str, top: int, width: int) -> int:
    font = _font(26)
    text = _cut(_plain(notice), font, width - 32)
    right = _MARGIN + 32 + font.getlength(text)
    draw.rounded_rectangle((_MARGIN, top, right, top + 46), 8, fill=_NOTICE)
    draw.text((_MARGIN + 16, top + 23), text, font=font, fill=_INK, anchor="lm")
    return top + 46 + _GAP // 2


def _draw_lines(
    draw: ImageDraw.ImageDraw, lines: Sequence[str], font: Font, top: int, ink: str
) -> int:
    """Draw lines below each other; return where the next one would begin."""
    for line in lines:
        draw.text((_MARGIN, top), line, font=font, fill=ink, anchor="la")
        top += round(font.size * _LINE_HEIGHT)
    return top


def _place_logo(picture: Image.Image, draw: ImageDraw.ImageDraw, logo: Image.Image) -> None:
    left, top = WIDTH - _MARGIN - _LOGO, _NAME_AT
    edges = (left, top, left + _LOGO, top + _LOGO)
    # On white, as logos are made for: paper shines through the holes of some.
    draw.rounded_rectangle(edges, 16, fill=_SHEET, outline=_LINE, width=2)
    logo.thumbnail((_LOGO - 2 * _LOGO_EDGE, _LOGO - 2 * _LOGO_EDGE), Image.Resampling.LANCZOS)
    at = (left + (_LOGO - logo.width) // 2, top + (_LOGO - logo.height) // 2)
    picture.paste(logo, at, logo)


def _logo(digest: str) -> Image.Image | None:
    if not digest:
        return None
    try:
        with Image.open(io.BytesIO(read_logo(digest, 256)), formats=["WEBP"]) as opened:
            return opened.convert("RGBA")
    except OSError:
        # Gone, or broken on the disc: the facts are worth sharing without it.
        return None


def _name_fitted(name: str, width: float, height: float) -> tuple[Font, list[str]]:
    """Return the largest letters in which a name has room, and its lines; cut if it has in none."""
    for size in range(_LARGEST, _SMALLEST - 1, -_STEP):
        font, most = _font(size, is_bold=True), int(height // (size * _LINE_HEIGHT))
        lines = _wrapped(name, font, width)
        # Large letters for what is short: nobody wants a word broken that has room in smaller ones.
        if len(lines) <= most and (size == _SMALLEST or _keeps_words(name, font, width)):
            return font, lines
    last = " ".join(lines[most - 1 :])
    return font, [*lines[: most - 1], _cut(last, font, width)]


def _keeps_words(text: str, font: Font, width: float) -> bool:
    return all(font.getlength(word) <= width for word in text.split())


def _wrapped(text: str, font: Font, width: float) -> list[str]:
    """Return lines that are no wider than they may be; words are broken only where they must."""
    lines = [""]
    for word in _broken(text.split(), font, width):
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line]


def _broken(words: Iterable[str], font: Font, width: float) -> Iterable[str]:
    for word in words:
        piece = ""
        for letter in word:
            if piece and font.getlength(piece + letter) > width:
                yield piece
                piece = ""
            piece += letter
        yield piece


def _cut(text: str, font: Font, width: float) -> str:
    """Return a text if it has room in one line, else its beginning."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1].rstrip()
    return f"{text}…"


@lru_cache(maxsize=_REMEMBERED)
def _font(size: int, *, is_bold: bool = False) -> Font:
    name = "noto-sans-semibold.woff2" if is_bold else "noto-sans-regular.woff2"
    return ImageFont.truetype(_FONTS / name, size)


def _plain(text: str) -> str:
    """Return a text in one line, each letter with its accents as one."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _is_known(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in _LETTERS)
