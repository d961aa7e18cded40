"""Which mails were dealt with; of whom they were and what they said is not kept here."""

from django.db import models
from django.db.models import Q

from liaison.hub.postbox.choices import Outcome


class ReceivedMail(models.Model):
    """A mail that arrived, by the checksum of all of it, so that each has its effect once."""

    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    # To which part of the product it was given; empty where to none.
    receiver = models.CharField(max_length=2, blank=True)
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="mail_is_received_once", fields=["digest"]),
            models.CheckConstraint(
                name="mail_that_was_taken_was_given_to_a_receiver",
                condition=~Q(outcome=Outcome.TAKEN) | ~Q(receiver=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
