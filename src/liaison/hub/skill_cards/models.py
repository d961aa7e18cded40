"""Skill cards of members."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.skill_cards.choices import LONGEST_WORD, CardState


class SkillCard(models.Model):
    """
    A member presents itself to the others of its cluster.

    What is written is seen by those who act for it and by the cluster's team; what the team has
    looked at, by the members of the cluster.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="skill_cards"
    )
    # By question and language, such as "can_fr"; see `directory.texts`.
    texts = models.JSONField(default=dict)
    # The texts that the team looked at last; {} for none yet.
    shown_texts = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=CardState.choices, default=CardState.DRAFT)
    # When that state began.
    since = models.DateTimeField()
    # What the team said with a returned one.
    word = models.TextField(max_length=LONGEST_WORD, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Grows with each change: the team shows what it saw, not what was written meanwhile.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="member_has_one_skill_card_in_a_cluster", fields=["cluster", "organisation"]
            ),
            models.CheckConstraint(
                name="skill_card_that_was_returned_says_why",
                condition=~Q(state=CardState.RETURNED) | ~Q(word=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
