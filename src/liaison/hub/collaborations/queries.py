"""Reading collaborations, as far as their reader may."""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, Sum
from django.db.models.functions import ExtractYear

from liaison.hub.clusters.models import Cluster, ClusterRole
from liaison.hub.collaborations.choices import (
    AgreementKind,
    ClusterPart,
    CollaborationKind,
    FlagshipQuestion,
    Openness,
    Origin,
    Stage,
)
from liaison.hub.collaborations.models import (
    Collaboration,
    CollaborationPartner,
    FlagshipAnswer,
)
from liaison.hub.directory.choices import Kind
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import sight_of
from liaison.hub.membership.policies import can_look_after_members

NoCollaboration = Collaboration.DoesNotExist
NoPartner = CollaborationPartner.DoesNotExist
UnknownOrganisation = Organisation.DoesNotExist

_PRIVATE = (Kind.COMPANY, Kind.SERVICE_PROVIDER)
_PUBLIC = (Kind.UNIVERSITY, Kind.RESEARCH, Kind.HOSPITAL, Kind.PUBLIC)


@dataclass(frozen=True)
class Told:
    """
    A collaboration, as others than its team read it.

    :ivar named: partners who let themselves be named to the reader, who leads first
    :ivar others: how many more there are
    :ivar amount: None where the reader may not read it
    """

    collaboration: Collaboration
    named: list[CollaborationPartner]
    others: int
    amount: Decimal | None


@dataclass(frozen=True)
class Judged:
    """
    One question about a flagship.

    :ivar worked_out: what its partners say of it; None: that is for people to judge
    """

    question: FlagshipQuestion
    worked_out: bool | None
    answer: FlagshipAnswer | None


@dataclass(frozen=True)
class Figures:
    """
    How many collaborations of a cluster there are; amounts by currency, none where not to be read.

    :ivar by_stage: number and amounts; likewise by kind, and by the year in which they began
    """

    number: int
    by_stage: list[tuple[str, int, dict[str, Decimal]]]
    by_kind: list[tuple[str, int, dict[str, Decimal]]]
    by_year: list[tuple[str, int, dict[str, Decimal]]]
    shows_amounts: bool = field(default=False)


def collaborations_in(cluster: Cluster, *, for_user: Any) -> Any:
    """Return the collaborations of a cluster to its team, latest change first; with `who`."""
    kept = Collaboration.objects.for_the_team_of(for_user).filter(cluster=cluster)
    return kept.prefetch_related(_who()).order_by("-stage_since", "-pk")


def get_kept(public_id: uuid.UUID, *, for_user: Any) -> Collaboration:
    """Return a collaboration to the team of its cluster; raises NoCollaboration."""
    kept = Collaboration.objects.for_the_team_of(for_user)
    return kept.select_related("cluster").get(public_id=public_id)


def get_partner_kept(public_id: uuid.UUID, *, for_user: Any) -> CollaborationPartner:
    """Return a partner to the team of the cluster; raises NoPartner."""
    kept = Collaboration.objects.for_the_team_of(for_user).values("pk")
    found = CollaborationPartner.objects.filter(collaboration__in=kept)
    return found.select_related("organisation", "collaboration__cluster").get(public_id=public_id)


def partners_called(
    public_ids: Iterable[uuid.UUID], *, for_user: Any
) -> list[CollaborationPartner]:
    """Return those of some partners that the reader, of the team, may see."""
    kept = Collaboration.objects.for_the_team_of(for_user).values("pk")
    found = CollaborationPartner.objects.filter(
        public_id__in=list(public_ids), collaboration__in=kept
    )
    return list(found.select_related("collaboration"))


def own_parts(*, for_user: Any) -> Any:
    """
    Return the parts of organisations for which a person acts, in what is open to partners.

    Also those of which they say that they take none: that can be said anew.
    """
    if not for_user.is_authenticated or not for_user.is_active:
        return CollaborationPartner.objects.none()
    own = for_user.organisation_roles.values("organisation")
    open_ones = CollaborationPartner.objects.exclude(collaboration__openness=Openness.TEAM)
    parts = open_ones.filter(organisation__in=own).living()
    related = parts.select_related("organisation", "collaboration__cluster")
    return related.order_by("collaboration__title", "organisation__name", "pk")


def get_own_part(public_id: uuid.UUID, *, for_user: Any) -> CollaborationPartner:
    """Return one of `own_parts`; raises NoPartner."""
    return own_parts(for_user=for_user).get(public_id=public_id)


def partners_of(collaboration: Collaboration) -> list[CollaborationPartner]:
    """Return whom the team wrote down, also who says no, who leads first; for the team."""
    found = collaboration.partners.living().select_related("organisation", "answered_by")
    return sorted(found, key=_lead_first)


def steps_of(collaboration: Collaboration, *, for_user: Any) -> list[Any]:
    """Return how a collaboration went on, the latest first; to its team."""
    if not can_look_after_members(for_user, collaboration.cluster):
        return []
    return list(collaboration.steps.select_related("by").order_by("-at", "-pk"))


def get_told(public_id: uuid.UUID, *, for_user: Any) -> Told:
    """
    Return a collaboration as somebody outside the team may read it; raises NoCollaboration.

    Partners know each other, but for those who say that they take no part; members and everybody
    else read who lets itself be named to them.
    """
    partner_in = Collaboration.objects.for_partners(for_user).filter(public_id=public_id).first()
    if partner_in is not None:
        return _told(partner_in, _taking_part(partner_in))
    everything = Collaboration.objects.filter(public_id=public_id)
    inside = everything.filter(cluster__in=sight_of(for_user).inside).open_to(Openness.MEMBERS)
    found = inside.prefetch_related(_named(Openness.MEMBERS), _who()).first()
    if found is None:
        public = everything.open_to(Openness.PUBLIC)
        found = public.prefetch_related(_named(Openness.PUBLIC), _who()).get()
    return _told(found, sorted(found.named, key=_lead_first), len(found.who))


def flagships_of(cluster: Cluster) -> list[Told]:
    """Return the flagships that everybody may read, the latest first."""
    shown = Collaboration.objects.filter(cluster=cluster).flagships().open_to(Openness.PUBLIC)
    found = shown.prefetch_related(_named(Openness.PUBLIC), _who())
    return [
        _told(each, sorted(each.named, key=_lead_first), len(each.who))
        for each in found.order_by("-stage_since", "-pk")
    ]


def judged(collaboration: Collaboration) -> list[Judged]:
    """Return what a flagship is and what was said of this collaboration, for the team."""
    answers = {each.question: each for each in collaboration.flagship_answers.select_related("by")}
    kinds = [
        each.organisation.kind if each.organisation else "" for each in _taking_part(collaboration)
    ]
    worked_out = {
        FlagshipQuestion.TWO: len(kinds) >= 2,
        FlagshipQuestion.PUBLIC_PRIVATE: any(kind in _PRIVATE for kind in kinds)
        and any(kind in _PUBLIC for kind in kinds),
    }
    return [
        Judged(question, worked_out.get(question), answers.get(question))
        for question in FlagshipQuestion
    ]


def can_read_figures(user: Any, cluster: Cluster) -> bool:
    """Say whether the user has a role in the cluster by which figures are theirs to read."""
    if not (user.is_authenticated and user.is_active):
        return False
    held = ClusterRole.objects.filter(person=user, cluster=cluster)
    return user.is_superuser or held.exclude(role="foreign_company").exists()


def figures_of(cluster: Cluster, *, for_user: Any) -> Figures:
    """
    Count the collaborations of a cluster; amounts are for its team alone.

    :raises NoCollaboration: for whoever has no role in the cluster
    """
    if not can_read_figures(for_user, cluster):
        raise NoCollaboration
    shows_amounts = can_look_after_members(for_user, cluster)
    counted = (
        Collaboration.objects.filter(cluster=cluster)
        .order_by()
        .annotate(year=ExtractYear("began_on"))
        .values_list("stage", "kind", "year", "currency")
        .annotate(number=Count("pk"), total=Sum("amount"))
    )
    rows = [(stage, kind, str(year), *rest) for stage, kind, year, *rest in counted]
    years = sorted({row[2] for row in rows})
    return Figures(
        sum(row[4] for row in rows),
        _counted(rows, 0, Stage.values, shows_amounts),
        _counted(rows, 1, CollaborationKind.values, shows_amounts),
        _counted(rows, 2, years, shows_amounts),
        shows_amounts,
    )


def rows_for_a_file(collaborations: Iterable[Collaboration]) -> Iterator[list[Any]]:
    """Yield a row for each of some collaborations that `collaborations_in` returned."""
    for each in collaborations:
        lead = [partner.name for partner in each.who if partner.is_lead]
        yield [
            each.title,
            CollaborationKind(each.kind).label,
            Stage(each.stage).label,
            each.stage_since.date().isoformat(),
            each.began_on.isoformat(),
            *(lead or [""]),
            "; ".join(partner.name for partner in each.who if not partner.is_lead),
            each.funder,
            each.call,
            "" if each.amount is None else str(each.amount),
            each.currency,
            "" if each.amount_of_year is None else str(each.amount_of_year),
            AgreementKind(each.agreement).label if each.agreement else "",
            each.signed_on.isoformat() if each.signed_on else "",
            ClusterPart(each.cluster_part).label,
            Origin(each.origin).label,
            Openness(each.openness).label,
        ]


def titles_of(public_ids: Iterable[uuid.UUID], user: Any) -> dict[uuid.UUID, str]:
    """Return the titles of those of some collaborations that a team may read."""
    kept = Collaboration.objects.for_the_team_of(user).filter(public_id__in=list(public_ids))
    return dict(kept.values_list("public_id", "title"))


def titles_in(cluster: Cluster, user: Any) -> list[tuple[uuid.UUID, str]]:
    """Return the collaborations of a cluster that may be the outcome of a contact, newest first."""
    kept = Collaboration.objects.for_the_team_of(user).filter(cluster=cluster)
    open_ones = kept.exclude(stage__in=[Stage.COMPLETED, Stage.STOPPED]).order_by("-pk")
    return list(open_ones.values_list("public_id", "title")[:100])


def _counted(
    rows: list[Any], column: int, codes: Iterable[str], shows_amounts: bool
) -> list[tuple[str, int, dict[str, Decimal]]]:
    numbers: Counter[str] = Counter()
    amounts: dict[str, dict[str, Decimal]] = {}
    for row in rows:
        code, currency, number, total = row[column], row[3], row[4], row[5]
        numbers[code] += number
        if currency and shows_amounts:
            of_code = amounts.setdefault(code, {})
            of_code[currency] = of_code.get(currency, Decimal(0)) + total
    return [(code, numbers[code], amounts.get(code, {})) for code in codes if numbers[code]]


def _told(
    collaboration: Collaboration, named: list[CollaborationPartner], number: int | None = None
) -> Told:
    others = 0 if number is None else number - len(named)
    amount = collaboration.amount if collaboration.is_amount_open else None
    return Told(collaboration, named, others, amount)


def _taking_part(collaboration: Collaboration) -> list[CollaborationPartner]:
    found = collaboration.partners.taking_part().select_related("organisation")
    return sorted(found, key=_lead_first)


def _who() -> Prefetch:
    found = CollaborationPartner.objects.taking_part().select_related("organisation")
    return Prefetch("partners", found.order_by("-is_lead", "pk"), to_attr="who")


def _named(openness: Openness) -> Prefetch:
    named = CollaborationPartner.objects.named_in(openness).select_related("organisation")
    return Prefetch("partners", named, to_attr="named")


def _lead_first(partner: CollaborationPartner) -> tuple[bool, str]:
    return not partner.is_lead, partner.name.casefold()
