"""What was found in a text, by which rule, and why that matters."""

import hashlib
from dataclasses import dataclass, field

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Rule(models.TextChoices):
    """By what a passage was found."""

    NAME = "name", _("the name of your organisation")
    ACRONYM = "acronym", _("a short name of your organisation")
    DOMAIN = "domain", _("a web or e-mail address of your organisation")
    NUMBER = "number", _("a number under which your organisation is registered")
    PERSON = "person", _("somebody of your organisation")
    PROJECT = "project", _("a project in which your organisation takes part")
    ADDRESS = "address", _("an address")
    PHONE = "phone", _("a telephone number")
    INSURANCE = "insurance", _("a social security number")
    BIRTH = "birth", _("a date of birth")
    PATIENT = "patient", _("a person beside an illness")

    @property
    def explanation(self) -> Promise:
        """Why that is looked for, and what to do."""
        return EXPLANATIONS[self]


EXPLANATIONS: dict[str, Promise] = {
    Rule.NAME: _("Everybody would know at once whose text this is. Please leave it out."),
    Rule.ACRONYM: _("Whoever knows the field knows whose text this is. Please leave it out."),
    Rule.DOMAIN: _("It leads straight to your organisation. Please leave it out."),
    Rule.NUMBER: _("Whoever looks it up in a public register finds your organisation."),
    Rule.PERSON: _("Whoever looks the person up finds your organisation."),
    Rule.PROJECT: _("Whoever looks the project up in public data finds its partners."),
    Rule.ADDRESS: _("People answer you here; an address in the text goes round that."),
    Rule.PHONE: _("People answer you here; a number in the text goes round that."),
    Rule.INSURANCE: _(
        "Its check digits are right, so it belongs to somebody. It must not stand here."
    ),
    Rule.BIRTH: _("Together with an illness it can tell who a patient is."),
    Rule.PATIENT: _("Nobody may be named together with an illness."),
}
# Of these nobody can say that they are all right: in a text without a name they break the promise,
# in any text the law.
ALWAYS_HARD = frozenset({Rule.INSURANCE})
HARD_IF_ANONYMOUS = frozenset({Rule.NAME, Rule.ACRONYM, Rule.DOMAIN, Rule.NUMBER})
# Looked for in anonymous texts alone.
OF_THE_CLIENT = frozenset(
    {Rule.NAME, Rule.ACRONYM, Rule.DOMAIN, Rule.NUMBER, Rule.PERSON, Rule.PROJECT}
)
# Looked for in texts that few read, too.
OF_PATIENTS = frozenset({Rule.INSURANCE, Rule.BIRTH, Rule.PATIENT})
_SIGNS_OF_A_MARK = 16


@dataclass(frozen=True)
class Known:
    """
    What is known of an organisation, by which a text may give it away.

    :ivar names: legal, trading and former ones
    :ivar acronyms: short names, found only as they are written
    :ivar domains: such as "sauer.example"
    :ivar numbers: of registers
    :ivar people: whole names of those who act for it or stand on its page
    :ivar projects: acronyms and numbers of its projects
    """

    names: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Finding:
    """
    A passage that may give something away.

    :ivar field: in which text it stands, such as "public_text" or, of a translation,
        "public_text_fr"
    :ivar start: signs before the passage
    :ivar is_hard: whether the text cannot be submitted with it, whatever anybody says
    """

    field: str
    start: int
    end: int
    rule: str
    passage: str = field(compare=False)
    is_hard: bool = field(compare=False)

    @property
    def label(self) -> str:
        return str(Rule(self.rule).label)

    @property
    def explanation(self) -> str:
        return str(Rule(self.rule).explanation)

    @property
    def mark(self) -> str:
        return mark_of(self)


def mark_of(finding: Finding) -> str:
    """Return what names a rule and a passage, wherever the passage stands."""
    named = f"{finding.rule}:{finding.passage.casefold()}"
    return hashlib.sha256(named.encode()).hexdigest()[:_SIGNS_OF_A_MARK]
