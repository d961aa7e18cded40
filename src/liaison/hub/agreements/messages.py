"""
What we write to the two sides and the team about an agreement.

Both know each other by then. Whoever has no account gets the link of a page; it decides nothing.
"""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.hub.agreements.choices import (
    LINK_COUNTS_FOR,
    OTHER_SIDE,
    SIGNING_SIDES,
    AgreementState,
)
from liaison.hub.agreements.models import Agreement
from liaison.hub.agreements.queries import is_reachable, listing_opened_by, name_of
from liaison.hub.clocks.ladders import local_day
from liaison.hub.introductions.choices import Purpose, Side
from liaison.hub.introductions.links import write_link
from liaison.hub.introductions.messages import register_wish
from liaison.hub.introductions.models import Introduction
from liaison.hub.notifications.actions import Words, send_letter, write_to_team
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import page_link


def tell_wanted(agreement: Agreement, *, but: Side, now: dt.datetime) -> None:
    """Tell both sides that there is to be an agreement, and who brings the document."""
    for side in _sides(agreement, but):
        _write(agreement, side, lambda side=side: _wanted(agreement, side), now=now)


def tell_in_letters() -> None:
    """Have letters that ask whether somebody wants to meet tell of an agreement asked for."""
    register_wish(_wish_for_one)


def _wish_for_one(introduction: Introduction) -> str:
    """Say, before the asked side decides, that an agreement is asked for; "" where none is."""
    wanted = Agreement.objects.filter(introduction=introduction, state=AgreementState.WANTED)
    if not wanted.exists():
        return ""
    return " ".join(
        (
            _("A non-disclosure agreement is asked for; it is made once both sides said yes."),
            _("Its document comes after your yes: it names both of you."),
        )
    )


def tell_document(agreement: Agreement, *, but: Side, now: dt.datetime) -> None:
    """Tell that the document is there to be read and signed."""

    def words() -> tuple[str, str]:
        return (
            _("Please read and sign: your agreement with %(other)s"),
            _(
                "Hello,\n"
                "\n"
                "the document of the non-disclosure agreement between you and %(other)s is there. "
                "Please read it, sign it, and note the day on the page below; you may add the "
                "signed document there. The agreement is between the two of you: we keep the "
                "dates and the file, and have not read its words."
            ),
        )

    for side in _sides(agreement, but):
        _write(agreement, side, words, now=now)


def tell_signed(agreement: Agreement, *, to: Side, now: dt.datetime) -> None:
    """Tell one side that the other has signed."""

    def words() -> tuple[str, str]:
        return (
            _("%(other)s has signed"),
            _(
                "Hello,\n"
                "\n"
                "%(other)s has signed the non-disclosure agreement with you. It counts once you "
                "have signed it too; please note that on the page below."
            ),
        )

    _write(agreement, to, words, now=now)


def tell_unsigned(agreement: Agreement, side: Side, *, but: Side, now: dt.datetime) -> None:
    """
    Tell that a signature was taken back, and that what both opened is closed.

    :param side: whose signature it was
    """
    names = {"name": name_of(agreement.introduction, side)}

    def words() -> tuple[str, str]:
        return (
            _("A signature was taken back: your agreement with %(other)s"),
            _(
                "Hello,\n"
                "\n"
                "the non-disclosure agreement between you and %(other)s waits for a signature "
                "again: that of %(name)s was taken back. Until both of you have signed, nothing "
                "is open here because of it."
            ),
        )

    for each in _sides(agreement, but):
        _write(agreement, each, words, now=now, more=names)


def tell_in_force(agreement: Agreement, *, now: dt.datetime) -> None:
    """Tell both sides and the team that both have signed, and what that opens."""

    def words() -> tuple[str, str]:
        return (
            _("Signed by both: your agreement with %(other)s"),
            _("Hello,\n\nboth of you have signed the non-disclosure agreement. %(ends)s %(brief)s"),
        )

    for side in SIGNING_SIDES:
        _write(agreement, side, words, now=now)
    _tell_team(
        agreement,
        lambda: (
            _("An agreement is signed by both"),
            _("Hello,\n\nboth sides of an introduction have signed their agreement."),
        ),
        now=now,
    )


def tell_last_day(agreement: Agreement, *, but: Side, now: dt.datetime) -> None:
    """Tell that another last day was noted."""

    def words() -> tuple[str, str]:
        return (
            _("The last day of your agreement with %(other)s"),
            _(
                "Hello,\n"
                "\n"
                "the last day of the non-disclosure agreement between you and %(other)s was noted "
                "anew. %(ends)s If that is not what you agreed on, please correct it on the page "
                "below."
            ),
        )

    for side in _sides(agreement, but):
        _write(agreement, side, words, now=now)


def tell_later_wanted(agreement: Agreement, *, to: Side, now: dt.datetime) -> None:
    """Ask one side whether the agreement is to count for longer, as the other proposes."""

    def words() -> tuple[str, str]:
        return (
            _("May your agreement with %(other)s count for longer?"),
            _(
                "Hello,\n"
                "\n"
                "%(other)s would like to prolong the non-disclosure agreement with you. %(later)s "
                "It counts once you have agreed on the page below; until then it stays as it is. "
                "%(ends)s"
            ),
        )

    _write(agreement, to, words, now=now)


def tell_later_left(agreement: Agreement, *, but: Side, now: dt.datetime) -> None:
    """Tell that an agreement is not prolonged."""

    def words() -> tuple[str, str]:
        return (
            _("Not prolonged: your agreement with %(other)s"),
            _(
                "Hello,\n"
                "\n"
                "the non-disclosure agreement between you and %(other)s is not prolonged: the "
                "later last day was not agreed to, or was taken back. %(ends)s"
            ),
        )

    for side in _sides(agreement, but):
        _write(agreement, side, words, now=now)


def tell_called_off(agreement: Agreement, *, but: Side, now: dt.datetime) -> None:
    def words() -> tuple[str, str]:
        return (
            _("Called off: your agreement with %(other)s"),
            _(
                "Hello,\n"
                "\n"
                "the non-disclosure agreement between you and %(other)s is called off here. What "
                "the two of you agreed on elsewhere stays between you. You are introduced as "
                "before."
            ),
        )

    for side in _sides(agreement, but):
        _write(agreement, side, words, now=now)


def tell_end_comes(agreement: Agreement, *, now: dt.datetime) -> None:
    """Tell both sides and the team some time before the last day."""

    def words() -> tuple[str, str]:
        return (
            _("Your agreement with %(other)s ends soon"),
            _(
                "Hello,\n"
                "\n"
                "the non-disclosure agreement between you and %(other)s ends on %(day)s. If you "
                "would like to prolong it, please note a later last day on the page below; it "
                "counts once both of you have agreed."
            ),
        )

    for side in SIGNING_SIDES:
        _write(agreement, side, words, now=now)
    _tell_team(
        agreement,
        lambda: (
            _("An agreement ends soon"),
            _(
                "Hello,\n"
                "\n"
                "an agreement between the two sides of an introduction ends on %(day)s. Both were "
                "told."
            ),
        ),
        now=now,
    )


def tell_lapsed(agreement: Agreement, *, now: dt.datetime) -> None:
    def words() -> tuple[str, str]:
        return (
            _("Your agreement with %(other)s has ended"),
            _(
                "Hello,\n"
                "\n"
                "the last day of the non-disclosure agreement between you and %(other)s was "
                "%(day)s. What was opened here because of it is closed again; what you promised "
                "each other for the time after it, the document says. You may make a new one."
            ),
        )

    for side in SIGNING_SIDES:
        _write(agreement, side, words, now=now)
    _tell_team(
        agreement,
        lambda: (
            _("An agreement has ended"),
            _(
                "Hello,\n"
                "\n"
                "the last day of an agreement between the two sides of an introduction was "
                "%(day)s. Both were told."
            ),
        ),
        now=now,
    )


def remind(agreement: Agreement, side: Side, *, step: int, now: dt.datetime) -> None:
    """
    Remind one side of what waits for it.

    :param step: which reminder it is, from 1
    """

    def words() -> tuple[str, str]:
        return _("A reminder: your agreement with %(other)s"), _waits_for_you(agreement, side)

    # By hand once a day at most, and so not a second time on the day of one that came by itself.
    key = f"agreement:{agreement.public_id}:{agreement.state}:{side}:{step}:{local_day(now)}"
    _write(agreement, side, words, key=key, now=now)


def _waits_for_you(agreement: Agreement, side: Side) -> str:
    """Say for what of one side an agreement waits."""
    if agreement.state == AgreementState.DOCUMENT:
        return _(
            "Hello,\n"
            "\n"
            "%(other)s waits for the document of the non-disclosure agreement from you. If "
            "you do not want one any more, please call it off on the page below."
        )
    if agreement.signed_on(side) is None:
        return _(
            "Hello,\n"
            "\n"
            "%(other)s waits for your signature under the non-disclosure agreement. If you do "
            "not want to sign it, please say so on the page below: that helps too."
        )
    return _(
        "Hello,\n"
        "\n"
        "%(other)s would like to prolong the non-disclosure agreement with you. %(later)s Please "
        "say yes or no on the page below."
    )


def link_of(introduction: Introduction, *, now: dt.datetime) -> str:
    """Return what names, in a link, the asked side without an account and the agreement's page."""
    until = now + LINK_COUNTS_FOR
    return write_link(introduction, Purpose.AGREEMENT, Side.ASKED, number=1, until=until)


def _wanted(agreement: Agreement, side: Side) -> tuple[str, str]:
    headline = _("A non-disclosure agreement with %(other)s")
    asked_by = {
        Side.SOFTWARE: _(
            "the need or the offer that brought you and %(other)s together says that its private "
            "brief follows after a non-disclosure agreement."
        ),
        Side.TEAM: _(
            "the team of %(cluster)s asks you and %(other)s to make a non-disclosure agreement "
            "before you tell each other more."
        ),
    }.get(
        Side(agreement.wanted_by),
        _("%(other)s would like to make a non-disclosure agreement with you."),
    )
    brings = {
        side: _("Please bring the document on the page below."),
        Side.TEAM: _("The team brings the document; you hear when it is there."),
    }.get(Side(agreement.brings), _("They bring the document; you hear when it is there."))
    between = _(
        "It is between the two of you: we keep its dates and its file, and are not part of it."
    )
    return headline, _("Hello,") + "\n\n" + " ".join((asked_by, brings, between))


def _sides(agreement: Agreement, but: Side) -> list[Side]:
    return [side for side in SIGNING_SIDES if side != but]


def _write(
    agreement: Agreement,
    side: Side,
    sentences: Words,
    *,
    now: dt.datetime,
    key: str = "",
    more: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """
    Write to one side, where somebody of it is there, by their page or by a link.

    :param more: what the words name beside `_words`
    """
    introduction = agreement.introduction
    if not is_reachable(introduction, side):
        return
    person = introduction.person_on(side)
    language = str(person.language) if person else introduction.asked_language
    cluster = introduction.cluster
    with override(language):
        words = _words(agreement, side) | more
        headline, text = (each % words for each in sentences())
        if person:
            page = page_link(
                "agreements:agreement", agreement.public_id, cluster=cluster, language=language
            )
        else:
            token = link_of(introduction, now=now)
            page = page_link("agreements:by-link", token, cluster=cluster, language=language)
    send_letter(
        about=LetterKind.INTRODUCTION if person else LetterKind.CONTACT,
        to=person.email if person else introduction.asked_email,
        language=language,
        subject=headline,
        text=f"{text.strip()}\n\n{page}",
        cluster=cluster,
        reply_to=cluster.contact_email,
        key=key,
        now=now,
    )


def _tell_team(agreement: Agreement, sentences: Words, *, now: dt.datetime) -> None:
    """Write to the team; the letter names neither side."""

    def words() -> tuple[str, str]:
        headline, text = sentences()
        day = {"day": _day(agreement.valid_until)}
        return headline % day, text % day

    cluster = agreement.introduction.cluster
    write_to_team("agreements:for-team", agreement.public_id, words, cluster=cluster, now=now)


def _words(agreement: Agreement, side: Side) -> dict[str, Any]:
    """Return what letters to one side say; both know each other."""
    introduction, day = agreement.introduction, _day(agreement.valid_until)
    ends = _("Its last day is %(day)s.") if day else _("It names no last day.")
    later_day = _day(agreement.later_day)
    later = _("Its last day would be %(day)s.") if later_day else _("It would name no last day.")
    return {
        "other": name_of(introduction, OTHER_SIDE[side]),
        "cluster": introduction.cluster.name,
        "day": day,
        "ends": ends % {"day": day},
        "later": later % {"day": later_day},
        "brief": _brief(agreement, side),
    }


def _brief(agreement: Agreement, side: Side) -> str:
    """Say what its signatures open; "" for nothing."""
    listing = listing_opened_by(agreement)
    if listing is None or not listing.private_brief:
        return ""
    said = (
        _("The private brief of “%(title)s” is open to you now.")
        if side == Side.ASKING
        else _("The private brief of “%(title)s” is open to them now.")
    )
    return said % {"title": listing.title}


def _day(day: dt.date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""
