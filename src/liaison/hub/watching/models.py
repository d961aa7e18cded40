"""Lists of the directory that people keep."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaison.hub.watching.choices import LONGEST_NAME, HowOften
from liaison.hub.watching.known import Known, pack, unpack


class KeptListQuerySet(models.QuerySet["KeptList"]):
    def of(self, person):
        return self.filter(person=person) if person.is_authenticated else self.none()

    def kept(self):
        return self.filter(removed_at=None)

    def due(self, today: dt.date):
        """
        Those about which their people may get a letter on a day.

        Weekly ones are due from Monday on, so that what a Monday missed comes on Tuesday.
        """
        monday = today - dt.timedelta(days=today.weekday())
        return self.kept().filter(
            Q(how_often=HowOften.DAILY, checked_on__lt=today)
            | Q(how_often=HowOften.WEEKLY, checked_on__lt=monday),
            person__is_active=True,
            person__erased_at=None,
        )


class KeptList(models.Model):
    """What a person chose to see of the directory, under a name, and what of it is known."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    # As `selections.as_data` writes it.
    selection = models.JSONField()
    how_often = models.CharField(max_length=10, choices=HowOften.choices)
    kept_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    # Keys of the organisations that were in it when the person looked last; see `known.pack`.
    seen = models.BinaryField()
    # Of those told of in letters, or there from the beginning; and by key when one left.
    known = models.BinaryField()
    gone = models.JSONField(default=dict)
    # The day of the last letter that might have told of it.
    checked_on = models.DateField()
    # Removed ones can be brought back for a while.
    removed_at = models.DateTimeField(null=True)

    objects = KeptListQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="kept_lists_to_be_checked", fields=["checked_on"])]
        constraints = [
            models.CheckConstraint(name="kept_list_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(
                name="person_keeps_one_list_of_a_name",
                fields=["person", "name"],
                condition=Q(removed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def what_is_known(self) -> Known:
        """What is known of it, for letters."""
        gone = {int(key): dt.date.fromisoformat(day) for key, day in self.gone.items()}
        return Known(unpack(self.known), gone)

    @what_is_known.setter
    def what_is_known(self, known: Known) -> None:
        self.known = pack(known.there)
        self.gone = {str(key): day.isoformat() for key, day in known.gone.items()}
