"""What we write to people about entries that may have aged."""

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.notifications.actions import send_letter
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import page_link
from liaison.hub.upkeep.describing import described
from liaison.hub.upkeep.links import write_link
from liaison.hub.upkeep.models import Question


def ask_whether_correct(
    person: Any, questions: list[Question], *, cluster: Cluster | None, key: str, now: dt.datetime
) -> None:
    """
    Ask a person about their entries, all in one letter, in the caller's transaction.

    :param questions: one at least; each gets a link of its own
    :param cluster: in whose name it is written
    """
    with override(person.language):
        names = [question.organisation.name for question in questions]
        subject = ngettext(
            "Is this still correct? %(organisation)s",
            "Is this still correct? Your %(number)d entries in the directory",
            len(names),
        ) % {"organisation": names[0], "number": len(names)}
        opening = _(
            "Hello,\n"
            "\n"
            "others find partners by what the directory says, and nobody has looked through the "
            "following for a year or longer. Is it still correct? It takes a minute, and you do "
            "not have to sign in."
        )
        ending = _(
            "Each link opens a page on which you decide; by itself it changes nothing. It works "
            "once, within thirty days, and is meant for you alone: please do not pass it on."
        )
        parts = [_entry(question, cluster, person.language, now=now) for question in questions]
        text = "\n\n".join([opening, *parts, ending])
    send_letter(
        about=LetterKind.UPKEEP,
        to=person.email,
        language=person.language,
        subject=subject,
        text=text,
        cluster=cluster,
        reply_to=cluster.contact_email if cluster else "",
        key=key,
        now=now,
    )


def _entry(question: Question, cluster: Cluster | None, language: str, *, now: dt.datetime) -> str:
    organisation = question.organisation
    lines = [f"{label}: {', '.join(values)}" for label, values in described(organisation)]
    token = write_link(question, now=now)
    link = page_link("upkeep:still-correct", token, cluster=cluster, language=language)
    return "\n".join([f"{organisation.name} ({_verified(organisation)})", *lines, "", link])


def _verified(organisation: Organisation) -> str:
    if organisation.verified_on is None:
        return _("never looked through as a whole")
    return _("last looked through on %(day)s") % {"day": date_format(organisation.verified_on)}


def tell_team_of_change(
    question: Question, *, said: str, clusters: list[Cluster], now: dt.datetime
) -> None:
    """Pass on to the teams what somebody wrote of an entry; answers go to whoever wrote."""
    organisation = question.organisation
    for cluster in clusters:
        language = cluster.main_language
        with override(language):
            subject = _("Something changed at %(organisation)s")
            body = _(
                "Hello,\n"
                "\n"
                "we asked whether the entry of %(organisation)s is still correct. %(person)s "
                "answers, by the link in our letter and without having signed in:\n"
                "\n"
                "%(said)s\n"
                "\n"
                "Nothing is changed by that yet; the entry is for you or them to correct:"
            )
            words = {
                "organisation": organisation.name,
                "person": question.person.full_name or _("Somebody"),
                "said": said,
            }
            link = page_link(
                "entry_editing:edit", organisation.public_id, cluster=cluster, language=language
            )
            send_letter(
                about=LetterKind.WORK_WAITS,
                to=cluster.contact_email,
                language=language,
                subject=subject % words,
                text=body % words + f"\n\n{link}",
                cluster=cluster,
                reply_to=question.person.email,
                now=now,
            )
