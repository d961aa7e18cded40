"""Short codes that every record may carry."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    """Who may see a record, from everyone to those who act for it."""

    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members of the cluster")
    STRATEGIC = "strategic", _("Strategic partners and the cluster team")
    STAFF = "staff", _("The cluster team")
    PRIVATE = "private", _("Only those who act for it")
