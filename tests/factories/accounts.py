"""People who sign in."""

from datetime import UTC, datetime

import factory
from allauth.account.models import EmailAddress

from liaison.hub.accounts.models import User

PASSWORD = "correct horse battery"


class UserFactory(factory.django.DjangoModelFactory):
    """A person whose address is confirmed; the password is PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    full_name = factory.Sequence(lambda number: f"Claire Weber {number}")
    email = factory.Sequence(lambda number: f"claire.weber.{number}@example.org")
    language = "en"
    joined_at = datetime(2026, 10, 1, 9, tzinfo=UTC)
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def confirmed(self, create, extracted, **keywords):
        EmailAddress.objects.create(
            user=self, email=self.email, primary=True, verified=extracted is not False
        )
