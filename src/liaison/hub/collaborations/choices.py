"""Short codes of collaborations, and the bounds of what is written of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_TITLE = 120
LONGEST_SUMMARY = 1_000
# Characters of a funder or a call, of a reason, of what is said with a step.
LONGEST_NAME = 200
LONGEST_REASON = 1_000
MOST_PARTNERS = 60
# The clock by which a partner's people say whether it takes part.
PART = "collaborations.part"
CURRENCIES = ("EUR", "CHF", "GBP", "USD")


class CollaborationKind(models.TextChoices):
    """What the partners do together."""

    RESEARCH = "research", pgettext_lazy("kind of a collaboration", "Bilateral R&D")
    CONSORTIUM = "consortium", pgettext_lazy("kind of a collaboration", "Consortium")
    STUDY = "study", pgettext_lazy("kind of a collaboration", "Clinical study")
    SERVICE = "service", pgettext_lazy("kind of a collaboration", "Service contract")
    PILOT = "pilot", pgettext_lazy("kind of a collaboration", "Pilot")
    OTHER = "other", pgettext_lazy("kind of a collaboration", "Other")


class Stage(models.TextChoices):
    """How far a collaboration has come."""

    IDEA = "idea", pgettext_lazy("stage of a collaboration", "Idea")
    SCOPING = "scoping", pgettext_lazy("stage of a collaboration", "Scoping")
    CONSORTIUM = "consortium", pgettext_lazy("stage of a collaboration", "Finding partners")
    SUBMITTED = "submitted", pgettext_lazy("stage of a collaboration", "Submitted")
    FUNDED = "funded", pgettext_lazy("stage of a collaboration", "Funded")
    REJECTED = "rejected", pgettext_lazy("stage of a collaboration", "Rejected")
    SIGNED = "signed", pgettext_lazy("stage of a collaboration", "Agreement signed")
    RUNNING = "running", pgettext_lazy("stage of a collaboration", "Running")
    COMPLETED = "completed", pgettext_lazy("stage of a collaboration", "Completed")
    STOPPED = "stopped", pgettext_lazy("stage of a collaboration", "Stopped")


# Where each may go on to. Not everything is submitted to a funder, and what was rejected may be
# tried again.
NEXT: dict[str, tuple[Stage, ...]] = {
    Stage.IDEA: (Stage.SCOPING, Stage.STOPPED),
    Stage.SCOPING: (Stage.CONSORTIUM, Stage.SUBMITTED, Stage.SIGNED, Stage.STOPPED),
    Stage.CONSORTIUM: (Stage.SUBMITTED, Stage.SIGNED, Stage.STOPPED),
    Stage.SUBMITTED: (Stage.FUNDED, Stage.REJECTED, Stage.STOPPED),
    Stage.FUNDED: (Stage.SIGNED, Stage.RUNNING, Stage.STOPPED),
    Stage.REJECTED: (Stage.SCOPING, Stage.SUBMITTED, Stage.STOPPED),
    Stage.SIGNED: (Stage.RUNNING, Stage.STOPPED),
    Stage.RUNNING: (Stage.COMPLETED, Stage.STOPPED),
    Stage.COMPLETED: (),
    Stage.STOPPED: (),
}


class PartnerRole(models.TextChoices):
    """What a partner does in a collaboration."""

    PARTNER = "partner", pgettext_lazy("role of a partner", "Partner")
    RESEARCH = "research", pgettext_lazy("role of a partner", "Research")
    INDUSTRY = "industry", pgettext_lazy("role of a partner", "Industry")
    CLINICAL_SITE = "clinical_site", pgettext_lazy("role of a partner", "Clinical site")
    SUPPLIER = "supplier", pgettext_lazy("role of a partner", "Supplier")
    USER = "user", pgettext_lazy("role of a partner", "User or customer")
    ASSOCIATED = "associated", pgettext_lazy("role of a partner", "Associated")


class Answer(models.TextChoices):
    """Whether a partner says itself that it takes part."""

    WAITING = "waiting", pgettext_lazy("answer of a partner", "Not confirmed yet")
    CONFIRMED = "confirmed", pgettext_lazy("answer of a partner", "Confirmed")
    DENIED = "denied", pgettext_lazy("answer of a partner", "Says it takes no part")


class NamedTo(models.TextChoices):
    """To whom a partner lets itself be named; the other partners and the team know it anyway."""

    NOBODY = "nobody", pgettext_lazy("to whom a partner is named", "Nobody else")
    MEMBERS = "members", pgettext_lazy("to whom a partner is named", "Members of the cluster")
    EVERYBODY = "everybody", pgettext_lazy("to whom a partner is named", "Everybody")


class Openness(models.TextChoices):
    """Who reads a collaboration, as far as its partners let themselves be named."""

    TEAM = "team", pgettext_lazy("who reads a collaboration", "The cluster team")
    PARTNERS = "partners", pgettext_lazy("who reads a collaboration", "Its partners too")
    MEMBERS = "members", pgettext_lazy("who reads a collaboration", "Members of the cluster too")
    PUBLIC = "public", pgettext_lazy("who reads a collaboration", "Everybody")


# Who is named where: to members also those whom everybody may know.
NAMED_THERE = {
    Openness.MEMBERS: (NamedTo.MEMBERS, NamedTo.EVERYBODY),
    Openness.PUBLIC: (NamedTo.EVERYBODY,),
}


class AgreementKind(models.TextChoices):
    """What the partners signed."""

    NDA = "nda", _("Non-disclosure agreement")
    MTA = "mta", _("Material transfer agreement")
    CONSORTIUM = "consortium", _("Consortium agreement")
    RESEARCH = "research", _("Research agreement")
    LICENCE = "licence", _("Licence")
    SERVICE = "service", pgettext_lazy("kind of an agreement", "Service contract")
    MOU = "mou", _("Memorandum of understanding")
    OTHER = "other", pgettext_lazy("kind of an agreement", "Other")


class ClusterPart(models.TextChoices):
    """What the cluster did for it."""

    INITIATED = "initiated", pgettext_lazy("what the cluster did", "Initiated it")
    BROKERED = "brokered", pgettext_lazy("what the cluster did", "Brought the partners together")
    SUPPORTED = "supported", pgettext_lazy("what the cluster did", "Supported it")
    INFORMED = "informed", pgettext_lazy("what the cluster did", "Was informed")


class Origin(models.TextChoices):
    """From what it came."""

    CONTACT = "contact", pgettext_lazy("origin of a collaboration", "A contact of the team")
    INTRODUCTION = "introduction", pgettext_lazy("origin of a collaboration", "An introduction")
    EVENT = "event", pgettext_lazy("origin of a collaboration", "An event")
    LISTING = "listing", pgettext_lazy("origin of a collaboration", "A need or an offer")
    OTHER = "other", pgettext_lazy("origin of a collaboration", "Something else")


class FlagshipQuestion(models.TextChoices):
    """What makes a flagship; the first two are worked out of its partners, people say the rest."""

    TWO = "two", _("Do two organisations or more take part?")
    PUBLIC_PRIVATE = "public_private", _("Do private and public partners work together?")
    BENEFIT = "benefit", _("Does the whole ecosystem benefit from it?")
