"""Letters on their way, and what people do not want to receive."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from liaison.hub.notifications.choices import LetterKind, LetterState


def digest_of(address: str) -> str:
    """Return what stands for an e-mail address once it is forgotten; 64 characters."""
    plain = address.strip().lower()
    return salted_hmac("liaison.letters", plain, algorithm="sha256").hexdigest()


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, now: dt.datetime):
        return self.filter(state=LetterState.WAITING, next_attempt__lte=now).order_by("pk")

    def to_be_looked_at(self):
        """Those that a person has to decide on."""
        return self.filter(state__in=(LetterState.DOUBTFUL, LetterState.GIVEN_UP))


class Letter(models.Model):
    """
    An e-mail to one person, written in the transaction that gives the reason for it.

    Once it is sent its words are erased, and its address after a month.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    about = models.CharField(max_length=20, choices=LetterKind.choices)
    # The same letter is never written twice; empty for letters that are all different.
    key = models.CharField(max_length=200, blank=True)
    address = models.EmailField(max_length=254, blank=True)
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    # Of letters that are more than their text; empty: made of the text.
    html = models.TextField(blank=True)
    # From whom it is, in words; and where answers go, if anywhere.
    sender = models.CharField(max_length=200, blank=True)
    reply_to = models.EmailField(max_length=254, blank=True)
    message_id = models.CharField(max_length=200)
    state = models.CharField(
        max_length=10, choices=LetterState.choices, default=LetterState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt = models.DateTimeField()
    created_at = models.DateTimeField()
    # When it was handed to the mail server for the last time.
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                name="letters_that_wait",
                fields=["next_attempt"],
                condition=Q(state=LetterState.WAITING),
            ),
            models.Index(name="letters_to_an_address", fields=["digest"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="letter_is_written_once", fields=["key"], condition=~Q(key="")
            ),
            models.CheckConstraint(
                name="letter_that_is_sent_keeps_no_words",
                condition=~Q(state=LetterState.SENT) | Q(text="", html="", sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        # Never the address: this text ends up in logs and in the history.
        return str(self.public_id)


class ReturnedAddress(models.Model):
    """An e-mail address to which a letter could not be brought, by its checksum."""

    digest = models.CharField(max_length=64)
    since = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="address_is_returned_once", fields=["digest"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Preference(models.Model):
    """A kind of letters that a person, or who reads at an address, does not want."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    # Of somebody without an account.
    digest = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=20, choices=LetterKind.choices)
    off_since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="preference_is_of_a_person_or_an_address",
                condition=Q(person__isnull=False, digest="") | (Q(person=None) & ~Q(digest="")),
            ),
            models.UniqueConstraint(
                name="preference_of_a_person_is_there_once",
                fields=["person", "kind"],
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                name="preference_of_an_address_is_there_once",
                fields=["digest", "kind"],
                condition=~Q(digest=""),
            ),
        ]

    def __str__(self) -> str:
        return self.kind
