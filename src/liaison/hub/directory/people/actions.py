"""What happens to people who are named as people of an organisation; they decide, nobody else."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.dispatch import receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.audit.actions import record_done
from liaison.hub.audit.queries import times_done
from liaison.hub.directory import policies
from liaison.hub.directory.choices import ShownTo
from liaison.hub.directory.models import Organisation, OrganisationPerson, TakenOut
from liaison.hub.directory.people import messages
from liaison.hub.directory.people.queries import (
    NoPerson,
    digests_of,
    is_taken_out,
    own_entry,
    person_with,
    token_for,
)
from liaison.hub.directory.visibility import acts_for

# Makes the address of the page that a token opens; the pages know it.
Link = Callable[[str], str]
# People whom one person may name within a day, and how long one waits for another letter.
MOST_NAMED = 20
COUNTED_FOR = dt.timedelta(days=1)
BETWEEN_LETTERS = dt.timedelta(hours=1)
# Who has not chosen by then is erased.
WAITED_FOR = dt.timedelta(days=90)


class NotAllowed(PermissionDenied):
    """This person may not do this to people of this organisation."""


class NotAnAddress(ValueError):
    """What was given is no e-mail address."""


class AlreadyNamed(Exception):
    """Somebody with this address is named as a person of the organisation already."""


class WantsNotToBeNamed(Exception):
    """Whoever has this address had themselves taken out, and is not to be entered again."""


class TooManyLetters(Exception):
    """As many letters went out as may within this time."""


@dataclass(frozen=True)
class Told:
    """What is told of a person; see the model for each."""

    full_name: str
    function: str = ""
    phone: str = ""
    languages: str = ""
    focus: str = ""


@dataclass(frozen=True)
class Chosen:
    """Who sees what: name and function, e-mail address, telephone."""

    shown_to: ShownTo = ShownTo.NOBODY
    email_shown_to: ShownTo = ShownTo.NOBODY
    phone_shown_to: ShownTo = ShownTo.NOBODY


def name_person(
    organisation: Organisation,
    told: Told,
    *,
    email: str,
    language: str,
    link: Link,
    by: Any,
    now: dt.datetime,
) -> OrganisationPerson:
    """
    Name somebody as a person of an organisation, and ask them by letter who may see it.

    :raises NotAllowed: if `by` may not edit the organisation's entry
    :raises NotAnAddress: if the address is none
    :raises WantsNotToBeNamed: if whoever has it had themselves taken out
    :raises AlreadyNamed: if the organisation names them already
    :raises TooManyLetters: if `by` named MOST_NAMED people within a day
    """
    _check_may(by, organisation)
    email = _address(email)
    if is_taken_out(email):
        raise WantsNotToBeNamed
    if times_done("named_person.named", by=by, since=now - COUNTED_FOR) >= MOST_NAMED:
        raise TooManyLetters
    _forget_who_did_not_choose(now)
    try:
        with transaction.atomic():
            person = OrganisationPerson.objects.create(
                organisation=organisation,
                email=email,
                language=language,
                named_by=by,
                named_at=now,
                **asdict(told),
            )
            _record("named", person, by=by, now=now)
            _send_letter(person, link=link, now=now)
    except IntegrityError as error:
        if OrganisationPerson.objects.filter(organisation=organisation, email=email).exists():
            raise AlreadyNamed from error
        raise
    return person


@transaction.atomic
def show_oneself(
    organisation: Organisation, told: Told, chosen: Chosen, *, by: Any, now: dt.datetime
) -> OrganisationPerson:
    """
    Say how one is shown as a person of an organisation, for the first time or anew.

    :raises NotAllowed: if `by` neither acts for the organisation nor added themselves before
    """
    # The lock comes first: of two windows that add the same person one finds them there.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    person = own_entry(organisation, for_user=by)
    if not acts_for(by, organisation) and (person is None or person.account_id != by.pk):
        raise NotAllowed
    if person is None:
        person = OrganisationPerson(
            organisation=organisation, email=by.email, named_by=by, named_at=now
        )
    # Whoever enters themselves wants to be named again.
    TakenOut.objects.filter(digest__in=digests_of(by.email)).delete()
    person.account, person.language = by, by.language
    _take_over(person, told, chosen, now=now)
    _record("chose", person, by=by, now=now, **asdict(chosen))
    return person


@transaction.atomic
def choose_by_letter(
    token: str, told: Told, chosen: Chosen, *, now: dt.datetime
) -> OrganisationPerson:
    """
    Choose who sees what of oneself, and correct it, by the link of a letter, once.

    :raises NoPerson: if it opens nothing (any more)
    """
    person = _locked(token, now=now)
    _take_over(person, told, chosen, now=now)
    _record("chose", person, by=None, now=now, **asdict(chosen))
    return person


@transaction.atomic
def take_out_by_letter(token: str, *, now: dt.datetime) -> None:
    """
    Erase oneself by the link of a letter, everywhere, and be entered by nobody again.

    :raises NoPerson: if it opens nothing (any more)
    """
    _take_out(_locked(token, now=now).email, by=None, now=now)


@transaction.atomic
def take_oneself_out(organisation: Organisation, *, by: Any, now: dt.datetime) -> None:
    """
    Erase oneself everywhere, and be entered by nobody again.

    :raises NoPerson: if one is not named there
    """
    person = own_entry(organisation, for_user=by)
    if person is None:
        raise NoPerson
    _take_out(person.email, by=by, now=now)


@transaction.atomic
def remove_person(person: OrganisationPerson, *, by: Any, now: dt.datetime) -> None:
    """
    Erase somebody who is no longer a person of the organisation; they may be named again.

    :raises NotAllowed: if `by` may not edit the organisation's entry
    """
    _check_may(by, person.organisation)
    _record("removed", person, by=by, now=now)
    person.delete()


@transaction.atomic
def send_letter_again(person: OrganisationPerson, *, link: Link, by: Any, now: dt.datetime) -> None:
    """
    Send another letter to somebody who has not chosen yet; the former one opens nothing any more.

    :raises NotAllowed: if `by` may not edit the organisation's entry, or they chose by themselves
    :raises TooManyLetters: if the former one is not BETWEEN_LETTERS old
    """
    _check_may(by, person.organisation)
    waiting = OrganisationPerson.objects.select_for_update().get(pk=person.pk)
    if waiting.account_id or waiting.has_chosen:
        raise NotAllowed
    if _is_too_soon(waiting, now):
        raise TooManyLetters
    _send_letter(waiting, link=link, now=now)


@transaction.atomic
def ask_for_letter(email: str, *, link: Link, now: dt.datetime) -> None:
    """
    Send whoever has this address a letter for each organisation that names them.

    Nobody is told whether there was any: that would say who is named.
    """
    people = OrganisationPerson.objects.select_for_update().filter(email=email.strip().lower())
    for person in people:
        if not _is_too_soon(person, now):
            _send_letter(person, link=link, now=now)


@receiver(person_leaves)
@transaction.atomic
def forget_person_who_leaves(sender: Any, *, person: Any, **signal: Any) -> None:
    """Erase how somebody is named who gives up their account."""
    OrganisationPerson.objects.filter(Q(account=person) | Q(email=person.email)).delete()


def _check_may(by: Any, organisation: Organisation) -> None:
    if not policies.can_edit(by, organisation):
        raise NotAllowed


def _address(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise NotAnAddress from error
    return email


def _locked(token: str, *, now: dt.datetime) -> OrganisationPerson:
    """Return whom a letter is for; of two who press its button at once one finds it spent."""
    found = person_with(token, now=now)
    OrganisationPerson.objects.select_for_update().get(pk=found.pk)
    return person_with(token, now=now)


def _take_over(person: OrganisationPerson, told: Told, chosen: Chosen, *, now: dt.datetime) -> None:
    for name, value in {**asdict(told), **asdict(chosen)}.items():
        setattr(person, name, value)
    person.chosen_at, person.letter_is_open = now, False
    person.save()


def _take_out(email: str, *, by: Any, now: dt.datetime) -> None:
    everywhere = OrganisationPerson.objects.filter(email=email).select_related("organisation")
    for person in everywhere:
        _record("taken_out", person, by=by, now=now)
    everywhere.delete()
    TakenOut.objects.get_or_create(digest=digests_of(email)[0], defaults={"at": now})


def _send_letter(person: OrganisationPerson, *, link: Link, now: dt.datetime) -> None:
    person.letters_sent += 1
    person.letter_sent_at, person.letter_is_open = now, True
    person.save()
    messages.send_choice(person, link=link(token_for(person)), now=now)


def _is_too_soon(person: OrganisationPerson, now: dt.datetime) -> bool:
    return person.letter_sent_at is not None and person.letter_sent_at > now - BETWEEN_LETTERS


def _forget_who_did_not_choose(now: dt.datetime) -> None:
    """Erase those who did not answer in time."""
    OrganisationPerson.objects.filter(chosen_at=None, named_at__lte=now - WAITED_FOR).delete()


def _record(
    what: str, person: OrganisationPerson, *, by: Any, now: dt.datetime, **details: Iterable[Any]
) -> None:
    """Write down what was done, of which organisation; nothing of who the person is."""
    record_done(f"named_person.{what}", person.organisation.public_id, by=by, now=now, **details)
