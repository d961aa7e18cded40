"""Short codes of the directory, as the engine and the database write them."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.hub.taxonomies.choices import Subject

# After so many days an entry should be looked at again.
DAYS_FRESH = 365


class Kind(models.TextChoices):
    """What an organisation is in the first place."""

    COMPANY = "company", _("Company")
    UNIVERSITY = "university", _("University or school")
    RESEARCH = "research", _("Research organisation")
    HOSPITAL = "hospital", _("Hospital or clinic")
    SERVICE_PROVIDER = "service_provider", _("Service provider")
    INVESTOR = "investor", _("Investor")
    PUBLIC = "public", _("Public body")
    ASSOCIATION = "association", _("Association or federation")
    OTHER = "other", pgettext_lazy("kind of organisation", "Other organisation")


# What open data tells apart; who searches by evidence chooses among these.
KINDS_IN_OPEN_DATA = (Kind.COMPANY, Kind.UNIVERSITY, Kind.RESEARCH, Kind.PUBLIC, Kind.OTHER)


class State(models.TextChoices):
    """Whether an organisation still is what its entry says."""

    ACTIVE = "active", pgettext_lazy("state of an organisation", "Active")
    DORMANT = "dormant", pgettext_lazy("state of an organisation", "Dormant")
    CEASED = "ceased", pgettext_lazy("state of an organisation", "Ceased")
    MERGED = "merged", pgettext_lazy("state of an organisation", "Merged into another")


class SizeClass(models.TextChoices):
    """How many people work there, in the classes of the European Union."""

    MICRO = "micro", _("Micro: fewer than 10 people")
    SMALL = "small", _("Small: 10 to 49 people")
    MEDIUM = "medium", _("Medium: 50 to 249 people")
    LARGE = "large", _("Large: 250 people or more")

    @classmethod
    def of(cls, people: int) -> "SizeClass":
        """Return the class of an organisation where so many people work."""
        bounds = ((10, cls.MICRO), (50, cls.SMALL), (250, cls.MEDIUM))
        return next((size for most, size in bounds if people < most), cls.LARGE)


class FigureKind(models.TextChoices):
    """What a figure of an organisation counts."""

    HEAD_COUNT = "head_count", _("People employed")
    HEAD_COUNT_LUXEMBOURG = "head_count_luxembourg", _("People employed in Luxembourg")
    HEAD_COUNT_RESEARCH = "head_count_research", _("People employed in research")
    TURNOVER = "turnover", _("Turnover in euro")
    RESEARCH_SPENDING = "research_spending", _("Spending on research in euro")

    @property
    def is_money(self) -> bool:
        """Whether it counts whole euro; else people."""
        return self in (FigureKind.TURNOVER, FigureKind.RESEARCH_SPENDING)


class RelationKind(models.TextChoices):
    """
    What one organisation is to another, read from the first to the second.

    What it is read the other way round says `backwards`; a symmetric one is the same both ways.
    """

    SUBSIDIARY = "subsidiary", _("Subsidiary of")
    PART = "part", _("Part of, such as a department or an institute")
    SPIN_OFF = "spin_off", _("Spin-off of")
    SUCCESSOR = "successor", _("Successor of")
    SHAREHOLDER = "shareholder", _("Holds shares in")
    MEMBER = "member", _("Member of the association")
    PARTNER = "partner", pgettext_lazy("kind of relation", "Partner of")

    @property
    def backwards(self) -> Promise:
        """What the second is to the first."""
        return _BACKWARDS[self]

    @property
    def is_symmetric(self) -> bool:
        return self == RelationKind.PARTNER


_BACKWARDS: dict[RelationKind, Promise] = {
    RelationKind.SUBSIDIARY: _("Has the subsidiary"),
    RelationKind.PART: _("Has the part, such as a department or an institute"),
    RelationKind.SPIN_OFF: _("Has the spin-off"),
    RelationKind.SUCCESSOR: _("Was succeeded by"),
    RelationKind.SHAREHOLDER: _("Has the shareholder"),
    RelationKind.MEMBER: _("Has the member"),
    RelationKind.PARTNER: RelationKind.PARTNER.label,
}
# Who is below whom: nobody is below themselves, by however many steps.
HIERARCHY = (RelationKind.SUBSIDIARY, RelationKind.PART)


class RelationState(models.TextChoices):
    """What became of what one side says of two organisations."""

    TOLD = "told", pgettext_lazy("state of a relation", "Said by one side")
    CONFIRMED = "confirmed", pgettext_lazy("state of a relation", "Confirmed")
    CONTRADICTED = "contradicted", pgettext_lazy("state of a relation", "Contradicted")


class Side(models.TextChoices):
    """Who says that two organisations have to do with each other."""

    FIRST = "first", pgettext_lazy("side of a relation", "The first organisation")
    SECOND = "second", pgettext_lazy("side of a relation", "The second organisation")
    TEAM = "team", _("The cluster team")


class ShownTo(models.TextChoices):
    """To whom a person of an organisation lets themselves be shown, beside their colleagues."""

    NOBODY = "nobody", _("Nobody but my colleagues")
    TEAM = "team", _("The cluster team")
    MEMBERS = "members", _("Members of the cluster, and its team")
    EVERYBODY = "everybody", _("Everybody")


class Precision(models.TextChoices):
    """How closely it is known of when a figure is."""

    DAY = "day", pgettext_lazy("precision of a date", "A day")
    YEAR = "year", pgettext_lazy("precision of a date", "A year")


class NameKind(models.TextChoices):
    """What a further name of an organisation is, beside its legal name."""

    TRADING = "trading", pgettext_lazy("kind of name", "Trading name")
    FORMER = "former", pgettext_lazy("kind of name", "Former name")
    ACRONYM = "acronym", pgettext_lazy("kind of name", "Acronym")
    ALIAS = "alias", pgettext_lazy("kind of name", "Other name")


class Scheme(models.TextChoices):
    """Who numbers organisations; of a register of another country the country stands beside it."""

    RCS = "rcs", _("Trade and companies register of Luxembourg (RCS)")
    VAT = "vat", _("VAT number")
    LEI = "lei", _("Legal entity identifier (LEI)")
    ROR = "ror", _("Research organisation registry (ROR)")
    PIC = "pic", _("Participant identification code (PIC)")
    REGISTER = "register", _("Register of another country")
    OPENXECO = "openxeco", _("Number at an openXeco node")


class TextState(models.TextChoices):
    """Whether a text is an original, or who translated it."""

    ORIGINAL = "original", pgettext_lazy("state of a text", "Original")
    HUMAN = "human", pgettext_lazy("state of a text", "Translated by a person")
    MACHINE = "machine", pgettext_lazy("state of a text", "Translated by a machine")


class Teller(models.TextChoices):
    """Who says what people write of an organisation; stands as the source of a field."""

    ORGANISATION = "liaison:organisation", _("the organisation itself")
    TEAM = "liaison:team", _("the cluster team")
    APPLICATION = "liaison:application", _("an application for membership")
    OPEN_DATA = "liaison:open-data", _("open data")


class TermsOf(models.TextChoices):
    """What the terms of an organisation say of it: a taxonomy's subject, or a focus area."""

    FOCUS_AREAS = "focus_areas", _("Focus areas")
    SUB_SECTORS = Subject.SUB_SECTORS.value, Subject.SUB_SECTORS.label
    SKILLS = Subject.SKILLS.value, Subject.SKILLS.label
    CERTIFICATES = Subject.CERTIFICATES.value, Subject.CERTIFICATES.label
    FACILITIES = Subject.FACILITIES.value, Subject.FACILITIES.label
    OTHER = Subject.OTHER.value, Subject.OTHER.label


class Part(models.TextChoices):
    """The part an organisation takes in a project."""

    COORDINATOR = "coordinator", _("Coordinator")
    PARTICIPANT = "participant", _("Partner")
    ASSOCIATED = "associated", _("Associated partner")
    THIRD_PARTY = "third_party", _("Affiliated entity")


class Evidence(models.TextChoices):
    """What a piece of evidence is."""

    PROJECT = "project", _("Project")
    STUDY = "study", _("Clinical study")
    WORK = "work", _("Published work")


# What the parts are called in a study; in a work all take the same one, which needs no name.
PARTS_IN_A_STUDY = {
    Part.COORDINATOR: pgettext_lazy("of a clinical study", "Sponsor"),
    Part.PARTICIPANT: pgettext_lazy("of a clinical study", "Collaborator"),
    Part.ASSOCIATED: pgettext_lazy("of a clinical study", "Site"),
}


def part_in_words(kind: str, role: str) -> str:
    """Return which part an organisation takes in a piece of evidence of this kind; "" for none."""
    if kind == Evidence.WORK:
        return ""
    names = PARTS_IN_A_STUDY if kind == Evidence.STUDY else dict(Part.choices)
    return str(names.get(role, ""))


def evidence_in_words(kind: str, role: str) -> str:
    """Return what a piece of evidence is, unless it is a project, and which part was taken."""
    what = "" if kind == Evidence.PROJECT else str(dict(Evidence.choices).get(kind, ""))
    return " · ".join(filter(None, [what, part_in_words(kind, role)]))
