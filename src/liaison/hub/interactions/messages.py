"""What is written to somebody of a team about what they forwarded to the register."""

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.hub.clusters.models import Cluster
from liaison.hub.interactions.models import Interaction
from liaison.hub.notifications.actions import send_letter, send_letter_about
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import page_link


def ask_to_confirm(draft: Interaction, *, to: Any, now: dt.datetime) -> None:
    """Send the link of a draft that waits for whoever forwarded it; never what it says."""
    send_letter_about(
        "interactions:change",
        draft.public_id,
        lambda: _to_confirm(draft, now),
        about=LetterKind.REMINDER,
        to=to.email,
        language=to.language,
        cluster=draft.cluster,
        key=f"register:{draft.public_id}:{draft.version}",
        now=now,
    )


def tell_unreadable(cluster: Cluster, *, to: Any, now: dt.datetime) -> None:
    """Say that nothing could be read of a mail, and how to log the contact by hand."""
    with override(to.language):
        subject = _("Your e-mail to the register could not be read")
        text = _(
            "Hello,\n"
            "\n"
            "what you forwarded to the register is neither an e-mail nor an invitation that can be "
            "read. Please log the contact by hand; it takes a minute."
        )
    link = page_link("interactions:log", cluster=cluster, language=to.language)
    send_letter(
        about=LetterKind.REMINDER,
        to=to.email,
        language=to.language,
        subject=subject,
        text=f"{text}\n\n{link}",
        cluster=cluster,
        now=now,
    )


def _to_confirm(draft: Interaction, now: dt.datetime) -> tuple[str, str]:
    subject = _("A contact waits for you to confirm it")
    if draft.happened_at and localdate(draft.happened_at) > localdate(now):
        text = _(
            "Hello,\n"
            "\n"
            "what you forwarded is kept as a draft that you alone see. Once you have met, on "
            "%(day)s, please look through it and save it."
        ) % {"day": date_format(localdate(draft.happened_at))}
        return subject, text
    text = _(
        "Hello,\n"
        "\n"
        "what you forwarded is kept as a draft that you alone see. Please look through it and save "
        "it; it takes a minute."
    )
    return subject, text
