"""Reading applications and memberships; every question names who asks it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, TruncDate

from liaison.hub.accounts.choices import Role
from liaison.hub.clusters.models import Cluster, ClusterRole
from liaison.hub.core.choices import Visibility
from liaison.hub.directory import visibility
from liaison.hub.directory.choices import State, Teller
from liaison.hub.directory.editing import Entry
from liaison.hub.directory.models import (
    FieldChange,
    MapEntry,
    Organisation,
    OrganisationRole,
)
from liaison.hub.directory.models.plain import plain_name
from liaison.hub.membership.choices import (
    ASKED_NUMBERS,
    WITH_THE_CLUSTER,
    ApplicationState,
    AskedFact,
    Choice,
    MembershipState,
)
from liaison.hub.membership.models import (
    Admission,
    Application,
    ApplicationQuestion,
    Charter,
    Commitment,
    Membership,
    Vote,
)

NoApplication = Application.DoesNotExist
NoMembership = Membership.DoesNotExist
NoCharter = Charter.DoesNotExist
NoQuestion = ApplicationQuestion.DoesNotExist
NoOrganisation = Organisation.DoesNotExist

MOST_CANDIDATES = 10
SILENT_FOR = dt.timedelta(days=180)


@dataclass(frozen=True)
class Missing:
    """What an application still lacks before it can be submitted; `code` of a question or fact."""

    part: str
    code: str = ""


@dataclass(frozen=True)
class Tally:
    """How the committee voted in this round; who has a conflict of interest is counted apart."""

    in_favour: int
    against: int
    abstained: int
    conflicts: int
    needed: int

    @property
    def counted(self) -> int:
        return self.in_favour + self.against

    @property
    def is_complete(self) -> bool:
        """Say whether as many voted for or against as the cluster asks for."""
        return self.counted >= self.needed

    @property
    def is_in_favour(self) -> bool:
        return self.is_complete and self.in_favour > self.against

    @property
    def is_against(self) -> bool:
        """Say whether there is no majority for it; a tie is none."""
        return self.is_complete and self.in_favour <= self.against


def admission_of(cluster: Cluster) -> Admission | None:
    """Return how a cluster admits members, which is public; none where it has not said yet."""
    return Admission.objects.filter(cluster=cluster).first()


def questions_of(cluster: Cluster) -> list[ApplicationQuestion]:
    """Return what a cluster asks those who apply, in its order; that is public."""
    return list(ApplicationQuestion.objects.filter(cluster=cluster))


def get_question(question_id: int, *, cluster: Cluster) -> ApplicationQuestion:
    """Return one of `questions_of`; raises NoQuestion."""
    return ApplicationQuestion.objects.get(pk=question_id, cluster=cluster)


def current_charter(cluster: Cluster) -> Charter | None:
    """Return the version in force, which is public; none where there is none yet."""
    return Charter.objects.filter(cluster=cluster).order_by("-version").first()


def charters_of(cluster: Cluster) -> Any:
    """Return every version of a cluster's charter, the newest first; they are public."""
    return Charter.objects.filter(cluster=cluster).order_by("-version")


def get_charter(version: int, *, cluster: Cluster) -> Charter:
    """Return one version of a cluster's charter; raises NoCharter."""
    return Charter.objects.get(cluster=cluster, version=version)


def applications_of(*, for_user: Any, cluster: Cluster) -> Any:
    """Return the user's own applications to a cluster, the newest first."""
    return (
        Application.objects.of_applicant(for_user)
        .filter(cluster=cluster)
        .select_related("organisation")
        .order_by("-created_at", "-pk")
    )


def get_own_application(public_id: uuid.UUID, *, for_user: Any) -> Application:
    """Return an application that the user wrote; raises NoApplication."""
    own = Application.objects.of_applicant(for_user)
    return own.select_related("organisation", "cluster", "charter").get(public_id=public_id)


def applications_to_review(cluster: Cluster, *, for_user: Any) -> Any:
    """
    Return the applications to a cluster for its team: what waits longest for the cluster first.

    Those that wait for the applicant follow, then the decided. Others see none.
    """
    return _most_urgent_first(Application.objects.for_the_team_of(for_user), cluster)


def applications_to_decide(cluster: Cluster, *, for_user: Any) -> Any:
    """Return the applications on which the user decides with others, in the same order."""
    return _most_urgent_first(Application.objects.for_the_committee_of(for_user), cluster)


def get_application(public_id: uuid.UUID, *, for_user: Any) -> Application:
    """Return one that the user's team reviews or on which the user decides; NoApplication."""
    related = ("organisation", "cluster", "charter", "applicant", "decided_by")
    reviewed = Application.objects.for_the_team_of(for_user).filter(public_id=public_id)
    decided = Application.objects.for_the_committee_of(for_user).filter(public_id=public_id)
    found = reviewed.select_related(*related).first() or decided.select_related(*related).first()
    if found is None:
        raise NoApplication
    return found


def counts_by_state(cluster: Cluster, *, for_user: Any) -> dict[str, int]:
    """Return how many applications are in which state, to the cluster's team."""
    reviewed = Application.objects.for_the_team_of(for_user).filter(cluster=cluster)
    counted = reviewed.order_by().values_list("state").annotate(number=Count("pk"))
    return dict(counted)


def answers_to(application: Application, *, for_user: Any) -> list[Any]:
    """Return what was answered, with each question as it was asked; raises NoApplication."""
    _check_may_read(application, for_user)
    return list(application.answers.all())


def steps_of(application: Application, *, for_user: Any) -> list[Any]:
    """Return what was done with an application, the oldest first; raises NoApplication."""
    _check_may_read(application, for_user)
    return list(application.steps.select_related("by"))


def votes_on(application: Application, *, for_user: Any) -> list[Vote]:
    """
    Return this round's votes and declared conflicts, to the team and the committee.

    :raises NoApplication: for everybody else, the applicant included
    """
    get_application(application.public_id, for_user=for_user)
    return list(application.votes.that_count().select_related("person"))


@dataclass(frozen=True)
class Whole:
    """
    All that is kept of an application, for those who review it and decide.

    :ivar votes: as of `votes_on`
    :ivar same_in_directory: as of `same_in_directory`
    """

    answers: list[Any]
    steps: list[Any]
    votes: list[Vote]
    membership: Membership | None
    same_in_directory: list[Organisation]


def whole_of(application: Application, *, for_user: Any) -> Whole:
    """
    Return all that is kept of an application to the team and the committee.

    :raises NoApplication: for everybody else, the applicant included
    """
    get_application(application.public_id, for_user=for_user)
    return Whole(
        answers=list(application.answers.all()),
        steps=list(application.steps.select_related("by")),
        votes=list(application.votes.that_count().select_related("person")),
        membership=_membership_of(application),
        same_in_directory=_same_in_directory(application, for_user),
    )


def tally(
    application: Application, votes: Iterable[Vote], *, admission: Admission | None = None
) -> Tally:
    """
    Count votes of this round, as `votes_on` returned them.

    :param admission: what `admission_of` its cluster returned, where it was asked before
    """
    cast = [vote.choice for vote in votes if not vote.has_conflict]
    admission = admission or admission_of(application.cluster)
    return Tally(
        in_favour=cast.count(Choice.FOR),
        against=cast.count(Choice.AGAINST),
        abstained=cast.count(Choice.ABSTAIN),
        conflicts=sum(vote.has_conflict for vote in votes),
        needed=admission.votes_needed if admission else 1,
    )


def missing_in(application: Application, *, for_user: Any) -> list[Missing]:
    """Return what the application lacks before it can be submitted; raises NoApplication."""
    _check_may_read(application, for_user)
    missing = [] if application.category else [Missing("organisation")]
    missing += [Missing("organisation", fact) for fact in _facts_missing_in(application)]
    answered = set(application.answers.values_list("code", flat=True))
    missing += [
        Missing("questions", question.code)
        for question in questions_of(application.cluster)
        if question.is_required and question.code not in answered
    ]
    if not (application.representative_name and application.authority_declared_at):
        missing.append(Missing("representative"))
    charter = current_charter(application.cluster)
    accepted = application.charter_accepted_at and application.charter_id == (
        charter.pk if charter else None
    )
    if not accepted:
        missing.append(Missing("charter"))
    if not application.reading_consented_at:
        missing.append(Missing("consent"))
    return missing


def asked_of_organisations(cluster: Cluster) -> dict[AskedFact, bool]:
    """Return what is asked of those the directory does not have, and what must be answered."""
    admission = admission_of(cluster)
    return admission.asked if admission else {}


def facts_told(application: Application) -> dict[str, str]:
    """Return what a described organisation tells of itself, by the code of an `AskedFact`."""
    return {"city": application.city, "website": application.website, **application.facts}


def entry_of(facts: Mapping[str, str], *, country: str) -> Entry:
    """
    Return what was told of an organisation as the directory's fields.

    :param facts: by the code of an `AskedFact`, as applications keep them
    """
    entry: Entry = {}
    for code, text in facts.items():
        if code in ASKED_NUMBERS:
            entry[code] = [[country if code == AskedFact.REGISTER else "", text, None]]
        else:
            entry[code] = int(text) if code == AskedFact.FOUNDED_YEAR else text
    return entry


def _facts_missing_in(application: Application) -> list[AskedFact]:
    if application.organisation_id:
        # Its entry in the directory holds.
        return []
    told = facts_told(application)
    asked = asked_of_organisations(application.cluster)
    return [fact for fact, is_required in asked.items() if is_required and not told.get(fact)]


def organisations_named(text: str, *, for_user: Any) -> list[Organisation]:
    """
    Return up to MOST_CANDIDATES organisations of the directory with a name that holds this text.

    Those that anybody may see, and those for which the user acts. No accents count.
    """
    plain = plain_name(text) if text.strip() else ""
    if not plain:
        return []
    named = Q(plain__contains=plain) | Q(names__plain__contains=plain)
    found = _that_one_may_apply_for(for_user).filter(named).distinct()
    exact_first = Case(
        When(plain=plain, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return list(found.annotate(far=exact_first).order_by("far", "name", "pk")[:MOST_CANDIDATES])


def own_organisations(*, for_user: Any) -> list[Organisation]:
    """Return the organisations of the directory for which the user acts, by name."""
    if not for_user.is_authenticated:
        return []
    own = Organisation.objects.filter(roles__person=for_user).living()
    return list(own.distinct().order_by("name", "pk"))


def get_organisation_to_apply_for(public_id: uuid.UUID, *, for_user: Any) -> Organisation:
    """Return one that `organisations_named` or `own_organisations` offers; NoOrganisation."""
    return _that_one_may_apply_for(for_user).distinct().get(public_id=public_id)


def organisations_to_record(text: str, *, cluster: Cluster, for_user: Any) -> list[Organisation]:
    """
    Return up to MOST_CANDIDATES living organisations of this name, to a cluster's managers.

    Of those that they may see: what another cluster keeps to itself is not theirs to find.
    """
    plain = plain_name(text) if text.strip() else ""
    if not plain or not Cluster.objects.managed_by(for_user).filter(pk=cluster.pk).exists():
        return []
    named = Q(plain__contains=plain) | Q(names__plain__contains=plain)
    found = _living_seen_by(for_user).filter(named).distinct()
    return list(found.order_by("name", "pk")[:MOST_CANDIDATES])


def get_organisation_to_record(
    public_id: uuid.UUID, *, cluster: Cluster, for_user: Any
) -> Organisation:
    """Return a living organisation that a manager of the cluster may see; NoOrganisation."""
    if not Cluster.objects.managed_by(for_user).filter(pk=cluster.pk).exists():
        raise NoOrganisation
    return _living_seen_by(for_user).get(public_id=public_id)


def _living_seen_by(user: Any) -> Any:
    return visibility.organisations_visible_to(user).living()


def same_in_directory(application: Application, *, for_user: Any) -> list[Organisation]:
    """
    Return entries of the directory that a described organisation may be already, to its team.

    Only those that the user may see.

    :raises NoApplication: for everybody else
    """
    get_application(application.public_id, for_user=for_user)
    return _same_in_directory(application, for_user)


def _same_in_directory(application: Application, user: Any) -> list[Organisation]:
    if application.organisation_id or not application.plain:
        return []
    same = Q(plain=application.plain) | Q(names__plain=application.plain)
    for number in ASKED_NUMBERS:
        if value := application.facts.get(number):
            same |= Q(identifiers__scheme=number, identifiers__value=value)
    same = _living_seen_by(user).filter(same).distinct()
    return list(same.order_by("name", "pk")[:MOST_CANDIDATES])


def silent_members(*, today: dt.date, also_heard: Iterable[Any] = (), for_user: Any) -> Any:
    """
    Return the members of one's clusters of whom nothing was heard for SILENT_FOR, since when first.

    Heard is: somebody who acts for it signed in or changed its entry, or it took part in something;
    `heard_on` says when that was last. Whoever became a member lately was heard of then.

    :param also_heard: for what parts above know of: expressions that give the last day of a
        membership, or none
    """
    role = OrganisationRole.objects.filter(organisation=OuterRef("organisation"))
    signed_in = role.filter(person__last_login__isnull=False).order_by("-person__last_login")
    changed = FieldChange.objects.filter(
        organisation=OuterRef("organisation"), teller=Teller.ORGANISATION
    ).order_by("-at")
    took_part = Commitment.objects.filter(membership=OuterRef("pk")).order_by("-on")
    heard = [
        TruncDate(Subquery(signed_in.values("person__last_login")[:1])),
        TruncDate(Subquery(changed.values("at")[:1])),
        Subquery(took_part.values("on")[:1]),
        *also_heard,
    ]
    running = Membership.objects.for_the_team_of(for_user).running()
    return (
        running.annotate(heard_on=Greatest(*[Coalesce(each, F("since")) for each in heard]))
        .filter(heard_on__lt=today - SILENT_FOR)
        .select_related("organisation", "cluster")
        .order_by("heard_on", "pk")
    )


def may_see(person: Any, organisation: Organisation) -> bool:
    """Say whether a person may see an organisation of the directory."""
    return visibility.organisations_visible_to(person).filter(pk=organisation.pk).exists()


def acts_for(person: Any, organisation: Organisation | None) -> bool:
    """Say whether a person acts for an organisation here."""
    return organisation is not None and visibility.acts_for(person, organisation)


def clusters_of(person: Any) -> set[int]:
    """
    Return the ids of the clusters in which a person acts for a member.

    A suspended membership gives no rights.
    """
    if not person.is_authenticated or not person.is_active:
        return set()
    running = Membership.objects.giving_rights().filter(organisation__roles__person=person)
    return set(running.values_list("cluster", flat=True))


def organisations_of(clusters: Iterable[int] | None) -> Any:
    """Return the keys of the organisations that are members of one of these clusters, or of any."""
    running = Membership.objects.running()
    kept = running if clusters is None else running.filter(cluster__in=clusters)
    return kept.values("organisation")


def shown_memberships() -> Any:
    """
    Return the memberships that everybody may see in the directory.

    Those that run and give rights, of organisations that agreed to be named, in clusters that show
    their members; of one that merged, the other's counts.
    """
    named = Membership.objects.giving_rights().filter(is_listed=True)
    silent = Admission.objects.filter(shows_members=False).values("cluster")
    return named.exclude(cluster__in=silent).exclude(organisation__state=State.MERGED)


def members(cluster: Cluster, *, for_user: Any) -> Any:
    """
    Return the memberships of a cluster, counted apart from its sector map.

    Its team sees all of them, ended ones too; everybody else those that run and agreed to be named.
    """
    kept = Membership.objects.filter(cluster=cluster).select_related("organisation")
    if not Membership.objects.for_the_team_of(for_user).filter(cluster=cluster).exists():
        kept = kept.giving_rights().filter(is_listed=True)
    return kept.order_by("organisation__name", "-since", "pk")


def number_of_members(cluster: Cluster) -> int:
    """Return how many organisations are members now; that is public, the names need not be."""
    running = Membership.objects.running().filter(cluster=cluster)
    # One that was merged into another member is that member.
    return running.exclude(organisation__state=State.MERGED).count()


def numbers_of_members() -> dict[int, int]:
    """Return `number_of_members` of every cluster that has some, by the cluster's key."""
    running = Membership.objects.running().exclude(organisation__state=State.MERGED)
    return dict(running.order_by().values_list("cluster").annotate(number=Count("pk")))


def number_on_sector_map(cluster: Cluster) -> int:
    """Return how many organisations stand on the cluster's sector map, members or not."""
    return MapEntry.objects.filter(cluster=cluster).count()


def membership_figures(cluster: Cluster, *, on: dt.date) -> dict[str, int]:
    """Return how many memberships are in which state on a day."""
    kept = Membership.objects.filter(cluster=cluster)
    due = Q(state=MembershipState.ACTIVE, review_on__lte=on)
    counted = kept.aggregate(
        active=Count("pk", filter=Q(state=MembershipState.ACTIVE) & ~due),
        review_due=Count("pk", filter=due),
        suspended=Count("pk", filter=Q(state=MembershipState.SUSPENDED)),
        ended=Count("pk", filter=Q(state=MembershipState.ENDED)),
    )
    return {str(state): number for state, number in counted.items()}


def get_membership(public_id: uuid.UUID, *, for_user: Any) -> Membership:
    """Return a membership to the team of its cluster; raises NoMembership."""
    kept = Membership.objects.for_the_team_of(for_user)
    return kept.select_related("organisation", "cluster", "application").get(public_id=public_id)


def kept_of(membership: Membership, *, for_user: Any) -> tuple[list[Any], list[Any]]:
    """Return the steps of a membership and its evidence of commitment; raises NoMembership."""
    get_membership(membership.public_id, for_user=for_user)
    return (
        list(membership.steps.select_related("by")),
        list(membership.commitments.select_related("recorded_by")),
    )


def membership_of(application: Application, *, for_user: Any) -> Membership | None:
    """Return the newest membership that came of an application; raises NoApplication."""
    _check_may_read(application, for_user)
    return _membership_of(application)


def _membership_of(application: Application) -> Membership | None:
    return Membership.objects.filter(application=application).order_by("-pk").first()


def committee_of(cluster: Cluster) -> list[Any]:
    """Return the people who sit on a cluster's committee, for those who write to them."""
    held = ClusterRole.objects.filter(
        cluster=cluster, role=Role.STEERING_COMMITTEE_MEMBER, person__is_active=True
    )
    return [each.person for each in held.select_related("person").order_by("person")]


def _that_one_may_apply_for(user: Any) -> Any:
    own = Q(roles__person=user) if user.is_authenticated else Q(pk__in=[])
    return Organisation.objects.living().filter(Q(visibility=Visibility.PUBLIC) | own)


def _check_may_read(application: Application, user: Any) -> None:
    if user.is_authenticated and user.pk == application.applicant_id:
        return
    get_application(application.public_id, for_user=user)


def _most_urgent_first(applications: Any, cluster: Cluster) -> Any:
    urgency = Case(
        When(state__in=WITH_THE_CLUSTER, then=Value(0)),
        When(state=ApplicationState.RETURNED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return (
        applications.filter(cluster=cluster)
        .select_related("organisation", "applicant")
        .order_by(urgency, "state_since", "pk")
    )
