"""Proposing an introduction, and taking it back."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction

from liaison.hub.clusters.models import Cluster
from liaison.hub.core.written import lines, one_line
from liaison.hub.directory.models import Organisation
from liaison.hub.introductions import messages, policies
from liaison.hub.introductions.actions.steps import (
    NotAllowed,
    TooLate,
    lock,
    move,
    note,
    start_clock_of,
)
from liaison.hub.introductions.choices import (
    LEFT_ALONE_FOR,
    LONGEST_BLURB,
    LONGEST_DESCRIPTION,
    OPEN,
    About,
    Side,
    State,
    Step,
)
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import (
    Asked,
    asked_of_open_data,
    has_opted_out,
    known_as,
    names_to_keep_out,
)
from liaison.hub.introductions.texts import reveals_contact, reveals_name
from liaison.hub.partner_search.actions import count_request, take
from liaison.hub.partner_search.models import HandOver, IntroductionRequest
from liaison.hub.partner_search.queries import excluded_by


class AlreadyProposed(Exception):
    """An earlier introduction between the two is still open."""


class SameSide(ValueError):
    """Somebody would be introduced to themselves."""


class NotAvailable(Exception):
    """The organisation does not want to be asked: it said so, or said no not long ago."""


class IsExcluded(Exception):
    """The person, or the cluster, has excluded the organisation."""


class WordsNotUsable(ValueError):
    """The blurb or the description is missing or too long."""


class RevealsContact(ValueError):
    """The words hold an e-mail address, a telephone number or a web address."""


class RevealsName(ValueError):
    """The words tell who the anonymous asking side is."""


@dataclass(frozen=True)
class Wish:
    """
    What is passed on to the asked side.

    :ivar blurb: who, why, what is asked and what is in it for them; LONGEST_BLURB characters
    :ivar described_as: in the place of the names while it is anonymous; LONGEST_DESCRIPTION
    :ivar about_id: the public id of what it is about
    """

    blurb: str
    is_anonymous: bool = False
    described_as: str = ""
    about_kind: About | str = ""
    about_id: uuid.UUID | None = None


def propose(
    asked: Asked,
    wish: Wish,
    *,
    asking_organisation: Organisation | None,
    asking_person: Any = None,
    is_counted: bool = True,
    cluster: Cluster,
    by: Any,
    now: dt.datetime,
) -> Introduction:
    """
    Propose that a person, in the name of an organisation, meets another; the team looks first.

    :param asking_person: None for `by`; the cluster's managers propose for others, who are asked
    :param is_counted: False where a request was counted for it before
    :raises NotAllowed: if the person may not ask for the organisation, or `by` for the person
    :raises SameSide: if both sides are the same
    :raises WordsNotUsable: if the words are missing or too long
    :raises RevealsContact: if they lead past the team
    :raises RevealsName: if they tell who the anonymous side is
    :raises NotAvailable: if the asked side does not want to be asked
    :raises IsExcluded: if the person or the cluster has excluded it
    :raises AlreadyProposed: if an earlier introduction between the two is open
    :raises AskedTooOften: if people of the cluster asked for it as often as the cap allows
    """
    person = asking_person or by
    if person != by and not policies.manages(by, cluster):
        raise NotAllowed
    if not policies.can_ask_for(person, asking_organisation):
        raise NotAllowed
    if asked.organisation is not None and asked.organisation == asking_organisation:
        raise SameSide
    wish = usable(wish, person=person, organisation=asking_organisation)
    _check_may_be_asked(asked, person, asking_organisation, cluster=cluster, by=by, now=now)
    try:
        with transaction.atomic():
            request = (
                count_request(asked.counted_as, cluster_id=cluster.pk, now=now)
                if is_counted
                else None
            )
            introduction = _create(
                asked, wish, person, asking_organisation, request, cluster=cluster, by=by, now=now
            )
            messages.tell_team_of_proposal(introduction, now=now)
    except IntegrityError as error:
        # The constraint decides, not a look beforehand: two may press the button at once.
        if _open_between(asked, person, asking_organisation, cluster).exists():
            raise AlreadyProposed from error
        raise
    return introduction


@transaction.atomic
def propose_for(
    handed_over: HandOver,
    wish: Wish,
    *,
    asking_organisation: Organisation | None,
    by: Any,
    now: dt.datetime,
) -> Introduction:
    """
    Propose, as the team, the introduction that a person asked it for; the person is asked first.

    The request was counted when they asked. See `propose` for what it raises.
    """
    cluster = handed_over.search.cluster
    if handed_over.person is None or not policies.manages(by, cluster):
        raise NotAllowed
    asked = asked_of_open_data(handed_over.organisation_id, for_user=by)
    about = replace(wish, about_kind=About.SEARCH, about_id=handed_over.search.public_id)
    introduction = propose(
        asked,
        about,
        asking_organisation=asking_organisation,
        asking_person=handed_over.person,
        is_counted=False,
        cluster=cluster,
        by=by,
        now=now,
    )
    if handed_over.is_open:
        take(handed_over, by=by, now=now)
    return introduction


@transaction.atomic
def cancel(introduction: Introduction, *, by: Any, now: dt.datetime) -> Introduction:
    """
    Take an introduction back; links that were sent open nothing but a page that says so.

    Its asking side may for a while after it heard "not available": a no may become a yes.

    :raises NotAllowed: if `by` is neither its asking side nor manages its cluster
    :raises TooLate: if it has come to an end, or both said yes
    """
    locked = lock(introduction)
    is_own = locked.asking_person_id == by.pk
    if not is_own and not policies.manages(by, locked.cluster):
        raise NotAllowed
    if not policies.can_cancel(by, locked, now=now):
        raise TooLate
    side, from_ = Side.ASKING if is_own else Side.TEAM, (*OPEN, State.DECLINED)
    move(locked, Step.CANCELLED, State.CANCELLED, from_=from_, side=side, by=by, now=now)
    give_request_back(locked)
    return locked


def cancel_by_itself(locked: Introduction, *, now: dt.datetime) -> None:
    """Take back what is open, though nobody said so, in the transaction of the caller."""
    move(locked, Step.CANCELLED, State.CANCELLED, from_=OPEN, side=Side.SOFTWARE, by=None, now=now)
    give_request_back(locked)


def give_request_back(introduction: Introduction) -> None:
    """Let a request weigh no more on an organisation that nobody has bothered yet."""
    if introduction.asked_at is None and introduction.request_id is not None:
        IntroductionRequest.objects.filter(pk=introduction.request_id).delete()
        introduction.request = None


def usable(wish: Wish, *, person: Any, organisation: Organisation | None) -> Wish:
    """Return the words as they are passed on; see `propose` for what it raises."""
    blurb = lines(wish.blurb)
    described_as = one_line(wish.described_as)
    if not wish.is_anonymous:
        described_as = ""
    elif not described_as:
        raise WordsNotUsable
    if not 0 < len(blurb) <= LONGEST_BLURB or len(described_as) > LONGEST_DESCRIPTION:
        raise WordsNotUsable
    for text in (blurb, described_as):
        if reveals_contact(text):
            raise RevealsContact
        if wish.is_anonymous and reveals_name(text, names_to_keep_out(person, organisation)):
            raise RevealsName
    return Wish(blurb, wish.is_anonymous, described_as, wish.about_kind, wish.about_id)


def _check_may_be_asked(
    asked: Asked,
    person: Any,
    organisation: Organisation | None,
    *,
    cluster: Cluster,
    by: Any,
    now: dt.datetime,
) -> None:
    if has_opted_out(asked):
        raise NotAvailable
    # In whichever cluster: it is the asked side that is left alone.
    earlier = Introduction.objects.asked_for_by(person, organisation).filter(
        known_as(asked, "asked_")
    )
    if earlier.refused_since(now - LEFT_ALONE_FOR).exists():
        raise NotAvailable
    id_ = asked.organisation.open_data_id if asked.organisation else asked.open_data_id
    # Whom a person excludes is nothing that a team learns.
    if id_ and excluded_by(id_, cluster_id=cluster.pk, for_user=by):
        raise IsExcluded


def _create(
    asked: Asked,
    wish: Wish,
    person: Any,
    organisation: Organisation | None,
    request: IntroductionRequest | None,
    *,
    cluster: Cluster,
    by: Any,
    now: dt.datetime,
) -> Introduction:
    introduction = Introduction.objects.create(
        cluster=cluster,
        state=State.PROPOSED,
        state_since=now,
        proposed_by=by,
        proposed_at=now,
        request=request,
        asking_person=person,
        asking_organisation=organisation,
        asking_agreed_at=now if person == by else None,
        is_anonymous=wish.is_anonymous,
        described_as=wish.described_as,
        asked_name=asked.name,
        asked_country=asked.country,
        blurb=wish.blurb,
        about_kind=wish.about_kind,
        about_id=wish.about_id,
        **asked.fields,
    )
    side = Side.ASKING if person == by else Side.TEAM
    note(introduction, Step.PROPOSED, before="", side=side, by=by, now=now)
    start_clock_of(introduction, by=by, now=now)
    return introduction


def _open_between(
    asked: Asked, person: Any, organisation: Organisation | None, cluster: Cluster
) -> Any:
    same = Introduction.objects.between(
        asking_person=person, asking_organisation=organisation, asked=asked.fields
    )
    return same.open().filter(cluster=cluster)
