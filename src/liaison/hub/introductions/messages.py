"""What we write to the two sides of an introduction, and to the cluster team between them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from liaison.hub.clocks.ladders import local_day
from liaison.hub.core.choices import Visibility
from liaison.hub.introductions.choices import (
    CHANGED_WITHIN,
    FOLLOW_UP_LINK_COUNTS_FOR,
    LETTERS_OF_SIDES,
    RECEIVER,
    Purpose,
    Side,
    State,
)
from liaison.hub.introductions.links import write_link
from liaison.hub.introductions.models import Introduction, RelayedMessage
from liaison.hub.introductions.queries import Seen, as_seen_by
from liaison.hub.notifications.actions import send_letter, write_to_team
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import page_link
from liaison.hub.notifications.models import Letter
from liaison.hub.postbox.addresses import Addressed, reply_address

# Say in a sentence, in the language that is set, what else the asked side should know; "" for
# nothing, and nothing that tells who an anonymous side is.
Wish = Callable[[Introduction], str]
_wishes: list[Wish] = []


def register_wish(wish: Wish) -> None:
    """Have the letter that asks the asked side tell of this too."""
    if wish not in _wishes:
        _wishes.append(wish)


def tell_team_of_proposal(introduction: Introduction, *, now: dt.datetime) -> None:
    """Tell the team that a proposal waits for it."""
    said = gettext_lazy(
        "Hello,\n"
        "\n"
        "somebody would like to be introduced to an organisation. Please look whether it may be "
        "passed on, before anybody is bothered."
    )
    _to_team(introduction, gettext_lazy("An introduction waits for you"), said, now=now)


def tell_team_of_release(introduction: Introduction, *, now: dt.datetime) -> None:
    said = gettext_lazy(
        "Hello,\n\nboth sides of an introduction said yes, and know each other now."
    )
    _to_team(introduction, gettext_lazy("Both sides said yes"), said, now=now)


def tell_team_of_lapse(introduction: Introduction, *, now: dt.datetime) -> None:
    """Tell the team that what it proposed was taken back, as the asking side did not answer."""
    said = gettext_lazy(
        "Hello,\n"
        "\n"
        "you proposed an introduction, and its asking side has not said in time whether it wants "
        "it. It is taken back; the other side was not asked."
    )
    _to_team(introduction, gettext_lazy("An introduction was not agreed to"), said, now=now)


def tell_team_of_colleague(
    introduction: Introduction, *, name: str, address: str, now: dt.datetime
) -> None:
    """Pass on whom the asked side named, so that the team decides whom to write to."""
    said = gettext_lazy(
        "Hello,\n"
        "\n"
        "we asked the wrong person. They say that this is the right one:\n"
        "\n"
        "%(name)s\n"
        "%(address)s\n"
        "\n"
        "We have not written to that person and keep the address nowhere but in this letter. "
        "Please decide whom to ask."
    )
    subject = gettext_lazy("Somebody else is to be asked")
    _to_team(introduction, subject, said, now=now, name=name, address=address)


def ask_to_confirm(introduction: Introduction, *, now: dt.datetime) -> None:
    """Ask the asking side whether it wants what somebody else proposed."""
    said = gettext_lazy(
        "Hello,\n"
        "\n"
        "the team of %(cluster)s would like to introduce you to %(other)s, and would write this:\n"
        "\n"
        "%(blurb)s\n"
        "\n"
        "Nobody is asked before you agree."
    )
    _to_asking(introduction, gettext_lazy("May we introduce you to %(other)s?"), said, now=now)


def tell_reworded(introduction: Introduction, *, now: dt.datetime) -> None:
    """Tell the asking side which words the team would pass on instead of its own."""
    said = gettext_lazy(
        "Hello,\n"
        "\n"
        "the team of %(cluster)s looked at your wish to meet %(other)s and would pass on these "
        "words:\n"
        "\n"
        "%(blurb)s\n"
        "\n"
        "If that is not what you mean, please write to the team, or take it back on the page below."
    )
    _to_asking(introduction, gettext_lazy("Your introduction to %(other)s"), said, now=now)


def tell_not_possible(introduction: Introduction, *, now: dt.datetime) -> None:
    said = gettext_lazy(
        "Hello,\n"
        "\n"
        "an introduction to %(other)s is not possible at present. Nobody there was asked. You are "
        "welcome to write to the team of %(cluster)s, who may know of somebody else."
    )
    _to_asking(introduction, gettext_lazy("Your introduction to %(other)s"), said, now=now)


def tell_not_available(introduction: Introduction, *, now: dt.datetime) -> None:
    """Tell the asking side of a no, and nothing more of it than that."""
    said = gettext_lazy(
        "Hello,\n"
        "\n"
        "%(other)s is not available for this. Others may be: the page of your introduction leads "
        "on."
    )
    _to_asking(introduction, gettext_lazy("Your introduction to %(other)s"), said, now=now)


def tell_no_answer(introduction: Introduction, *, now: dt.datetime) -> None:
    said = gettext_lazy(
        "Hello,\n"
        "\n"
        "%(other)s has not answered in time, so we ended the matter; their link opens nothing any "
        "more. Others may be available: the page of your introduction leads on."
    )
    _to_asking(introduction, gettext_lazy("Your introduction to %(other)s"), said, now=now)


def tell_is_one(introduction: Introduction, *, now: dt.datetime) -> None:
    """Tell the asking side that one of its introductions ended, as two entries became one."""
    said = gettext_lazy(
        "Hello,\n"
        "\n"
        "two entries of our directory turned out to be one organisation, so one introduction to "
        "%(other)s is not needed any more, and we ended it. Whatever else is under way between "
        "you goes on."
    )
    _to_asking(introduction, gettext_lazy("Your introduction to %(other)s"), said, now=now)


def tell_not_now(introduction: Introduction, *, now: dt.datetime) -> None:
    said = gettext_lazy(
        "Hello,\n"
        "\n"
        "this is not the moment for %(other)s. You may ask again from %(day)s; we will write to "
        "you then."
    )
    _to_asking(introduction, gettext_lazy("Your introduction to %(other)s"), said, now=now)


def tell_may_ask_again(introduction: Introduction, *, now: dt.datetime) -> None:
    said = gettext_lazy(
        "Hello,\n"
        "\n"
        "you wanted to meet %(other)s, who asked to be left alone until now. Do you still want to? "
        "If you do, we ask once more."
    )
    _to_asking(introduction, gettext_lazy("Do you still want to meet %(other)s?"), said, now=now)


def ask_asked(introduction: Introduction, *, now: dt.datetime) -> Letter | None:
    """
    Ask the asked side whether it wants to meet the asking one, which is named only if it may be.

    :returns: None if whoever reads at this address does not want such letters
    """
    language = language_of(introduction, Side.ASKED)
    with override(language):
        words = _words(introduction, Side.ASKED)
        parts = [
            _("Hello,"),
            _(
                "the team of %(cluster)s asks on behalf of somebody who would like to meet "
                "%(own)s: %(other)s. They write:"
            ),
            "%(blurb)s",
            *(said.replace("%", "%%") for wish in _wishes if (said := wish(introduction))),
            _(
                "Do you want to? Nobody has your name or your address from us so far, and nobody "
                "gets them unless you say yes. You may also say no, without a reason, or not now. "
                "You need no account:"
            ),
            "%(link)s",
            _(
                "The link opens a page on which you decide; by itself it changes nothing. It works "
                "until %(day)s."
            ),
        ]
        if _mailbox(introduction, Side.ASKED):
            parts.append(
                _(
                    "Do you want to know more first? Answer to this e-mail with your question, "
                    "without your name below it: we pass on your words, and not your address."
                )
            )
        words |= {"link": _answer_link(introduction), "day": _last_day(introduction)}
        ends = (_who_we_are(introduction), _where_from(introduction), _your_entry(introduction))
        text = "\n\n".join([*(part % words for part in parts), *filter(None, ends)])
        subject = _("Would you like to meet? %(other)s") % words
    return _send(
        introduction,
        LetterKind.CONTACT,
        Side.ASKED,
        subject=subject,
        text=text,
        key=f"introduction:{introduction.public_id}:asked:{introduction.letter_number}",
        now=now,
    )


def remind_asked(introduction: Introduction, *, step: int, now: dt.datetime) -> None:
    """
    Remind the asked side that somebody waits for its answer, by the same link.

    :param step: which reminder it is, from 1
    """
    with override(language_of(introduction, Side.ASKED)):
        said = _(
            "Hello,\n"
            "\n"
            "somebody who would like to meet %(own)s waits for your answer: %(other)s. Yes, no or "
            "not now: each of them helps. If we hear nothing by %(day)s, we end the matter and do "
            "not ask again.\n"
            "\n"
            "%(blurb)s"
        )
        words = _words(introduction, Side.ASKED) | {"day": _last_day(introduction)}
        subject = _("A reminder: would you like to meet? %(other)s") % words
        text = f"{said % words}\n\n{_answer_link(introduction)}\n\n{_where_from(introduction)}"
    # By hand once a day at most, and so not a second time on the day of one that came by itself.
    letter = f"{introduction.letter_number}:{step}:{local_day(now)}"
    _send(
        introduction,
        LetterKind.CONTACT,
        Side.ASKED,
        subject=subject,
        text=text,
        key=f"introduction:{introduction.public_id}:reminder:{letter}",
        now=now,
    )


def release_contacts(introduction: Introduction, *, now: dt.datetime) -> None:
    """Give each side the other's name, organisation and address; both said yes."""
    for side in (Side.ASKING, Side.ASKED):
        with override(language_of(introduction, side)):
            said = _(
                "Hello,\n"
                "\n"
                "good news: both sides said yes. Here is whom you meet:\n"
                "\n"
                "%(person)s\n"
                "%(other)s\n"
                "%(address)s\n"
                "\n"
                "What it is about:\n"
                "\n"
                "%(blurb)s\n"
                "\n"
                "%(who_begins)s In a month we ask you both what came of it."
            )
            who_begins = (
                _("The first word is yours: please write within a few days.")
                if side == Side.ASKING
                else _("They write to you first.")
            )
            words = _words(introduction, side) | {"who_begins": who_begins}
            subject = _("You and %(other)s: please meet") % words
            text = said % words
        _send(introduction, LetterKind.INTRODUCTION, side, subject=subject, text=text, now=now)


def pass_message_on(
    introduction: Introduction, message: RelayedMessage, *, now: dt.datetime
) -> None:
    """Bring a side what the other one wrote before both said yes."""
    to_asking = message.side == Side.ASKED
    side = Side.ASKING if to_asking else Side.ASKED
    language = language_of(introduction, side)
    with override(language):
        by_mail = bool(_mailbox(introduction, side))
        parts = [*(_asks_you(by_mail) if to_asking else _answers_you(by_mail)), "%(link)s"]
        if not to_asking:
            parts.append(_where_from(introduction).replace("%", "%%"))
        words = _words(introduction, side) | {
            "said": message.said,
            "link": _own_page(introduction) if to_asking else _answer_link(introduction),
            "day": _last_day(introduction),
        }
        subject = (
            _("A question before they decide: %(other)s")
            if to_asking
            else _("An answer to your question: %(other)s")
        ) % words
        text = "\n\n".join(part % words for part in parts)
    has_account = introduction.person_on(side) is not None
    _send(
        introduction,
        LetterKind.INTRODUCTION if has_account else LetterKind.CONTACT,
        side,
        subject=subject,
        text=text,
        key=f"introduction:{introduction.public_id}:message:{message.side}:{message.number}",
        now=now,
    )


def tell_question_rests(introduction: Introduction, *, now: dt.datetime) -> None:
    """Tell the asked side that its question was not answered, so that its time goes on."""
    with override(language_of(introduction, Side.ASKED)):
        said = _(
            "Hello,\n"
            "\n"
            "%(other)s has not answered your question in time. You may decide without it, or leave "
            "the matter alone: yes, no or not now by this link, until %(day)s. Should an answer "
            "still come, we pass it on."
        )
        words = _words(introduction, Side.ASKED) | {"day": _last_day(introduction)}
        subject = _("Your question was not answered: %(other)s") % words
        text = f"{said % words}\n\n{_answer_link(introduction)}\n\n{_where_from(introduction)}"
    has_account = introduction.person_on(Side.ASKED) is not None
    kind = LetterKind.INTRODUCTION if has_account else LetterKind.CONTACT
    _send(introduction, kind, Side.ASKED, subject=subject, text=text, now=now)


def _asks_you(by_mail: bool) -> list[str]:
    return [
        _("Hello,"),
        _("%(other)s would like to know something before deciding whether to meet you:"),
        "%(said)s",
        _(
            "Please answer to this e-mail or on the page of your introduction. Leave out "
            "addresses, telephone numbers and links, also below your name; these come after the "
            "yes."
        )
        if by_mail
        else _(
            "Please answer on the page of your introduction. Leave out addresses, telephone "
            "numbers and links; these come after the yes."
        ),
    ]


def _answers_you(by_mail: bool) -> list[str]:
    return [
        _("Hello,"),
        _("you asked %(other)s something before deciding. They write:"),
        "%(said)s",
        _(
            "Do you want to meet them? You have time until %(day)s to say yes, no or not now by "
            "this link. You may ask more there, or by answering to this e-mail:"
        )
        if by_mail
        else _(
            "Do you want to meet them? You have time until %(day)s to say yes, no or not now by "
            "this link, and may ask more there:"
        ),
    ]


def ask_what_came(introduction: Introduction, side: Side, *, number: int, now: dt.datetime) -> None:
    """Ask one side whether they met and what happened, by a link that needs no account."""
    language = language_of(introduction, side)
    until = now + FOLLOW_UP_LINK_COUNTS_FOR
    token = write_link(introduction, Purpose.OUTCOME, side, number=number, until=until)
    link = page_link(
        "introductions:what-came", token, cluster=introduction.cluster, language=language
    )
    with override(language):
        said = _(
            "Hello,\n"
            "\n"
            "we brought you together with %(other)s. Have you met, and what happened? One click "
            "tells us, and helps us to make better introductions. You need no account:"
        )
        words = _words(introduction, side)
        subject = _("Have you met? %(other)s") % words
        text = said % words + f"\n\n{link}"
    kind = LetterKind.INTRODUCTION if side == Side.ASKING else LetterKind.CONTACT
    key = f"introduction:{introduction.public_id}:outcome:{side}:{number}"
    _send(introduction, kind, side, subject=subject, text=text, key=key, now=now)


def _to_asking(introduction: Introduction, subject: Any, said: Any, *, now: dt.datetime) -> None:
    """Write to the asking side; subject and words are translated here, into its language."""
    if introduction.asking_person is None:
        return
    language = language_of(introduction, Side.ASKING)
    with override(language):
        words = _words(introduction, Side.ASKING)
        text = str(said) % words + f"\n\n{_own_page(introduction)}"
        subject = str(subject) % words
    _send(introduction, LetterKind.INTRODUCTION, Side.ASKING, subject=subject, text=text, now=now)


def _to_team(
    introduction: Introduction, subject: Any, said: Any, *, now: dt.datetime, **words: str
) -> None:
    """Write to the team; subject and words are translated here, and name neither side."""
    write_to_team(
        "introductions:for-team",
        introduction.public_id,
        lambda: (str(subject), str(said) % words),
        cluster=introduction.cluster,
        now=now,
    )


def _words(introduction: Introduction, side: Side) -> dict[str, str]:
    """Return what a letter to one side may say; never more than its page shows."""
    seen: Seen = as_seen_by(introduction, side)
    day = introduction.not_now_until
    return {
        "cluster": introduction.cluster.name,
        "own": seen.own,
        "other": seen.other,
        "person": seen.other_person or seen.other,
        "address": seen.other_email,
        "blurb": seen.blurb,
        "day": date_format(day, "DATE_FORMAT") if day else "",
    }


def _mailbox(introduction: Introduction, side: Side) -> str:
    """Return where a side's answers by e-mail go while the asked one decides; "" for the team."""
    if introduction.state != State.ASKED:
        return ""
    return reply_address(Addressed(RECEIVER, LETTERS_OF_SIDES[side], introduction.public_id))


def _own_page(introduction: Introduction) -> str:
    """Return the address of the asking side's page."""
    return page_link(
        "introductions:introduction",
        introduction.public_id,
        cluster=introduction.cluster,
        language=language_of(introduction, Side.ASKING),
    )


def _answer_link(introduction: Introduction) -> str:
    """Return the link of the letter that counts, the same in each reminder of it."""
    token = write_link(
        introduction,
        Purpose.ANSWER,
        Side.ASKED,
        number=introduction.letter_number,
        until=introduction.answer_until + CHANGED_WITHIN,
    )
    language = language_of(introduction, Side.ASKED)
    return page_link("introductions:answer", token, cluster=introduction.cluster, language=language)


def _last_day(introduction: Introduction) -> str:
    until = timezone.localtime(introduction.answer_until, timezone.get_default_timezone())
    return date_format(until, "DATE_FORMAT")


def _who_we_are(introduction: Introduction) -> str:
    cluster = introduction.cluster
    summary = cluster.summary_in(language_of(introduction, Side.ASKED))
    body = cluster.managing_body
    who = _("Who we are: %(cluster)s") % {"cluster": cluster.name}
    return " · ".join(part for part in (who, body, summary) if part)


def _where_from(introduction: Introduction) -> str:
    if introduction.asked_email:
        said = _("Where we have your address from: %(source)s") % {
            "source": introduction.asked_email_source
        }
    else:
        said = _("We write to you because you act for your organisation in our directory.")
    return said


def _your_entry(introduction: Introduction) -> str:
    """Say where the asked side reads what is known of it; "" where that is not open to all."""
    entry = introduction.asked_organisation
    if entry is not None and entry.visibility != Visibility.PUBLIC:
        return ""
    page, key = (
        ("directory:profile", entry.public_id)
        if entry is not None
        else ("directory:organisation", introduction.asked_open_data_id)
    )
    language = language_of(introduction, Side.ASKED)
    said = _("This is your entry, with the source of each fact; you may correct it:")
    return f"{said}\n{page_link(page, key, cluster=introduction.cluster, language=language)}"


def language_of(introduction: Introduction, side: Side) -> str:
    """Return the language in which a side is written to."""
    person = introduction.person_on(side)
    if person is not None:
        return str(person.language)
    return introduction.asked_language


def address_of(introduction: Introduction, side: Side) -> str:
    """Return the address to which a side is written; "" where there is none (any more)."""
    person = introduction.person_on(side)
    if person is not None:
        return str(person.email)
    return introduction.asked_email if side == Side.ASKED else ""


def _send(
    introduction: Introduction,
    about: LetterKind,
    side: Side,
    *,
    subject: str,
    text: str,
    now: dt.datetime,
    key: str = "",
) -> Letter | None:
    address = address_of(introduction, side)
    if not address:
        return None
    return send_letter(
        about=about,
        to=address,
        language=language_of(introduction, side),
        subject=subject,
        text=text,
        cluster=introduction.cluster,
        reply_to=_mailbox(introduction, side) or introduction.cluster.contact_email,
        key=key,
        now=now,
    )
