"""What a person may say of the organisations in an answer, and what they have said of them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from liaison.hub.directory.queries import current_id, get_organisation
from liaison.hub.partner_search.choices import (
    DismissalReason,
    FeedbackState,
    HandOverKind,
    HandOverState,
)
from liaison.hub.partner_search.queries import Standing, feedback_on, hand_overs_of, standing
from liaison.hub.web.layout.views import found_or_none
from liaison.hub.web.partner_search.own import reader
from liaison.matching import Organisation

ASKED_FOR = (FeedbackState.INTRODUCED, FeedbackState.OUTCOME)


@dataclass(frozen=True)
class Said:
    """
    An organisation of which something was said in a search, and where it stands.

    :ivar organisation: none if open data no longer knows it
    :ivar excluded: "yours" or "cluster" for who excluded it, else ""
    :ivar free_from: the day from which it may be asked for again; none if it may be today
    :ivar hand_over: the request to be introduced; none if there was none
    """

    feedback: Any
    organisation: Organisation | None
    excluded: str
    free_from: dt.date | None
    hand_over: Any

    @property
    def can_be_asked_for(self) -> bool:
        return self.organisation is not None and not self.excluded and self.free_from is None

    @property
    def name(self) -> str:
        return self.organisation.name if self.organisation else self.feedback.organisation_id


@dataclass(frozen=True)
class Sayings:
    """What was said in a search and what was handed over from it, all as its page shows it."""

    for_user: Any
    stands: Standing
    feedback: Mapping[str, Any]
    hand_overs: list[Any]

    @property
    def asked_for(self) -> list[str]:
        """Return the ids of those an introduction was asked for."""
        return [id_ for id_, each in self.feedback.items() if each.state in ASKED_FOR]

    @property
    def is_handed_over(self) -> bool:
        """Say whether the team has the need, because nobody fits, and has not answered yet."""
        return any(each.state != HandOverState.ANSWERED for each in self.for_lack_of_partners)

    @property
    def for_lack_of_partners(self) -> list[Any]:
        """Return what was handed over because nobody fits, the oldest first."""
        return [each for each in self.hand_overs if each.kind == HandOverKind.NOBODY_FITS]

    @property
    def shortlist(self) -> list[Said]:
        return self._said(FeedbackState.SHORTLISTED)

    @property
    def set_aside(self) -> list[Said]:
        return self._said(FeedbackState.DISMISSED)

    @property
    def introductions(self) -> list[Said]:
        return self._said(*ASKED_FOR)

    def _said(self, *states: str) -> list[Said]:
        requests = {
            current_id(each.organisation_id): each
            for each in self.hand_overs
            if each.organisation_id
        }
        return [
            Said(
                feedback=each,
                organisation=found_or_none(get_organisation, id_, for_user=self.for_user),
                excluded=self.stands.excluded.get(id_, ""),
                free_from=day_of(self.stands.free_from.get(id_)),
                hand_over=requests.get(id_),
            )
            for id_, each in self.feedback.items()
            if each.state in states
        ]


def sayings_in(search: Any, request: HttpRequest) -> Sayings:
    """Return what the reader said in their search."""
    who = reader(request)
    feedback = feedback_on(search, **who)
    return Sayings(
        for_user=request.user,
        stands=standing(search, **who, now=timezone.now(), feedback=feedback),
        feedback=feedback,
        hand_overs=list(hand_overs_of(search, **who)),
    )


def day_of(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localtime(moment).date() if moment else None


def choices_in(search: Any, sayings: Sayings) -> Callable[[Organisation], SafeString]:
    """
    Return what draws the buttons beside an organisation of the answer.

    They belong to the form "say", which stands outside the answer: so the answer can be kept, and
    exchanged, without anything in it that protects the form.
    """
    texts = _texts(get_language())
    shortlist = _before_id("shortlist", search)
    set_aside = _before_id("set-aside", search)
    take_back = _before_id("take-back", search)
    asked_for = frozenset(sayings.asked_for)
    chosen = frozenset(sayings.stands.chosen)

    def draw(organisation: Organisation) -> SafeString:
        id_, name = quote(organisation.id, safe="/:@"), escape(organisation.name)
        if organisation.id in asked_for:
            drawn = f'<p class="small">{texts.asked_for}</p>'
        elif organisation.id in chosen:
            drawn = (
                f'<p class="say"><span class="tag">{texts.on_shortlist}</span> '
                f"{_button(f'{take_back}{id_}/', texts.take_off, name)}</p>"
            )
        else:
            drawn = (
                f'<div class="say">{_button(f"{shortlist}{id_}/", texts.shortlist, name)}'
                f"{_reasons(f'{set_aside}{id_}/', name, texts)}</div>"
            )
        # Names are escaped, and so are the words; the rest is ours.
        return mark_safe(_asked_often(sayings.stands.free_from.get(organisation.id)) + drawn)

    return draw


@dataclass(frozen=True)
class _Texts:
    """The words beside every organisation, escaped."""

    shortlist: str
    set_aside: str
    why: str
    on_shortlist: str
    take_off: str
    asked_for: str
    reasons: Mapping[str, str]


@lru_cache(maxsize=8)
def _texts(language: str | None) -> _Texts:
    return _Texts(
        shortlist=escape(_("Put on the shortlist")),
        set_aside=escape(pgettext("what to do", "Set aside")),
        why=escape(_("Why? It then leaves the suggestions of this search, and of no other.")),
        on_shortlist=escape(_("On your shortlist")),
        take_off=escape(_("Take off the shortlist")),
        asked_for=escape(_("You asked for an introduction; see above the suggestions.")),
        reasons={reason.value: escape(str(reason.label)) for reason in DismissalReason},
    )


def _button(address: str, words: str, name: str) -> str:
    return (
        f'<button class="button button--quiet button--small" form="say" formaction="{address}"'
        f' aria-label="{words}: {name}">{words}</button>'
    )


def _reasons(address: str, name: str, texts: _Texts) -> str:
    buttons = "".join(
        f'<button class="button button--quiet button--small" form="say" formaction="{address}"'
        f' name="reason" value="{code}">{words}</button>'
        for code, words in texts.reasons.items()
    )
    return (
        f'<details class="say__why"><summary>{texts.set_aside}'
        f'<span class="visually-hidden">: {name}</span></summary>'
        f'<p class="small">{texts.why}</p><div class="say__reasons">{buttons}</div></details>'
    )


def _asked_often(free_from: dt.datetime | None) -> str:
    if free_from is None:
        return ""
    said = _("Asked for often of late; an introduction is possible again from %(day)s.")
    day = date_format(timezone.localtime(free_from), "DATE_FORMAT")
    return f'<p class="small">{escape(said % {"day": day})}</p>'


def _before_id(page: str, search: Any) -> str:
    """Return the address of such a page up to the organisation's id; resolved once per answer."""
    address = reverse(f"partner_search:{page}", args=[search.public_id, "0"])
    return address.removesuffix("0/")
