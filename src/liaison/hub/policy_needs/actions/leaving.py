"""What becomes of policy needs when people leave."""

from typing import Any

from django.dispatch import receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.policy_needs.models import Addressee


@receiver(person_leaves)
def ask_nobody_who_left(sender: Any, *, person: Any, **signal: Any) -> None:
    """Let nobody be asked to answer who has left; the clocks see to their own."""
    Addressee.people.through.objects.filter(user=person).delete()
