"""Short codes of taxonomies."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Subject(models.TextChoices):
    """What the terms of a taxonomy say of whoever has them."""

    SKILLS = "skills", _("Skills and services")
    CERTIFICATES = "certificates", _("Certificates")
    FACILITIES = "facilities", _("Facilities")
    SUB_SECTORS = "sub_sectors", _("Sub-sectors")
    OTHER = "other", pgettext_lazy("what a taxonomy is about", "Other terms")


class ObjectType(models.TextChoices):
    """What terms can be given to; more than organisations are to come."""

    ORGANISATION = "organisation", _("Organisations")
    NEED = "need", _("Needs")
    CALL = "call", _("Calls")
    PERSON = "person", _("People")
    EVENT = "event", _("Events")


class VersionState(models.TextChoices):
    """What became of a version; once published it never changes."""

    DRAFT = "draft", pgettext_lazy("state of a version", "Draft")
    PUBLISHED = "published", pgettext_lazy("state of a version", "In force")
    RETIRED = "retired", pgettext_lazy("state of a version", "Replaced")


class Relation(models.TextChoices):
    """What a term of a newer version is to one of an older version."""

    SAME = "same", pgettext_lazy("relation of two terms", "the same")
    NARROWER = "narrower", pgettext_lazy("relation of two terms", "narrower than before")
    BROADER = "broader", pgettext_lazy("relation of two terms", "broader than before")
    PART = "part", pgettext_lazy("relation of two terms", "a part of it")
    NONE = "none", pgettext_lazy("relation of two terms", "nothing: it ends here")
