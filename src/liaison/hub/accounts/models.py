"""People who sign in, and nothing more about them than that takes."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address as we store it: in small letters, so that nobody has two accounts."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a new person; without a password they sign in by code or link."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store someone who runs the installation (asked for by `createsuperuser`)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in; the e-mail address is their name at the door."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(default=True)
    # May open the back office; what they may do there is decided by Django's own permissions.
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    # When the account was given up: name and address are gone, the row stays for the history.
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_has_an_email_address_of_their_own", fields=["email"]
            ),
            # Together with the one above: no two addresses differ in capital letters alone.
            models.CheckConstraint(
                name="person_email_address_is_in_small_letters",
                condition=Q(email=Lower(F("email"))) & ~Q(email=""),
            ),
            models.CheckConstraint(
                name="person_who_is_erased_cannot_sign_in",
                condition=Q(erased_at=None) | Q(is_active=False, full_name=""),
            ),
        ]

    def __str__(self) -> str:
        # Never the address: this text ends up in logs and in the history.
        return str(self.public_id)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name
