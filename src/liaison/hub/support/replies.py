"""Answers by e-mail of those who ask: they stand in the thread as if they were written there."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.hub.accounts.queries import NoPerson, get_person
from liaison.hub.postbox.receivers import NotTaken, Reply, takes_replies
from liaison.hub.support.actions import NotAllowed, TooLate, TooManyWords, write
from liaison.hub.support.choices import LONGEST_WORD, RECEIVER
from liaison.hub.support.models import Case


@takes_replies(RECEIVER)
def take(reply: Reply) -> None:
    """
    Write down what somebody answers to a letter of ours.

    :raises NotTaken: if the case is gone, or whoever writes may not
    """
    case = Case.objects.filter(public_id=reply.addressed.subject).first()
    if case is None:
        raise NotTaken(_("The question to which it belongs is there no more."))
    try:
        person = get_person(reply.sender)
        with override(person.language):
            said = _with_word_on_files(reply)
            write(case.joined_to or case, said=said, by=person, now=reply.at)
    except NoPerson as error:
        raise _from_elsewhere(case) from error
    except NotAllowed as error:
        raise NotTaken(_only_who_asked()) from error
    except (TooLate, TooManyWords) as error:
        raise NotTaken(_("Nothing can be added to this question any more.")) from error


def _from_elsewhere(case: Case) -> NotTaken:
    """Return what is told to who asked, not to the address that somebody wrote from."""
    person = case.asked_by
    if person is None or not person.is_active:
        return NotTaken(_only_who_asked())
    with override(person.language):
        return NotTaken(_only_who_asked(), language=person.language, to=person.email)


def _only_who_asked() -> str:
    return _("Only those who asked can answer; please write from the address that we wrote to.")


def _with_word_on_files(reply: Reply) -> str:
    if not reply.had_files:
        return reply.text
    told = _("(Files came with this e-mail. They are not taken that way; please add them here.)")
    return f"{reply.text[: LONGEST_WORD - len(told) - 2]}\n\n{told}"
