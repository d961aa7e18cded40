"""
What people searched for.

Confidential: a need is shown to the one who stated it, and to a cluster's team if it was handed
to them (see `HandOver`).
"""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.partner_search.choices import LONGEST_NEED


class SearchQuerySet(models.QuerySet["Search"]):
    def visible_to(self, user, *, browser_key: str):
        """Those that the user stated, or that were stated in this browser without signing in."""
        own = Q(asked_by=user) if user.is_authenticated else Q(pk=None)
        in_this_browser = Q(asked_by=None, browser_key=browser_key) if browser_key else Q(pk=None)
        return self.filter(own | in_this_browser)

    def asked_anonymously_before(self, moment: dt.datetime):
        """Those to be forgotten: nobody waits for, or may still look up, the team's answer."""
        return self.filter(asked_by=None, asked_at__lt=moment).exclude(hand_overs__email__gt="")


class Search(models.Model):
    """A need that one person stated in their own words, to be answered with proven partners."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.CASCADE, related_name="+")
    need = models.TextField(max_length=LONGEST_NEED)
    # What the need asks for, piece by piece, as the person put it; empty: as the software reads it.
    requirements = models.JSONField(default=list, blank=True)
    # The call that the need is for, and how the evidence codes what it is part of; may be none.
    call_topic = models.CharField(max_length=200, blank=True)
    call_programme = models.CharField(max_length=50, blank=True)
    call_scheme = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="searches",
    )
    browser_key = models.CharField(max_length=32, blank=True)
    asked_at = models.DateTimeField(db_index=True)

    objects = SearchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="search_states_a_need",
                condition=~Q(need=""),
            ),
            models.CheckConstraint(
                name="search_belongs_to_a_person_or_a_browser",
                condition=Q(asked_by__isnull=False, browser_key="")
                | Q(Q(asked_by=None), ~Q(browser_key="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def belongs_to(self, user, *, browser_key: str) -> bool:
        """Say of one search what `visible_to` selects among many."""
        if self.asked_by_id is not None:
            return user.is_authenticated and user.pk == self.asked_by_id
        return bool(browser_key) and browser_key == self.browser_key
