"""Who was asked whether an entry is still correct, and what they answered."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.directory.models import Organisation
from liaison.hub.upkeep.choices import MOST_LETTERS, Answer


class Question(models.Model):
    """One person is asked whether the entry of one organisation is still correct."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="upkeep_questions"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    letters = models.PositiveSmallIntegerField(default=1)
    last_letter_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(name="questions_to_a_person", fields=["person", "last_letter_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="question_is_asked_in_three_letters_at_most",
                condition=Q(letters__gte=1, letters__lte=MOST_LETTERS),
            ),
            models.CheckConstraint(
                name="question_that_is_answered_says_when",
                condition=Q(answer=Answer.NONE, answered_at=None)
                | Q(~Q(answer=Answer.NONE), answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
