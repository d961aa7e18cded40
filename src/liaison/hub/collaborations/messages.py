"""What we write to a team about its collaborations."""

import datetime as dt

from django.utils.translation import gettext as _

from liaison.hub.collaborations.models import CollaborationPartner
from liaison.hub.notifications.actions import write_to_team


def tell_denied(partner: CollaborationPartner, *, now: dt.datetime) -> None:
    """Tell the team that an organisation says it takes no part in what the team noted of it."""
    collaboration = partner.collaboration

    def words() -> tuple[str, str]:
        said = {"organisation": partner.name, "title": collaboration.title}
        body = _(
            "Hello,\n"
            "\n"
            "%(organisation)s says that it takes no part in “%(title)s”. It does not read it any "
            "more, and is named to nobody. If that is a mistake, please talk to them: they can "
            "change their answer at any time."
        )
        return _("%(organisation)s takes no part: %(title)s") % said, body % said

    write_to_team(
        "collaborations:collaboration",
        collaboration.public_id,
        words,
        cluster=collaboration.cluster,
        now=now,
    )
