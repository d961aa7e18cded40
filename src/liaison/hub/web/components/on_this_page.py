"""The sections of a long page, for `components/_on_this_page.html`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PageSection:
    """
    A part of a page.

    :ivar id: of its heading
    :ivar note: what is to be done there, in a word or two; "" for nothing
    """

    id: str
    title: str
    note: str = ""
