"""Short codes of claims, and the bounds of what may be asked for."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.hub.accounts.choices import Role

LONGEST_MESSAGE = 1_000
# How long a link in a letter opens something, and how many letters and claims a person may send
# within a day, whatever they take back in between.
LETTER_COUNTS_FOR = dt.timedelta(days=2)
INVITATION_COUNTS_FOR = dt.timedelta(days=14)
MOST_LETTERS = 3
MOST_CLAIMS = 10
COUNTED_FOR = dt.timedelta(days=1)
# Invitations of one organisation that wait at the same time.
MOST_INVITATIONS = 20

# What a person may be for an organisation.
ORGANISATION_ROLES = (Role.ORGANISATION_OWNER, Role.ORGANISATION_EDITOR)


class ClaimState(models.TextChoices):
    """How far a claim has come."""

    WAITING = "waiting", pgettext_lazy("state of a claim", "Waiting")
    GRANTED = "granted", pgettext_lazy("state of a claim", "Granted")
    REFUSED = "refused", pgettext_lazy("state of a claim", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a claim", "Taken back")


class Way(models.TextChoices):
    """By whom or by what a claim was decided."""

    LETTER = "letter", _("By an e-mail to an address of the organisation")
    OWNER = "owner", _("By somebody who answers for the organisation")
    TEAM = "team", _("By the cluster team")
