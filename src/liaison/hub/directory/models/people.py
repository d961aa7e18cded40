"""People of organisations who are named in the directory, if and to whom they choose."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from liaison.hub.directory.choices import ShownTo
from liaison.hub.directory.models.organisations import Organisation

LONGEST_PERSON_NAME, LONGEST_FUNCTION, LONGEST_FOCUS = 200, 200, 300
LONGEST_PHONE, LONGEST_LANGUAGES = 40, 100


class OrganisationPerson(models.Model):
    """
    A person of an organisation, with what they do there.

    Until they have chosen, only colleagues and the cluster's team know of it; then whoever they
    chose. They choose by a letter, or signed in if they added themselves.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="named_people"
    )
    # Of one who added themselves; the others choose by letter.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    full_name = models.CharField(max_length=LONGEST_PERSON_NAME)
    function = models.CharField(max_length=LONGEST_FUNCTION, blank=True)
    email = models.EmailField(max_length=254)
    phone = models.CharField(max_length=LONGEST_PHONE, blank=True)
    # In words: "English, French".
    languages = models.CharField(max_length=LONGEST_LANGUAGES, blank=True)
    focus = models.CharField(max_length=LONGEST_FOCUS, blank=True)
    # Name, function, languages and focus; address and telephone never to more people than these.
    shown_to = models.CharField(
        max_length=10, choices=ShownTo.choices, default=ShownTo.NOBODY, db_index=True
    )
    email_shown_to = models.CharField(
        max_length=10, choices=ShownTo.choices, default=ShownTo.NOBODY
    )
    phone_shown_to = models.CharField(
        max_length=10, choices=ShownTo.choices, default=ShownTo.NOBODY
    )
    chosen_at = models.DateTimeField(null=True, blank=True)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    named_at = models.DateTimeField()
    # In which language we write to them.
    language = models.CharField(max_length=2, default="en")
    # The letter sent last, by its number; open until its link was used.
    letters_sent = models.PositiveSmallIntegerField(default=0)
    letter_sent_at = models.DateTimeField(null=True, blank=True)
    letter_is_open = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organisation_names_a_person_once", fields=["organisation", "email"]
            ),
            models.CheckConstraint(
                name="named_person_has_a_name_and_an_address_in_small_letters",
                condition=~Q(full_name="") & ~Q(email="") & Q(email=Lower(F("email"))),
            ),
            models.CheckConstraint(
                name="named_person_is_shown_only_as_they_chose",
                condition=Q(chosen_at__isnull=False)
                | Q(
                    shown_to=ShownTo.NOBODY,
                    email_shown_to=ShownTo.NOBODY,
                    phone_shown_to=ShownTo.NOBODY,
                ),
            ),
        ]

    def __str__(self) -> str:
        # Never the name: this text ends up in logs and in the history.
        return str(self.public_id)

    @property
    def has_chosen(self) -> bool:
        return self.chosen_at is not None


class TakenOut(models.Model):
    """Somebody wants to be named nowhere in the directory; their address is not kept."""

    # Of the e-mail address, made with the site's own key: nobody can guess addresses by it.
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:8]
