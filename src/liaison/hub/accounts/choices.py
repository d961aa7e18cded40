"""What a person may do here, in short codes and in words for those who hand roles out."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do, for a cluster or for an organisation."""

    CLUSTER_MANAGER = "cluster_manager", _("Cluster manager")
    CLUSTER_OFFICER = "cluster_officer", _("Cluster officer")
    STRATEGIC_PARTNER = "strategic_partner", _("Strategic partner")
    STEERING_COMMITTEE_MEMBER = "steering_committee_member", _("Steering committee member")
    FOREIGN_COMPANY = "foreign_company", _("Foreign company")
    ORGANISATION_OWNER = "organisation_owner", _("Organisation owner")
    ORGANISATION_EDITOR = "organisation_editor", _("Organisation editor")

    @property
    def description(self) -> Promise:
        """What it is for, written for those who hand it out."""
        return DESCRIPTIONS[self]


DESCRIPTIONS: dict[Role, Promise] = {
    Role.CLUSTER_MANAGER: _(
        "Is accountable for the cluster: its services, its contacts and its plan. "
        "Decides who else may do what here."
    ),
    Role.CLUSTER_OFFICER: _(
        "Works in the cluster team: looks after members and answers their questions, "
        "but does not hand out roles."
    ),
    Role.STRATEGIC_PARTNER: _(
        "Speaks for a ministry or funder that steers or finances the cluster. "
        "Sees what is meant for strategic partners, and answers what is carried to them."
    ),
    Role.STEERING_COMMITTEE_MEMBER: _(
        "Sits on the committee that guides the cluster, and follows its plan and its figures."
    ),
    Role.FOREIGN_COMPANY: _(
        "Belongs to a company abroad that is getting to know the country and its ecosystem, "
        "before it is a member of anything."
    ),
    Role.ORGANISATION_OWNER: _(
        "Answers for an organisation's entry, and decides who else may edit it."
    ),
    Role.ORGANISATION_EDITOR: _("Keeps an organisation's entry up to date."),
}

# Roles held in a cluster; the others are held in an organisation.
CLUSTER_ROLES = (
    Role.CLUSTER_MANAGER,
    Role.CLUSTER_OFFICER,
    Role.STRATEGIC_PARTNER,
    Role.STEERING_COMMITTEE_MEMBER,
    Role.FOREIGN_COMPANY,
)
# Those who do the daily work of a cluster.
TEAM = (Role.CLUSTER_MANAGER, Role.CLUSTER_OFFICER)
