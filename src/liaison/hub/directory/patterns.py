"""
Forms of numbers in signs that everybody can write, and what a country's numbers look like.

In a form "9" is any digit and "A" any letter; everything else is itself. Spaces, dots, hyphens and
slashes do not count, nor does whether letters are small: "9999.999.999" is also 0202 239 951.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_MARKS = re.compile(r"[\s.\-–/]+")
LONGEST_FORM = 50


class WrongForm(ValueError):
    """What was written is no form."""


@dataclass(frozen=True)
class Format:
    """
    What the numbers of a country look like.

    :ivar register: its register of companies, by language
    :ivar forms: of its numbers; none where nothing is known
    :ivar check: tells whether the check digits of a number fit; None where it has none
    :ivar is_verified: whether somebody compared it with the register; else nothing is refused
    """

    register: dict[str, str]
    forms: tuple[str, ...] = ()
    example: str = ""
    check: Callable[[str], bool] | None = None
    postcode_forms: tuple[str, ...] = ()
    postcode_example: str = ""
    is_verified: bool = False

    def accepts(self, number: str) -> bool:
        """Tell whether this can be a number of the register."""
        if self.forms and not fits_any(self.forms, number):
            return False
        return self.check is None or self.check(number)

    def accepts_postcode(self, postcode: str) -> bool:
        """Tell whether this can be a postcode of the country."""
        return not self.postcode_forms or fits_any(self.postcode_forms, postcode)

    def postcode_written(self, postcode: str) -> str:
        """Return a postcode as its country writes it; as it is where it fits nothing."""
        plain = _plain(postcode)
        fitting = (form for form in self.postcode_forms if _fits(_plain(form), plain))
        form = next(fitting, None)
        return postcode if form is None else _in_shape(form, plain)


def fits_any(forms: Iterable[str], text: str) -> bool:
    """Tell whether a text has one of these forms."""
    plain = _plain(text)
    return any(_fits(_plain(form), plain) for form in forms)


def read_forms(text: str) -> list[str]:
    """
    Return the forms that somebody wrote, one a line.

    :raises WrongForm: if one is too long, or has neither a digit nor a letter
    """
    forms = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    for form in forms:
        if len(form) > LONGEST_FORM or not _plain(form):
            raise WrongForm(form)
    return list(dict.fromkeys(forms))


def _in_shape(form: str, plain: str) -> str:
    """Return the signs of a plain text with the marks of a form that it fits."""
    signs = iter(plain)
    return "".join(mark if _MARKS.fullmatch(mark) else next(signs) for mark in form)


def _plain(text: str) -> str:
    return _MARKS.sub("", text.upper())


def _fits(form: str, text: str) -> bool:
    return len(form) == len(text) and all(map(_is, form, text))


def _is(wanted: str, sign: str) -> bool:
    if wanted == "9":
        return sign.isascii() and sign.isdecimal()
    if wanted == "A":
        return sign.isascii() and sign.isalpha()
    return wanted == sign
