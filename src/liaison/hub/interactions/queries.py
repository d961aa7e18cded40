"""Reading the register of contacts; only a cluster's team does, each its own."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Max, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import TruncDate

from liaison.hub.accounts.choices import TEAM
from liaison.hub.accounts.models import User
from liaison.hub.claims.queries import domain_of
from liaison.hub.clocks.queries import desk_clusters
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.choices import State
from liaison.hub.directory.models import Organisation, OrganisationPerson
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.interactions.choices import (
    MOST_ORGANISATIONS,
    RECEIVER,
    TEAM_SIDE,
    InteractionState,
    NoteSeenBy,
)
from liaison.hub.interactions.links import OutcomeKind, outcome_kind, outcome_kinds
from liaison.hub.interactions.models import (
    FollowUp,
    Interaction,
    InteractionColleague,
    InteractionOrganisation,
    PersonMet,
)
from liaison.hub.membership import queries as membership
from liaison.hub.membership.models import Membership
from liaison.hub.membership.models.applications import clusters_where_held
from liaison.hub.postbox.addresses import Addressed, reply_address

NoInteraction = Interaction.DoesNotExist
NoFollowUp = FollowUp.DoesNotExist
UnknownOrganisation = Organisation.DoesNotExist


@dataclass(frozen=True)
class CameOfIt:
    """
    Something that came of a contact, as its reader may see it.

    :ivar not_kept_since: when its organisation erased it, which has no title and no page any more
    """

    kind: OutcomeKind
    what: uuid.UUID
    title: str
    not_kept_since: dt.datetime | None = None


@dataclass(frozen=True)
class Whole:
    """
    All of a contact that its reader may see.

    :ivar note: "" where the reader may not see it
    :ivar people: names of those who were met
    """

    interaction: Interaction
    organisations: list[Organisation]
    colleagues: list[Any]
    people: list[str]
    note: str
    follow_ups: list[FollowUp]
    outcomes: list[CameOfIt] = field(default_factory=list)


@dataclass(frozen=True)
class Register:
    """
    The register of a cluster, as somebody of its team reads it; each contact with `visible_ones`.

    :ivar contacts: newest first
    :ivar drafts: one's own, newest first
    :ivar removed: what can be brought back, latest first
    :ivar follow_ups: what is still to be done, what is due first on top
    """

    contacts: Any
    drafts: Any
    removed: Any
    follow_ups: Any


def get_interaction(public_id: uuid.UUID, *, for_user: Any) -> Interaction:
    """Return a contact to the team of its cluster; raises NoInteraction."""
    seen = Interaction.objects.for_the_team_of(for_user)
    return seen.select_related("cluster", "written_by").get(public_id=public_id)


def get_kept(public_id: uuid.UUID, *, for_user: Any) -> Interaction:
    """Return a contact that stands in the register, as `get_interaction`."""
    seen = Interaction.objects.for_the_team_of(for_user).kept()
    return seen.select_related("cluster", "written_by").get(public_id=public_id)


def get_met(interaction: Interaction, organisation: uuid.UUID, *, for_user: Any) -> Organisation:
    """Return one of `organisations_of` a contact; raises UnknownOrganisation."""
    visible = organisations_visible_to(for_user).living()
    return visible.get(interactions__interaction=interaction, public_id=organisation)


def get_removed(public_id: uuid.UUID, *, for_user: Any) -> Interaction:
    """Return a contact that was removed, to the team of its cluster; raises NoInteraction."""
    return _removed(for_user).select_related("cluster").get(public_id=public_id)


def may_see_note(interaction: Interaction, *, for_user: Any) -> bool:
    """Say whether somebody of the team sees the private note of a contact."""
    return interaction.note_seen_by == NoteSeenBy.TEAM or interaction.written_by_id == for_user.pk


def register_of(cluster: Cluster, *, for_user: Any) -> Register:
    """Return the register of a cluster; an empty one to those who are not in its team."""
    whom = _visible_ones(for_user)
    seen = Interaction.objects.for_the_team_of(for_user).filter(cluster=cluster)
    contacts = seen.filter(state=InteractionState.KEPT).select_related("written_by")
    drafts = seen.filter(state=InteractionState.DRAFT)
    waiting = FollowUp.objects.filter(interaction__in=seen.values("pk"), done_at=None)
    return Register(
        contacts.prefetch_related(whom).order_by("-happened_at", "-pk"),
        drafts.prefetch_related(whom).order_by("-written_at", "-pk"),
        _removed(for_user).filter(cluster=cluster).prefetch_related(whom).order_by("-removed_at"),
        waiting.select_related("owner", "interaction").order_by("due_on", "pk"),
    )


def get_follow_up(public_id: uuid.UUID, *, for_user: Any) -> FollowUp:
    """Return a follow-up to the team; raises NoFollowUp."""
    seen = Interaction.objects.for_the_team_of(for_user).values("pk")
    found = FollowUp.objects.filter(interaction__in=seen)
    return found.select_related("interaction__cluster").get(public_id=public_id)


def follow_ups_called(public_ids: Iterable[uuid.UUID], *, for_user: Any) -> list[FollowUp]:
    """Return those of some follow-ups that the reader may see."""
    seen = Interaction.objects.for_the_team_of(for_user).values("pk")
    found = FollowUp.objects.filter(public_id__in=list(public_ids), interaction__in=seen)
    return list(found.select_related("interaction"))


def whole_of(interaction: Interaction, *, for_user: Any) -> Whole:
    """Return all that the reader may see of a contact that `get_interaction` returned."""
    met = interaction.people_met.select_related("named").order_by("pk")
    return Whole(
        interaction,
        organisations=organisations_of(interaction, for_user=for_user),
        colleagues=[each.person for each in interaction.colleagues.select_related("person")],
        people=[_name_of(each) for each in met],
        note=interaction.note if may_see_note(interaction, for_user=for_user) else "",
        follow_ups=list(
            interaction.follow_ups.select_related("owner", "done_by").order_by("due_on", "pk")
        ),
        outcomes=_outcomes_of(interaction, for_user),
    )


def organisations_of(interaction: Interaction, *, for_user: Any) -> list[Organisation]:
    """Return the organisations of a contact that the reader may see, by name."""
    visible = organisations_visible_to(for_user).living()
    return list(visible.filter(interactions__interaction=interaction).order_by("name", "pk"))


def organisations_called(public_ids: list[uuid.UUID], *, for_user: Any) -> list[Organisation]:
    """Return those of some organisations that the reader may see, by name."""
    visible = organisations_visible_to(for_user).living()
    return list(visible.filter(public_id__in=public_ids).order_by("name", "pk"))


def organisations_at(domains: Iterable[str], *, for_user: Any) -> list[Organisation]:
    """
    Return the organisations that the reader may see and whose website is at one of some domains.

    Those at domains of many, such as mail boxes, are none; see `claims.queries.domain_of`.
    """
    wanted = sorted(domains)[:MOST_ORGANISATIONS]
    if not wanted:
        return []
    at_one = Q()
    for domain in wanted:
        at_one |= Q(website__icontains=domain)
    likely = organisations_visible_to(for_user).living().filter(at_one).order_by("name", "pk")
    found = [each for each in likely[:200] if _is_at(domain_of(each), wanted)]
    return found[:MOST_ORGANISATIONS]


def _is_at(own: str, domains: list[str]) -> bool:
    return bool(own) and any(each == own or each.endswith(f".{own}") for each in domains)


def people_to_meet(interaction: Interaction) -> list[OrganisationPerson]:
    """Return the named people of the organisations of a contact, by name, for the team."""
    taking_part = interaction.with_organisations.values("organisation")
    people = OrganisationPerson.objects.filter(organisation__in=taking_part)
    return list(people.select_related("organisation").order_by("full_name", "pk"))


def people_named_by(organisations: list[Organisation]) -> list[OrganisationPerson]:
    """Return the named people of some organisations, by name, for the team."""
    people = OrganisationPerson.objects.filter(organisation__in=organisations)
    return list(people.select_related("organisation").order_by("full_name", "pk"))


def outcomes_to_choose(cluster: Cluster, *, for_user: Any) -> list[tuple[OutcomeKind, Any]]:
    """Return what may be noted as the outcome of a contact: kinds with public ids and titles."""
    offered = [(kind, kind.open_in(cluster, for_user)) for kind in outcome_kinds()]
    return [(kind, things) for kind, things in offered if things]


def last_contact(
    organisation: Organisation, cluster: Cluster, *, for_user: Any
) -> Interaction | None:
    """Return the latest contact of a cluster's team with an organisation; none if there is none."""
    seen = Interaction.objects.for_the_team_of(for_user).filter(
        cluster=cluster,
        state=InteractionState.KEPT,
        with_organisations__organisation=organisation,
    )
    took_part = InteractionColleague.objects.select_related("person").order_by("pk")
    found = seen.prefetch_related(Prefetch("colleagues", took_part, to_attr="took_part"))
    return found.order_by("-happened_at", "-pk").first()


def silent_organisations(cluster: Cluster, since: dt.datetime) -> Any:
    """
    Return the running memberships of a cluster with whose organisation nobody was in contact since.

    Those with whom nobody ever was come first; `last_contact_at` says when it was. For the team's
    pages, which check who reads.
    """
    kept = Q(
        organisation__interactions__interaction__cluster=cluster,
        organisation__interactions__interaction__state=InteractionState.KEPT,
        organisation__interactions__interaction__removed_at=None,
    )
    when = "organisation__interactions__interaction__happened_at"
    running = Membership.objects.running().filter(cluster=cluster)
    living = running.exclude(organisation__state=State.MERGED).select_related("organisation")
    dated = living.annotate(last_contact_at=Max(when, filter=kept))
    silent = dated.filter(Q(last_contact_at=None) | Q(last_contact_at__lt=since))
    longest = F("last_contact_at").asc(nulls_first=True)
    return silent.order_by(longest, "organisation__name", "pk")


def silent_members(*, today: dt.date, for_user: Any) -> Any:
    """Return `silent_members` of the membership, of whom the register does not tell either."""
    kept = Interaction.objects.kept().filter(
        cluster=OuterRef("cluster"), with_organisations__organisation=OuterRef("organisation")
    )
    met = Subquery(kept.order_by("-happened_at").values("happened_at")[:1])
    return membership.silent_members(today=today, also_heard=[TruncDate(met)], for_user=for_user)


def register_address(cluster: Cluster, *, for_user: Any) -> str:
    """
    Return the address to which somebody of a team forwards mails; "" where there is no mailbox.

    Each has their own in each cluster: whoever only pretends to write from theirs does not know it.
    """
    return reply_address(Addressed(RECEIVER, TEAM_SIDE, _place_of(for_user, cluster)))


def cluster_addressed(place: uuid.UUID, *, for_user: Any) -> Cluster | None:
    """Return of which of one's clusters this is one's `register_address`; None: of none."""
    for cluster in desk_clusters(for_user=for_user):
        if _place_of(for_user, cluster) == place:
            return cluster
    return None


def _place_of(person: Any, cluster: Cluster) -> uuid.UUID:
    return uuid.uuid5(person.public_id, f"register of cluster {cluster.pk}")


def names_by_key(keys: set[int], *, for_user: Any) -> dict[int, str]:
    """Return the names of people by the keys that timelines give, to whoever is signed in."""
    if not for_user.is_authenticated:
        return {}
    people = User.objects.filter(pk__in=keys, erased_at=None)
    return dict(people.values_list("pk", "full_name"))


def _removed(user: Any) -> Any:
    """Return what was removed and the user could read before."""
    if not user.is_authenticated or not user.is_active:
        return Interaction.objects.none()
    removed = Interaction.objects.exclude(removed_at=None).filter(
        Q(state=InteractionState.KEPT) | Q(written_by=user)
    )
    if user.is_superuser:
        return removed
    return removed.filter(cluster__in=clusters_where_held(user, *TEAM))


def _visible_ones(user: Any) -> Prefetch:
    visible = organisations_visible_to(user).living().values("pk")
    return Prefetch(
        "with_organisations",
        queryset=InteractionOrganisation.objects.filter(organisation__in=visible)
        .select_related("organisation")
        .order_by("organisation__name", "pk"),
        to_attr="visible_ones",
    )


def _name_of(met: PersonMet) -> str:
    return met.named.full_name if met.named else met.name


def _outcomes_of(interaction: Interaction, user: Any) -> list[CameOfIt]:
    """Return what came of it, as far as the reader may see it; one question for each kind."""
    came: list[CameOfIt] = []
    noted: dict[str, list[uuid.UUID]] = {}
    for outcome in interaction.outcomes.all():
        kind = outcome_kind(outcome.kind)
        if kind and outcome.not_kept_since:
            came.append(CameOfIt(kind, outcome.what, "", outcome.not_kept_since))
        else:
            noted.setdefault(outcome.kind, []).append(outcome.what)
    for code, ids in noted.items():
        if kind := outcome_kind(code):
            titles = kind.titles(ids, user)
            came += [CameOfIt(kind, each, titles[each]) for each in ids if each in titles]
    return came
