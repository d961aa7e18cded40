"""What we write to those who answer for an entry with which something is wrong."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.hub.clusters.models import Cluster
from liaison.hub.data_control.choices import ASKS, Rule
from liaison.hub.directory.models import Organisation
from liaison.hub.notifications.actions import send_letter
from liaison.hub.notifications.choices import LetterKind
from liaison.hub.notifications.links import page_link


def ask_to_fix(
    organisation: Organisation,
    rules: Sequence[Rule],
    *,
    cluster: Cluster,
    people: Sequence[Any],
    now: dt.datetime,
) -> int:
    """
    Ask each of these people, in their language, to fix an entry; in the caller's transaction.

    :returns: how many of them want such letters
    """
    letters = 0
    for person in people:
        with override(person.language):
            subject = _("Please look at your entry: %(organisation)s")
            body = _(
                "Hello,\n"
                "\n"
                "the team of %(cluster)s has looked through its entries, and asks you for the "
                "following at %(organisation)s:\n"
                "\n"
                "%(asks)s\n"
                "\n"
                "You find the entry here. If something of this is not so, please answer this "
                "letter."
            )
            words = {
                "cluster": cluster.name,
                "organisation": organisation.name,
                "asks": "\n".join(f"– {ASKS[rule]}" for rule in rules),
            }
            link = page_link(
                "entry_editing:edit",
                organisation.public_id,
                cluster=cluster,
                language=person.language,
            )
            letter = send_letter(
                about=LetterKind.UPKEEP,
                to=person.email,
                language=person.language,
                subject=subject % words,
                text=body % words + f"\n\n{link}",
                cluster=cluster,
                reply_to=cluster.contact_email,
                now=now,
            )
        letters += letter is not None
    return letters
