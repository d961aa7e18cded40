"""What we write to those who answer for an entry with which something is wrong."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from liaison.hub.clusters.models import Cluster
from liaison.hub.data_control.choices import ASKS, Rule
from liaison.hub.directory.models import Organisation
from liaison.hub.notifications.actions import send_letter_about
from liaison.hub.notifications.choices import LetterKind


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

    def words() -> tuple[str, str]:
        body = _(
            "Hello,\n"
            "\n"
            "the team of %(cluster)s has looked through its entries, and asks you for the "
            "following at %(organisation)s:\n"
            "\n"
            "%(asks)s\n"
            "\n"
            "You find the entry here. If something of this is not so, please answer this letter."
        )
        said = {
            "cluster": cluster.name,
            "organisation": organisation.name,
            "asks": "\n".join(f"– {ASKS[rule]}" for rule in rules),
        }
        return _("Please look at your entry: %(organisation)s") % said, body % said

    letters = [
        send_letter_about(
            "entry_editing:edit",
            organisation.public_id,
            words,
            about=LetterKind.UPKEEP,
            to=person.email,
            language=person.language,
            cluster=cluster,
            now=now,
        )
        for person in people
    ]
    return sum(letter is not None for letter in letters)
