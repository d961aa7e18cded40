"""Short codes of applications and memberships, and the bounds of what is written in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.hub.directory.choices import Scheme

# Characters: of one answer, of what is said with a step, of a charter in one language.
LONGEST_ANSWER = 5_000
LONGEST_MESSAGE = 2_000
LONGEST_CHARTER = 20_000
# Characters of a question, and of the help and each choice below it.
LONGEST_QUESTION = 300
LONGEST_CHOICE = 200
MOST_QUESTIONS = 60
# Characters of one fact about an organisation.
LONGEST_FACT = 500
# The languages in which a cluster writes its form and its charter; the first one is always there.
WRITTEN_IN = ("en", "fr", "de")


class Category(models.TextChoices):
    """As what an organisation is a member."""

    COMPANY = "company", _("Company")
    PUBLIC_RESEARCH = "public_research", _("Public research organisation")
    SERVICE_PROVIDER = "service_provider", _("Specialised service provider")
    ASSOCIATION = "association", _("Association or federation")
    ASSOCIATE = "associate", _("Associate or foreign organisation")


class ApplicationState(models.TextChoices):
    """How far an application has come."""

    DRAFT = "draft", pgettext_lazy("state of an application", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("state of an application", "Submitted")
    RETURNED = "returned", pgettext_lazy("state of an application", "Returned for completion")
    UNDER_REVIEW = "under_review", pgettext_lazy("state of an application", "Under review")
    RECOMMENDED = "recommended", pgettext_lazy("state of an application", "Waiting for a decision")
    APPROVED = "approved", pgettext_lazy("state of an application", "Approved")
    REFUSED = "refused", pgettext_lazy("state of an application", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an application", "Withdrawn")


# Those in which the applicant may change what is written.
EDITABLE = (ApplicationState.DRAFT, ApplicationState.RETURNED)
# Those of which an organisation has one at a time in a cluster; a draft is its author's alone.
RUNNING = (
    ApplicationState.SUBMITTED,
    ApplicationState.RETURNED,
    ApplicationState.UNDER_REVIEW,
    ApplicationState.RECOMMENDED,
)
# Those that wait for the cluster, not for the applicant.
WITH_THE_CLUSTER = (
    ApplicationState.SUBMITTED,
    ApplicationState.UNDER_REVIEW,
    ApplicationState.RECOMMENDED,
)
DECIDED = (ApplicationState.APPROVED, ApplicationState.REFUSED)


class StepKind(models.TextChoices):
    """What was done with an application."""

    STARTED = "started", pgettext_lazy("step of an application", "Begun")
    SUBMITTED = "submitted", pgettext_lazy("step of an application", "Submitted")
    RETURNED = "returned", pgettext_lazy("step of an application", "Returned for completion")
    REVIEW_BEGUN = "review_begun", pgettext_lazy("step of an application", "Review begun")
    RECOMMENDED = "recommended", pgettext_lazy("step of an application", "Put up for decision")
    APPROVED = "approved", pgettext_lazy("step of an application", "Approved")
    REFUSED = "refused", pgettext_lazy("step of an application", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("step of an application", "Withdrawn")
    REOPENED = "reopened", pgettext_lazy("step of an application", "Decision reopened")


# What waits for the cluster's team, as `clocks` knows it.
REVIEW_CLOCK = "membership.review"

# What is said with these stays with those who review and decide.
INTERNAL_WORDS = (StepKind.RECOMMENDED,)


class RefusalReason(models.TextChoices):
    """Why an application is refused; words of the cluster's own stand beside it."""

    OUTSIDE_THE_FIELD = "outside_the_field", _("Works outside the cluster’s field")
    NOT_ACTIVE_HERE = "not_active_here", _("Is not active in the cluster’s country or region")
    NOT_AUTHORISED = "not_authorised", _("The applicant may not speak for the organisation")
    INCOMPLETE = "incomplete", _("The application stayed incomplete")
    OTHER = "other", _("Another reason")


class DecidedBy(models.TextChoices):
    """Who decides on applications in a cluster."""

    MANAGER = "manager", _("The cluster manager")
    COMMITTEE = "committee", _("The steering committee, by vote")


class Choice(models.TextChoices):
    """What a member of the committee votes."""

    FOR = "for", pgettext_lazy("vote", "For")
    AGAINST = "against", pgettext_lazy("vote", "Against")
    ABSTAIN = "abstain", pgettext_lazy("vote", "Abstain")


class AskedFact(models.TextChoices):
    """
    What a cluster may ask of an organisation that the directory does not have yet.

    The codes are those of `directory.editing.entries`.
    """

    CITY = "city", pgettext_lazy("asked of an organisation", "Place")
    WEBSITE = "website", _("Website")
    ADDRESS = "address", _("Address")
    POSTCODE = "postcode", _("Postcode")
    SIZE_CLASS = "size_class", _("Size")
    FOUNDED_YEAR = "founded_year", _("Founded in")
    NACE = "nace", _("Activity (NACE)")
    RCS = Scheme.RCS.value, Scheme.RCS.label
    REGISTER = Scheme.REGISTER.value, Scheme.REGISTER.label
    VAT = Scheme.VAT.value, Scheme.VAT.label
    LEI = Scheme.LEI.value, Scheme.LEI.label
    ROR = Scheme.ROR.value, Scheme.ROR.label
    PIC = Scheme.PIC.value, Scheme.PIC.label


class Asking(models.TextChoices):
    """Whether a cluster asks for a fact."""

    NOT = "not", pgettext_lazy("whether a fact is asked for", "Not asked")
    OPTIONAL = "optional", pgettext_lazy("whether a fact is asked for", "Asked, may stay empty")
    REQUIRED = "required", pgettext_lazy("whether a fact is asked for", "Required")


# Those by which a register or publisher knows an organisation.
ASKED_NUMBERS = tuple(fact for fact in AskedFact if fact.value in Scheme.values)


def usually_asked() -> dict[str, str]:
    """Return what every cluster asks until its managers choose otherwise."""
    return {
        AskedFact.CITY.value: Asking.OPTIONAL.value,
        AskedFact.WEBSITE.value: Asking.OPTIONAL.value,
    }


class AnswerKind(models.TextChoices):
    """How a question of the form is answered."""

    TEXT = "text", _("One line of text")
    LONG_TEXT = "long_text", _("Several lines of text")
    CHOICE = "choice", _("One of several choices")
    YES_NO = "yes_no", _("Yes or no")
    NUMBER = "number", _("A number")
    DATE = "date", _("A date")


class MembershipState(models.TextChoices):
    """Whether a membership runs; that its review is due is told by the day, see `state_on`."""

    ACTIVE = "active", pgettext_lazy("state of a membership", "Active")
    REVIEW_DUE = "review_due", pgettext_lazy("state of a membership", "Review due")
    SUSPENDED = "suspended", pgettext_lazy("state of a membership", "Suspended")
    ENDED = "ended", pgettext_lazy("state of a membership", "Ended")


class EndReason(models.TextChoices):
    """Why a membership ended."""

    LEFT = "left", _("The member left")
    CEASED = "ceased", _("The organisation ceased or merged")
    NOT_COMMITTED = "not_committed", _("No commitment to the cluster any more")
    BROKE_THE_CHARTER = "broke_the_charter", _("The charter was not kept")
    REOPENED = "reopened", _("The decision to admit it was reopened")
    OTHER = "other", _("Another reason")


# What the team chooses from; a reopened decision ends a membership by itself.
END_REASONS = tuple(reason for reason in EndReason if reason != EndReason.REOPENED)


class MembershipStepKind(models.TextChoices):
    """What was done with a membership."""

    BEGUN = "begun", pgettext_lazy("step of a membership", "Begun")
    REVIEWED = "reviewed", pgettext_lazy("step of a membership", "Reviewed")
    SUSPENDED = "suspended", pgettext_lazy("step of a membership", "Suspended")
    RESUMED = "resumed", pgettext_lazy("step of a membership", "Resumed")
    ENDED = "ended", pgettext_lazy("step of a membership", "Ended")


class CommitmentKind(models.TextChoices):
    """By what a member shows its commitment."""

    EVENT = "event", _("Took part in an event")
    WORKING_GROUP = "working_group", _("Takes part in a working group")
    PROJECT = "project", _("Takes part in a project of the cluster")
    KNOWLEDGE = "knowledge", _("Shared knowledge or facilities with others")
    CONTRIBUTION = "contribution", _("Paid or contributed something")
    OTHER = "other", _("Something else")
