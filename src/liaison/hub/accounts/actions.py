"""What happens to the account of a person."""

import datetime as dt

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.dispatch import Signal

from liaison.hub.accounts.models import User
from liaison.hub.audit.actions import record_done

# Sent inside the transaction, before a person's data is erased, with `person`, `by` and `now`.
# Parts above listen: they let go of what is the person's, or refuse by raising.
person_leaves = Signal()
# Sent after that: roles are withdrawn last, since what a person shares goes on with colleagues.
roles_end = Signal()


class AddressInUse(Exception):
    """Someone already signs in with this e-mail address."""


class NotAllowed(PermissionDenied):
    """This person may not do this to this account."""


def open_account(
    *,
    email: str,
    full_name: str,
    language: str,
    password: str | None,
    by: User | None,
    now: dt.datetime,
) -> User:
    """
    Open an account for someone whose address is known to be theirs; they can sign in at once.

    :param password: None for someone who signs in by code or link
    :param by: who opens it; None when the software does
    :raises AddressInUse: if somebody already signs in with this address
    """
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                email, password, full_name=full_name, language=language, joined_at=now
            )
            EmailAddress.objects.create(
                user=person, email=person.email, verified=True, primary=True
            )
            record_done("account.opened", person.public_id, by=by, now=now)
    except IntegrityError as error:
        if User.objects.filter(email=User.objects.normalize_email(email)).exists():
            raise AddressInUse from error
        raise
    return person


def record_sign_up(person: User, *, now: dt.datetime) -> None:
    """Write down that somebody opened an account for themselves."""
    record_done("account.opened", person.public_id, by=person, now=now)


@transaction.atomic
def update_profile(
    person: User, *, full_name: str, language: str, by: User, now: dt.datetime
) -> None:
    """
    Change how a person is called here and which language we write to them in.

    :raises NotAllowed: if it is somebody else's profile
    """
    if by != person:
        raise NotAllowed
    person.full_name = full_name
    person.language = language
    person.save(update_fields=["full_name", "language"])
    record_done("account.profile_updated", person.public_id, by=by, now=now)


@transaction.atomic
def erase_account(person: User, *, by: User, now: dt.datetime) -> None:
    """
    Close a person's account and erase who they were; the history keeps a number that names nobody.

    Other parts are asked first (see `person_leaves` and `roles_end`) and may refuse, for instance
    while the person is the last manager of a cluster.

    :raises NotAllowed: if it is somebody else's account and `by` does not run the installation
    """
    if by != person and not by.is_superuser:
        raise NotAllowed
    # Who hands them something at this moment holds them too, and finds them gone or comes first.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    for leaving in (person_leaves, roles_end):
        leaving.send(sender=User, person=person, by=by, now=now)
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    person.groups.clear()
    person.user_permissions.clear()
    person.email = f"{person.public_id}@erased.invalid"
    person.full_name = ""
    person.is_active = person.is_staff = person.is_superuser = False
    person.erased_at = now
    person.last_login = None
    # Another password also ends every session of theirs.
    person.set_unusable_password()
    person.save()
    record_done("account.erased", person.public_id, by=by, now=now)
