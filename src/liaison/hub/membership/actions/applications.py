"""What those who apply can do: write an application, submit it, take it back."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.dispatch import receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.choices import Scheme
from liaison.hub.directory.identifiers import normalised
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.models.plain import plain_name
from liaison.hub.membership import messages, policies
from liaison.hub.membership.actions.steps import (
    AlreadyMember,
    NotAllowed,
    locked,
    move,
    record,
)
from liaison.hub.membership.choices import (
    ASKED_NUMBERS,
    EDITABLE,
    LONGEST_ANSWER,
    RUNNING,
    AnswerKind,
    ApplicationState,
    AskedFact,
    Category,
    StepKind,
)
from liaison.hub.membership.models import (
    Admission,
    Answer,
    Application,
    ApplicationQuestion,
    Membership,
    Vote,
)
from liaison.hub.membership.queries import (
    current_charter,
    get_organisation_to_apply_for,
    missing_in,
    questions_of,
)


class Incomplete(Exception):
    """Something that is asked for is missing; `missing_in` tells what."""


class AlreadyApplied(Exception):
    """Somebody already applied for this organisation, and the cluster has not decided yet."""


class NotAnAnswer(ValueError):
    """An answer is no answer to its question, or too long; the message is the question's code."""


@dataclass(frozen=True)
class Described:
    """
    An organisation as whoever applies for it describes it.

    :ivar kind: a code of `directory.choices.Kind`
    :ivar country: ISO 3166-1 code of two letters, or ""
    :ivar facts: what else the cluster asks, by the code of an `AskedFact`; empty ones say nothing
    """

    name: str
    kind: str
    country: str = ""
    city: str = ""
    website: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Representative:
    """Who speaks for the organisation, and what they declare and agree to."""

    name: str
    function: str
    has_authority: bool
    accepts_charter: bool
    lets_be_read: bool
    lets_be_listed: bool


@transaction.atomic
def start_application(
    cluster: Cluster,
    *,
    organisation: Organisation | None = None,
    described: Described | None = None,
    by: Any,
    now: dt.datetime,
) -> Application:
    """
    Begin an application for an organisation of the directory, or for one that is described.

    Whoever has a draft for the same organisation already gets that one back.

    :raises NotAllowed: if the cluster takes no applications, or `by` has no account
    :raises AlreadyMember: if the organisation is a member
    :raises ValueError: if neither or both are given, or something is said that nobody asks
    :raises WrongIdentifier: if a number cannot be one
    """
    if (organisation is None) == (described is None):
        raise ValueError("Give an organisation of the directory, or describe one.")
    if not policies.can_apply(by, cluster):
        raise NotAllowed
    if organisation is not None:
        # One may apply only for what one may see.
        organisation = get_organisation_to_apply_for(organisation.public_id, for_user=by)
        _refuse_member(cluster, organisation)
    facts = _facts(organisation, described)
    drafts = Application.objects.of_applicant(by).filter(
        cluster=cluster,
        state=ApplicationState.DRAFT,
        organisation=organisation,
        plain=plain_name(described.name) if described else "",
    )
    if draft := drafts.first():
        return draft
    application = Application.objects.create(
        cluster=cluster, applicant=by, created_at=now, state_since=now, **facts
    )
    application.steps.create(kind=StepKind.STARTED, at=now, by=by)
    record("membership_application.started", application, by=by, now=now)
    return application


@transaction.atomic
def describe(
    application: Application,
    *,
    category: Category,
    described: Described | None = None,
    by: Any,
    now: dt.datetime,
) -> None:
    """
    Say as what the organisation wants to become a member, and correct how it is described.

    :param described: not used for an organisation of the directory, whose entry holds
    :raises NotAllowed: if it is not the application of `by`
    :raises TooLate: if it can no longer be changed
    :raises WrongIdentifier: if a number cannot be one
    """
    written = _own(application, by)
    written.category = category
    if described and written.organisation_id is None:
        for name, value in _facts(None, described).items():
            setattr(written, name, value)
    written.save()


@transaction.atomic
def answer(
    application: Application, answers: Mapping[str, str], *, by: Any, now: dt.datetime
) -> None:
    """
    Keep answers to the cluster's questions as they are asked now; an empty one takes it back.

    :param answers: by the code of the question; see `Answer.value` for how each kind is written
    :raises NotAllowed: if it is not the application of `by`
    :raises TooLate: if it can no longer be changed
    :raises NotAnAnswer: if one does not answer its question; then none is kept
    """
    written = _own(application, by)
    asked = {each.code: each for each in questions_of(written.cluster)}
    for code, value in answers.items():
        if code not in asked:
            raise NotAnAnswer(code)
        _keep_answer(written, asked[code], value.replace("\x00", "").strip())


@transaction.atomic
def name_representative(
    application: Application, representative: Representative, *, by: Any, now: dt.datetime
) -> None:
    """
    Say who speaks for the organisation, and what they declare, accept and agree to.

    :raises NotAllowed: if it is not the application of `by`
    :raises TooLate: if it can no longer be changed
    """
    written = _own(application, by)
    charter = current_charter(written.cluster)
    accepts_the_same = charter is not None and written.charter_id == charter.pk
    written.representative_name = representative.name
    written.representative_function = representative.function
    written.authority_declared_at = _since(
        representative.has_authority, written.authority_declared_at, now
    )
    accepted = written.charter_accepted_at if accepts_the_same else None
    written.charter_accepted_at = _since(representative.accepts_charter, accepted, now)
    written.charter = charter if representative.accepts_charter else None
    written.reading_consented_at = _since(
        representative.lets_be_read, written.reading_consented_at, now
    )
    written.listing_consented_at = _since(
        representative.lets_be_listed, written.listing_consented_at, now
    )
    written.save()


def submit(application: Application, *, by: Any, now: dt.datetime) -> Application:
    """
    Give an application to the cluster, for the first time or completed.

    :raises NotAllowed: if it is not the application of `by`
    :raises TooLate: if it is with the cluster already, or decided
    :raises Incomplete: if something is missing
    :raises AlreadyMember: if the organisation is a member by now
    :raises AlreadyApplied: if somebody else applied for the same organisation
    """
    try:
        with transaction.atomic():
            return _submit(application, by=by, now=now)
    except IntegrityError as error:
        # The constraint decides: two colleagues may press the button at once.
        if _applied_for_the_same(application).exists():
            raise AlreadyApplied from error
        raise


@transaction.atomic
def withdraw(application: Application, *, by: Any, now: dt.datetime) -> None:
    """
    Take an application back that is not decided; what was written stays for the history.

    :raises NotAllowed: if it is not the application of `by`
    :raises TooLate: if it is decided, or was withdrawn before
    """
    if by.pk != application.applicant_id:
        raise NotAllowed
    taken_back = locked(application, *RUNNING)
    move(taken_back, ApplicationState.WITHDRAWN, StepKind.WITHDRAWN, by=by, now=now)


@transaction.atomic
def discard_draft(application: Application, *, by: Any, now: dt.datetime) -> None:
    """
    Delete an application that was never submitted.

    :raises NotAllowed: if it is not the application of `by`
    :raises TooLate: if it was submitted
    """
    if by.pk != application.applicant_id:
        raise NotAllowed
    draft = locked(application, ApplicationState.DRAFT)
    record("membership_application.discarded", draft, by=by, now=now)
    draft.delete()


@receiver(person_leaves)
@transaction.atomic
def let_go_of_applications(
    sender: Any, *, person: Any, by: Any, now: dt.datetime, **signal: Any
) -> None:
    """Delete the drafts of a person who leaves, withdraw what is undecided, forget their words."""
    own = Application.objects.filter(applicant=person)
    own.filter(state=ApplicationState.DRAFT).delete()
    for application in own.filter(state__in=RUNNING).order_by("pk"):
        move(
            locked(application, *RUNNING),
            ApplicationState.WITHDRAWN,
            StepKind.WITHDRAWN,
            by=person,
            now=now,
        )
    own.update(representative_name="", representative_function="")
    # How they voted counts on, for the decision it led to; why is theirs.
    Vote.objects.filter(person=person).update(said="")


def _submit(application: Application, *, by: Any, now: dt.datetime) -> Application:
    written = _own(application, by)
    if missing_in(written, for_user=by):
        raise Incomplete
    if written.organisation is not None:
        _refuse_member(written.cluster, written.organisation)
    admission = Admission.objects.get(cluster=written.cluster)
    written.submitted_at = written.submitted_at or now
    # A completed application gets its full time anew: the cluster could not go on without.
    written.answer_due_on = (now + dt.timedelta(days=admission.answers_within_days)).date()
    move(written, ApplicationState.SUBMITTED, StepKind.SUBMITTED, by=by, now=now)
    messages.confirm_receipt(written.pk, now=now)
    messages.tell_team(written.pk, now=now)
    return written


def _own(application: Application, by: Any) -> Application:
    if by.pk != application.applicant_id or not by.is_active:
        raise NotAllowed
    return locked(application, *EDITABLE)


def _facts(organisation: Organisation | None, described: Described | None) -> dict[str, Any]:
    if described is None:
        return {"organisation": organisation}
    return {
        "organisation": None,
        "name": described.name.strip(),
        "kind": described.kind,
        "country": described.country,
        "city": described.city.strip(),
        "website": described.website,
        "facts": _further(described),
    }


def _further(described: Described) -> dict[str, str]:
    """Return what else is said of an organisation; raises WrongIdentifier."""
    said = {AskedFact(code).value: text.strip() for code, text in described.facts.items()}
    for number in ASKED_NUMBERS:
        if said.get(number):
            said[number] = normalised(Scheme(number.value), said[number], country=described.country)
    return {code: text for code, text in said.items() if text}


def _keep_answer(application: Application, question: ApplicationQuestion, value: str) -> None:
    if not value:
        application.answers.filter(code=question.code).delete()
        return
    if not _answers(question, value):
        raise NotAnAnswer(question.code)
    chosen = [each for each in question.choices if each.get("en") == value]
    asked = {
        field: getattr(question, field)
        for field in ("text_en", "text_fr", "text_de", "kind", "position")
    }
    Answer.objects.update_or_create(
        application=application,
        code=question.code,
        defaults=asked | {"value": value, "chosen": chosen[0] if chosen else {}},
    )


def _answers(question: ApplicationQuestion, value: str) -> bool:
    if len(value) > LONGEST_ANSWER:
        return False
    try:
        match question.kind:
            case AnswerKind.NUMBER:
                return float(value) == float(value)
            case AnswerKind.DATE:
                return bool(dt.date.fromisoformat(value))
    except ValueError:
        return False
    if question.kind == AnswerKind.YES_NO:
        return value in ("yes", "no")
    if question.kind == AnswerKind.CHOICE:
        return any(each.get("en") == value for each in question.choices)
    return True


def _since(is_so: bool, before: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """Return since when somebody declares this: what was declared before keeps its time."""
    return (before or now) if is_so else None


def _refuse_member(cluster: Cluster, organisation: Organisation) -> None:
    if Membership.objects.running().filter(cluster=cluster, organisation=organisation).exists():
        raise AlreadyMember


def _applied_for_the_same(application: Application) -> Any:
    others = Application.objects.running().filter(cluster=application.cluster_id)
    if application.organisation_id:
        return others.filter(organisation=application.organisation_id)
    plain = plain_name(application.name)
    return others.filter(organisation=None, plain=plain, country=application.country)
