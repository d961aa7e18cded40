"""What a search found and what was said of it, for the one who may see it."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db.models import Count

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.queries import current_id, current_index
from liaison.hub.listings.describing import Answer as ToNeed
from liaison.hub.listings.describing import tell_answers
from liaison.hub.partner_search.choices import (
    MOST_MATCHES,
    REQUESTS_ARE_COUNTED_FOR,
    REQUESTS_PER_ORGANISATION,
    FeedbackState,
)
from liaison.hub.partner_search.models import (
    Exclusion,
    Feedback,
    HandOver,
    IntroductionRequest,
    Search,
)
from liaison.matching import Answer, Filters, Match, Need, NoIndex, TeamRules, compose_team
from liaison.opendata import ExampleNeed
from liaison.opendata import example_needs as shipped_examples

# How many partners stand beside a need while it is described.
MOST_BESIDE = 5

NoSearch = Search.DoesNotExist
NoExclusion = Exclusion.DoesNotExist
NoHandOver = HandOver.DoesNotExist


@dataclass(frozen=True)
class Standing:
    """
    Where organisations stand in one search: the whole of what feedback does to its suggestions.

    Ids are those that the evidence has now, whatever they were when something was said of them.

    Explained for everybody in docs/how-feedback-counts.md; nothing else that a person says or does
    changes what is suggested to them, and nothing that others say does.

    :ivar chosen: ids on the shortlist, first chosen first; they count as chosen partners
    :ivar set_aside: reason (a code of DismissalReason) by id; not suggested in this search
    :ivar excluded: "yours" or "cluster" by id, for who excluded it; not suggested
    :ivar free_from: when it may be asked for again, by id of those asked for too often of late;
        suggested all the same
    """

    chosen: tuple[str, ...]
    set_aside: Mapping[str, str]
    excluded: Mapping[str, str]
    free_from: Mapping[str, dt.datetime]

    @property
    def over_asked(self) -> frozenset[str]:
        """Return the ids of those that nobody can be introduced to for the time being."""
        return frozenset(self.free_from)


def get_search(public_id: uuid.UUID, *, for_user: Any, browser_key: str) -> Search:
    """Return it if the user stated it, or this browser did without signing in; raises NoSearch."""
    return Search.objects.visible_to(for_user, browser_key=browser_key).get(public_id=public_id)


def searches_of(*, for_user: Any) -> Any:
    """Return the user's own searches, newest first."""
    return Search.objects.visible_to(for_user, browser_key="").order_by("-asked_at")


def standing(
    search: Search,
    *,
    for_user: Any,
    browser_key: str,
    now: dt.datetime,
    feedback: Mapping[str, Feedback] | None = None,
) -> Standing:
    """
    Return what the suggestions of a search must respect.

    :param feedback: what `feedback_on` returned of the search, where it was asked before
    :raises NoSearch: if the user did not state it, nor this browser without signing in
    """
    if not search.belongs_to(for_user, browser_key=browser_key):
        raise NoSearch
    if feedback is None:
        feedback = feedback_on(search, for_user=for_user, browser_key=browser_key)
    excluded = _excluded(for_user, cluster_id=search.cluster_id)
    return Standing(
        chosen=tuple(
            id_
            for id_, each in feedback.items()
            if each.state == FeedbackState.SHORTLISTED and id_ not in excluded
        ),
        set_aside={
            id_: each.reason
            for id_, each in feedback.items()
            if each.state == FeedbackState.DISMISSED
        },
        excluded=excluded,
        free_from=free_from(search.cluster_id, now=now),
    )


def feedback_on(search: Search, *, for_user: Any, browser_key: str) -> dict[str, Feedback]:
    """
    Return what was said of each organisation of a search, by its id, in the order it was said.

    Where entries were joined of which something was said before, an introduction holds, else what
    was said last.

    :raises NoSearch: if the user did not state it, nor this browser without signing in
    """
    if not search.belongs_to(for_user, browser_key=browser_key):
        raise NoSearch
    said: dict[str, Feedback] = {}
    for each in search.feedback.order_by("given_at", "pk"):
        id_ = current_id(each.organisation_id)
        before = said.get(id_)
        if before and before.needs_an_account and not each.needs_an_account:
            continue
        said.pop(id_, None)
        said[id_] = each
    return said


def suggestions(
    search: Search, *, standing: Standing, filters: Filters, top: int, in_plain_order: bool = False
) -> Answer:
    """
    Return the organisations that have proven they can meet the need, best first, with reasons.

    Those that were set aside or excluded are not among them. Those on the shortlist are not either:
    they are chosen, and whom they worked with moves up.

    :param standing: of this search
    :param top: how many organisations, counted from the best; at most MOST_MATCHES
    :param in_plain_order: leave the shortlist out of account; those on it are then among them
    :raises NoIndex: if no open data has been indexed yet
    """
    need = Need(
        text=search.need,
        chosen=() if in_plain_order else standing.chosen,
        requirements=tuple(search.requirements),
        call_topic=search.call_topic or None,
        programme=search.call_programme or None,
        scheme=search.call_scheme or None,
    )
    kept_out = frozenset([*standing.set_aside, *standing.excluded])
    filters = replace(filters, excluded=filters.excluded | kept_out)
    return current_index().match(need, filters=filters, top=min(top, MOST_MATCHES))


@dataclass(frozen=True)
class Member:
    """
    One of a team that is proposed.

    :ivar leads: places of the requirements that nobody in the team answers better
    """

    match: Match
    is_shortlisted: bool
    leads: tuple[int, ...]


@dataclass(frozen=True)
class ProposedTeam:
    """
    A few organisations that answer the requirements of a need together.

    :ivar covered: how far the best member answers each requirement, from 0 to 1
    :ivar missing: rules that nobody could meet, see `matching.Team`
    :ivar not_weighed: ids on the shortlist whose evidence is not among the strongest
    """

    requirements: tuple[str, ...]
    members: tuple[Member, ...]
    covered: tuple[float, ...]
    missing: tuple[str, ...]
    not_weighed: tuple[str, ...]


def propose_team(
    search: Search, *, standing: Standing, rules: TeamRules, own_country: str = ""
) -> ProposedTeam:
    """
    Return a team from the strongest suggestions, with the shortlist in it as far as places go.

    :param standing: of this search
    :param rules: without `fixed`; who searches takes one of its places if `own_country` is given
    :param own_country: ISO 3166-1 code, if who searches takes part and counts as well
    :raises NoIndex: if no open data has been indexed yet
    :raises ValueError: if the rules ask for what cannot be
    """
    answer = suggestions(
        search, standing=standing, filters=Filters(), top=MOST_MATCHES, in_plain_order=True
    )
    matches = answer.matches
    place_of = {match.organisation.id: place for place, match in enumerate(matches)}
    shortlisted = [place_of[id_] for id_ in standing.chosen if id_ in place_of]
    # Who searches brings no evidence to weigh, but a place and a country.
    oneself = [len(matches)] if own_country else []
    coverage = np.zeros((len(matches) + len(oneself), len(answer.requirements)))
    for place, match in enumerate(matches):
        coverage[place] = [each.strength for each in match.coverage]
    scores = np.array([match.score for match in matches] + [0.0] * len(oneself))
    team = compose_team(
        coverage,
        relevance=scores / max(scores.max(initial=0), 1e-9),
        countries=[match.organisation.country for match in matches] + [own_country] * len(oneself),
        kinds=[match.organisation.kind for match in matches] + [""] * len(oneself),
        rules=replace(rules, fixed=tuple([*oneself, *shortlisted][: rules.size])),
    )
    return ProposedTeam(
        requirements=answer.requirements,
        members=tuple(
            Member(matches[place], place in shortlisted, leads)
            for place, leads in zip(team.members, team.leads, strict=True)
            if place < len(matches)
        ),
        covered=tuple(team.covered.tolist()),
        missing=team.missing,
        not_weighed=tuple(id_ for id_ in standing.chosen if id_ not in place_of),
    )


def partners_for(text: str, *, cluster: Cluster, for_user: Any, day: dt.date) -> list[ToNeed]:
    """
    Return partners with evidence for a need that is being described; it is not kept as a search.

    Those whom the user or the cluster excluded are not among them.
    """
    return [_to_need(match) for match in matches_for(text, cluster=cluster, for_user=for_user)]


def matches_for(
    text: str,
    *,
    cluster: Cluster,
    but: Collection[str] = (),
    top: int = MOST_BESIDE,
    for_user: Any,
) -> list[Match]:
    """
    Return who has evidence for words that are not kept as a search, the best first.

    :param but: ids of organisations that are not among them, beside those who are excluded
    """
    excluded = {*but, *_excluded(for_user, cluster_id=cluster.pk)}
    filters = Filters(excluded=frozenset(excluded))
    try:
        found = current_index().match(Need(text=text), filters=filters, top=top)
    except NoIndex:
        return []
    return [match for match in found.matches if match.reasons]


def _to_need(match: Match) -> ToNeed:
    project = match.reasons[0].project
    said = project.acronym or project.title
    return ToNeed(
        title=match.organisation.name,
        reason=f"{said} ({project.starts.year})" if project.starts else said,
        view="directory:organisation",
        arguments=(match.organisation.id,),
    )


tell_answers("partners", partners_for)


def example_needs(*, language: str, for_user: Any) -> list[ExampleNeed]:
    """Return the invented needs to try the search with, in this language."""
    return [example for example in shipped_examples() if example.language == language]


def exclusions_of(*, for_user: Any) -> Any:
    """Return the organisations that the user never wants to see, the latest first."""
    own = Exclusion.objects.visible_to(for_user).filter(person__isnull=False)
    return own.order_by("-added_at", "-pk")


def exclusions_in(cluster: Cluster, *, for_user: Any) -> Any:
    """Return those that the cluster suggests to nobody, the latest first; to its managers only."""
    exclusions = Exclusion.objects.visible_to(for_user).filter(cluster=cluster)
    return exclusions.select_related("added_by").order_by("-added_at", "-pk")


def get_exclusion(public_id: uuid.UUID, *, for_user: Any) -> Exclusion:
    """Return one's own, or one of a cluster that the user manages; raises NoExclusion."""
    return Exclusion.objects.visible_to(for_user).get(public_id=public_id)


def handed_over(*, for_user: Any) -> Any:
    """
    Return the needs handed to the clusters that the user manages, with their searches.

    Those that nobody has taken come first, the oldest at the top; others see none.
    """
    return (
        HandOver.objects.for_the_team_of(for_user)
        .select_related("search", "search__cluster", "person", "taken_by", "answered_by")
        .waiting_first()
    )


def get_handed_over(public_id: uuid.UUID, *, for_user: Any) -> HandOver:
    """Return one that was handed to the user's team; raises NoHandOver."""
    return handed_over(for_user=for_user).get(public_id=public_id)


def hand_overs_of(search: Search, *, for_user: Any, browser_key: str) -> Any:
    """Return what was handed over from one's own search, the oldest first; none to others."""
    if not search.belongs_to(for_user, browser_key=browser_key):
        return HandOver.objects.none()
    return search.hand_overs.select_related("answered_by").order_by("created_at", "pk")


def get_hand_over_of(
    search: Search, public_id: uuid.UUID, *, for_user: Any, browser_key: str
) -> HandOver:
    """Return one of `hand_overs_of`; raises NoHandOver."""
    own = hand_overs_of(search, for_user=for_user, browser_key=browser_key)
    return own.get(public_id=public_id)


def outcomes_in(cluster: Cluster, *, for_user: Any) -> dict[str, int]:
    """
    Return how many introductions came to what, by code of Outcome; to the cluster's managers only.

    They are figures for staff: no ranking reads them.
    """
    if not Cluster.objects.managed_by(for_user).filter(pk=cluster.pk).exists():
        return {}
    told = Feedback.objects.filter(search__cluster=cluster, state=FeedbackState.OUTCOME)
    counts = told.values("outcome").annotate(count=Count("pk")).order_by("outcome")
    return {each["outcome"]: each["count"] for each in counts}


def excluded_by(organisation_id: str, *, cluster_id: int, for_user: Any) -> str:
    """Return who excluded an organisation from what concerns a user: "yours", "cluster" or ""."""
    return _excluded(for_user, cluster_id=cluster_id).get(current_id(organisation_id), "")


def requests_counted(cluster: Cluster, *, now: dt.datetime, for_user: Any) -> dict[str, list[int]]:
    """
    Return how often organisations were asked for, by their ids; to the cluster's managers only.

    :returns: two numbers for each: those that count towards the cap, and all that ever were
    """
    if not Cluster.objects.managed_by(for_user).filter(pk=cluster.pk).exists():
        return {}
    since = now - REQUESTS_ARE_COUNTED_FOR
    every = IntroductionRequest.objects.filter(sought__cluster=cluster)
    asked: dict[str, list[int]] = {}
    for organisation_id, at in every.values_list("sought__organisation_id", "asked_at"):
        numbers = asked.setdefault(current_id(organisation_id), [0, 0])
        numbers[0] += at > since
        numbers[1] += 1
    return asked


def _excluded(user: Any, *, cluster_id: int) -> dict[str, str]:
    """Say who excluded what concerns the user; what they excluded themselves is theirs to undo."""
    concern = Exclusion.objects.that_concern(user, cluster_id=cluster_id)
    kept = concern.values_list("organisation_id", "person")
    owners = [(current_id(id_), person) for id_, person in kept]
    by_cluster = {id_: "cluster" for id_, person in owners if person is None}
    return by_cluster | {id_: "yours" for id_, person in owners if person is not None}


def free_from(cluster_id: int, *, now: dt.datetime) -> dict[str, dt.datetime]:
    """Return when each organisation that reached the cap may be asked for again, by its id."""
    counted = IntroductionRequest.objects.counted_at(now).filter(sought__cluster=cluster_id)
    newest_first = counted.order_by("-asked_at", "-pk")
    asked: dict[str, list[dt.datetime]] = {}
    for organisation_id, at in newest_first.values_list("sought__organisation_id", "asked_at"):
        asked.setdefault(current_id(organisation_id), []).append(at)
    return {
        # Once the oldest of those that fill the cap no longer counts.
        id_: times[REQUESTS_PER_ORGANISATION - 1] + REQUESTS_ARE_COUNTED_FOR
        for id_, times in asked.items()
        if len(times) >= REQUESTS_PER_ORGANISATION
    }
