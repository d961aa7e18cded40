"""What happens to organisations and their people."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.dispatch import Signal, receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.audit.actions import record_event
from liaison.hub.directory.models import OrganisationRole

# Sent, in the transaction that does it, for parts above that know organisations otherwise than by
# a foreign key: `kept` and `absorbed`, `by` whom, `now`.
organisations_merged = Signal()
# Likewise, with the public ids of the two.
organisation_merger_undone = Signal()


@receiver(person_leaves)
@transaction.atomic
def withdraw_organisation_roles(
    sender: Any, *, person: Any, by: Any, now: dt.datetime, **signal: Any
) -> None:
    """Take every role in every organisation from a person who leaves."""
    held = OrganisationRole.objects.filter(person=person).select_related("organisation")
    for organisation_role in held:
        record_event(
            verb="organisation_role.withdrawn",
            subject=str(organisation_role.organisation.public_id),
            actor=str(by.public_id),
            at=now,
            details={"person": str(person.public_id), "role": organisation_role.role},
        )
    held.delete()
