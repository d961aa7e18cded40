"""Answers by e-mail while the asked side decides: they go to the other side as messages."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.hub.introductions import actions
from liaison.hub.introductions.choices import LETTERS_OF_SIDES, RECEIVER, Side
from liaison.hub.introductions.messages import address_of, language_of
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import waits_for_answer, writes_for
from liaison.hub.introductions.texts import reads_like_no
from liaison.hub.postbox.receivers import NotTaken, Reply, takes_replies

_SIDES = {letter: side for side, letter in LETTERS_OF_SIDES.items()}


@takes_replies(RECEIVER)
def take(reply: Reply) -> None:
    """
    Pass on what one side answers to a letter of ours.

    :raises NotTaken: if it comes from elsewhere, cannot be passed on, or they have decided
    """
    found = Introduction.objects.select_related("asking_person", "asked_person")
    introduction = found.filter(public_id=reply.addressed.subject).first()
    side = _SIDES.get(reply.addressed.side)
    if introduction is None or side is None:
        raise NotTaken(_("The introduction to which it belongs is there no more."))
    is_theirs, person = writes_for(introduction, side, address=reply.sender)
    if not is_theirs:
        raise _from_elsewhere(introduction, side)
    language = person.language if person else introduction.asked_language
    # Passed on as a question, a no would reach the other side in its own words.
    may_be_no = side == Side.ASKED and reads_like_no(reply.text)
    if may_be_no and waits_for_answer(introduction, now=reply.at):
        with override(language):
            raise NotTaken(_is_it_no(), language=language)
    try:
        actions.relay(introduction, side, said=reply.text, by=person, now=reply.at)
    except actions.NOT_RELAYED as refusal:
        with override(language):
            raise NotTaken(actions.why_not_relayed(refusal), language=language) from refusal


def _from_elsewhere(introduction: Introduction, side: Side) -> NotTaken:
    """Return what is told to the address we wrote to, not to the one that somebody wrote from."""
    language, address = language_of(introduction, side), address_of(introduction, side)
    with override(language):
        why = _("It came from another e-mail address; please write from the one we wrote to.")
    return NotTaken(why, language=language, to=address)


def _is_it_no() -> str:
    return _(
        "It reads like a “no”. If it is one, please press “No, thank you” on the page of the link: "
        "they hear only that you are not available. If you would like to know something first, "
        "please answer once more with your question."
    )
