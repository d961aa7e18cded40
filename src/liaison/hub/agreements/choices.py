"""Short codes of agreements, and how long things take."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.hub.core.files import Kind
from liaison.hub.introductions.choices import Side

# Kinds of clocks: one of the two sides is to bring or to sign the document; the team is to.
OF_A_SIDE = "agreements.side"
OF_THE_TEAM = "agreements.team"
DONE_WITHIN = 10
# How long the link of a letter opens its page.
LINK_COUNTS_FOR = dt.timedelta(days=90)
# So long before its last day both sides and the team hear that an agreement ends.
TOLD_BEFORE = dt.timedelta(days=30)
LONGEST_TERM = dt.timedelta(days=366 * 20)
# Of each step the other side gets a letter: so many an agreement, and so many agreements between
# two; more of them is for the team.
MOST_STEPS, MOST_AGREEMENTS = 40, 5
# Files of one agreement, and what they are.
MOST_FILES = 10
DOCUMENT_KINDS = (Kind.PDF, Kind.DOCX)
# How long files are kept once an agreement is over.
KEPT_FOR = dt.timedelta(days=180)

# Who signs, and who may bring the document.
SIGNING_SIDES = (Side.ASKING, Side.ASKED)
BRINGING_SIDES = (*SIGNING_SIDES, Side.TEAM)
OTHER_SIDE = {Side.ASKING: Side.ASKED, Side.ASKED: Side.ASKING}


class AgreementState(models.TextChoices):
    """How far an agreement is."""

    WANTED = "wanted", pgettext_lazy("state of an agreement", "Asked for; follows after both yes")
    DOCUMENT = "document", pgettext_lazy("state of an agreement", "Waits for the document")
    SIGNING = "signing", pgettext_lazy("state of an agreement", "Waits for signatures")
    SIGNED = "signed", pgettext_lazy("state of an agreement", "Signed by both")
    LAPSED = "lapsed", pgettext_lazy("state of an agreement", "Lapsed")
    ENDED = "ended", pgettext_lazy("state of an agreement", "Called off")


# Somebody is to do something.
WAITING = (AgreementState.DOCUMENT, AgreementState.SIGNING)
# Of these an introduction has one at a time.
OPEN = (AgreementState.WANTED, *WAITING, AgreementState.SIGNED)
OVER = (AgreementState.LAPSED, AgreementState.ENDED)


class AgreementStepKind(models.TextChoices):
    """One thing that happened to an agreement."""

    WANTED = "wanted", pgettext_lazy("agreement", "Asked for")
    BEGUN = "begun", pgettext_lazy("agreement", "Both said yes, so it can be made")
    BROUGHT = "brought", pgettext_lazy("agreement", "The document was sent")
    SIGNED_ASKING = "signed_asking", pgettext_lazy("agreement", "Signed by the asking side")
    SIGNED_ASKED = "signed_asked", pgettext_lazy("agreement", "Signed by the asked side")
    UNSIGNED_ASKING = "unsigned_asking", _("Signature of the asking side taken back")
    UNSIGNED_ASKED = "unsigned_asked", _("Signature of the asked side taken back")
    LAST_DAY = "last_day", pgettext_lazy("agreement", "Last day noted")
    LATER_WANTED = "later_wanted", pgettext_lazy("agreement", "A later last day proposed")
    LATER_AGREED = "later_agreed", pgettext_lazy("agreement", "The later last day agreed to")
    LATER_LEFT = "later_left", pgettext_lazy("agreement", "The later last day left aside")
    LAPSED = "lapsed", pgettext_lazy("agreement", "Lapsed")
    ENDED = "ended", pgettext_lazy("agreement", "Called off")


class FileOf(models.TextChoices):
    """What a file of an agreement is."""

    DOCUMENT = "document", pgettext_lazy("file of an agreement", "The document to be signed")
    SIGNED = "signed", pgettext_lazy("file of an agreement", "A signed document")
