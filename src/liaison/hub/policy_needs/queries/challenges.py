"""What a cluster's team reads: what is to be sorted, the register of challenges, one of them."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.choices import NameKind, State
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.texts import LANGUAGES, digest_of, is_outdated
from liaison.hub.listings.checking import Known, Rule, findings_in
from liaison.hub.membership.models.applications import in_teams_of
from liaison.hub.policy_needs.choices import (
    OPEN,
    AnswerKind,
    ChallengeOutcome,
    ChallengeState,
    SignalState,
    Theme,
)
from liaison.hub.policy_needs.describing import Worded, read_challenge, title_of
from liaison.hub.policy_needs.models import Addressee, Challenge, OfficialAnswer, Signal
from liaison.hub.policy_needs.queries.addressees import who_may_answer
from liaison.hub.policy_needs.queries.signals import signals_for_team
from liaison.hub.policy_needs.texts import Part, written_in
from liaison.opendata.resolution.words import fold

_WORD = re.compile(r"\w+")
NoChallenge = Challenge.DoesNotExist
NoAnswer = OfficialAnswer.DoesNotExist


@dataclass(frozen=True)
class Standing:
    """
    A challenge in the register.

    :ivar title: in the reader's language where there is one
    :ivar number: of organisations that stand behind it
    :ivar offices: to which it was carried, the first first
    :ivar unanswered_days: for how many days an office owes its first answer; None where none does
    :ivar untold: how many answers wait to be told
    """

    challenge: Challenge
    title: Worded
    number: int
    offices: list[str]
    carried_on: dt.date | None
    unanswered_days: int | None
    untold: int


@dataclass(frozen=True)
class Happened:
    """
    One step of a challenge, for its team.

    :ivar who: who did it; "" where that is not known
    :ivar said: what was written with it
    """

    at: dt.datetime
    what: str
    who: str
    said: str = ""


def signals_in(cluster: Cluster, state: SignalState, *, for_user: Any) -> QuerySet[Signal]:
    """Return the signals of a cluster in a state, the oldest first; to its team, else none."""
    found = signals_for_team(for_user=for_user).filter(cluster=cluster, state=state)
    related = _apart(found).select_related("organisation", "told_by", "noted_by")
    return related.order_by("told_at", "pk")


def numbers_by_theme(signals: QuerySet[Signal]) -> dict[str, int]:
    """Return how many of some signals there are of each theme that has any, as themes follow."""
    counted = signals.order_by().values_list("theme").annotate(number=Count("pk"))
    numbers = dict(counted)
    return {theme: numbers[theme] for theme in Theme.values if theme in numbers}


def challenges_in(
    cluster: Cluster, *, theme: str = "", state: str = "", for_user: Any
) -> QuerySet[Challenge]:
    """
    Return the challenges of a cluster to its team, the latest change first; to others none.

    :param theme: a code of `Theme`; "": all
    :param state: a code of `ChallengeState`; "open": all that are not closed; "": all
    """
    found = in_teams_of(Challenge.objects.filter(cluster=cluster), for_user)
    if theme in Theme.values:
        found = found.filter(theme=theme)
    if state == "open":
        found = found.filter(state__in=OPEN)
    elif state in ChallengeState.values:
        found = found.filter(state=state)
    return found.order_by("-state_since", "-pk")


def standings(challenges: QuerySet[Challenge], *, today: dt.date) -> Iterator[Standing]:
    """Yield challenges as they stand in the register; asks three times, however many there are."""
    is_apart = ~Q(signals__organisation__state=State.MERGED)
    behind = Count("signals__organisation", filter=is_apart, distinct=True)
    for each in challenges.annotate(number=behind).prefetch_related(_carried()):
        unanswered = [office.carried_at for office in each.carried if not office.given]
        yield Standing(
            each,
            read_challenge(each).title,
            each.number,
            [office.name for office in each.carried],
            each.carried[0].carried_at.date() if each.carried else None,
            (today - min(unanswered).date()).days if unanswered and each.state in OPEN else None,
            sum(1 for office in each.carried for given in office.given if given.told_at is None),
        )


def organisations_by_theme(cluster: Cluster, *, for_user: Any) -> list[tuple[str, int]]:
    """Return how many organisations are hindered by what, the most first; to the team."""
    found = signals_for_team(for_user=for_user).filter(cluster=cluster)
    alive = found.exclude(state=SignalState.SET_ASIDE)
    counted = (
        _apart(alive)
        .order_by()
        .values_list("theme")
        .annotate(number=Count("organisation", distinct=True))
    )
    return sorted(counted, key=lambda each: (-each[1], Theme.values.index(each[0])))


def get_challenge(public_id: uuid.UUID, *, for_user: Any) -> Challenge:
    """Return a challenge to the team of its cluster; raises NoChallenge."""
    found = in_teams_of(Challenge.objects.all(), for_user).select_related("cluster", "begun_by")
    return found.get(public_id=public_id)


def open_challenges(cluster: Cluster, *, for_user: Any) -> list[tuple[Challenge, str]]:
    """Return the challenges into which signals may be gathered, with titles, by theme and title."""
    found = challenges_in(cluster, state="open", for_user=for_user)
    titled = [(each, title_of(each)) for each in found]
    return sorted(titled, key=lambda each: (Theme.values.index(each[0].theme), each[1].casefold()))


def signals_behind(challenge: Challenge) -> list[Signal]:
    """Return the signals of a challenge that `get_challenge` gave, by name of organisation."""
    found = _apart(challenge.signals.select_related("organisation", "told_by", "noted_by"))
    return sorted(found, key=lambda each: (each.organisation.name.casefold(), each.pk))


def written(challenge: Challenge) -> list[tuple[str, list[tuple[Part, str, bool]]]]:
    """
    Return what a challenge says, by language, for its team.

    :returns: for each language in which there is something its parts, each with its text and
        whether that is a translation of what the original said before
    """
    found = []
    for language in LANGUAGES:
        texts = written_in(challenge.texts, language)
        parts = [
            (part, texts[part], is_outdated(f"{part}_{language}", challenge.texts))
            for part in Part
            if texts[part]
        ]
        if parts:
            found.append((language, parts))
    return found


def named_in_its_words(challenge: Challenge, signals: list[Signal]) -> list[str]:
    """
    Return who of those behind a challenge is named in the team's own words, for the team.

    Also those that let a ministry read their name: members read these words as well.

    :param signals: as `signals_behind` gives them
    """
    said = {code: text["text"] for code, text in challenge.texts.items()}
    behind = {each.organisation_id: each.organisation for each in signals}
    prefetch_related_objects(list(behind.values()), "names")
    folded = {code: fold(text) for code, text in said.items()}
    return [each.name for each in behind.values() if _is_named(each, said, folded)]


def carried_to(challenge: Challenge) -> list[Any]:
    """
    Return the addressees of a challenge that `get_challenge` gave.

    Each with its answers as `given`, and as `asked` who is to answer here, and still may.
    """
    asked = Prefetch(
        "people", who_may_answer(challenge.cluster).order_by("full_name"), to_attr="asked"
    )
    return list(challenge.addressees.prefetch_related(_given(), asked).select_related("carried_by"))


def answers_called(public_ids: Iterable[uuid.UUID], *, for_user: Any) -> list[OfficialAnswer]:
    """Return those of some answers that the reader, of the team, may see."""
    found = OfficialAnswer.objects.filter(
        public_id__in=list(public_ids),
        addressee__challenge__in=in_teams_of(Challenge.objects.all(), for_user),
    )
    return list(found.select_related("addressee__challenge"))


def get_answer(public_id: uuid.UUID, *, for_user: Any) -> OfficialAnswer:
    """Return an official answer to the team of the cluster; raises NoAnswer."""
    found = answers_called([public_id], for_user=for_user)
    if not found:
        raise NoAnswer
    return found[0]


def answers_to_tell(cluster: Cluster, *, for_user: Any) -> list[OfficialAnswer]:
    """Return the answers that wait to be told, the oldest first; to the cluster's team."""
    challenges = in_teams_of(Challenge.objects.filter(cluster=cluster), for_user)
    found = OfficialAnswer.objects.filter(told_at=None, addressee__challenge__in=challenges)
    return list(found.select_related("addressee__challenge").order_by("written_at", "pk"))


def mark_of(answer: OfficialAnswer) -> str:
    """Return a mark that is another one once anything that members will read of it is."""
    said = (answer.kind, answer.words, answer.language, str(answer.given_on), str(answer.due_on))
    return digest_of("\n".join((*said, answer.source)))


def history_of(challenge: Challenge, signals: list[Signal], carried: list[Any]) -> list[Happened]:
    """
    Return what happened to a challenge, the latest first.

    :param signals: as `signals_behind` gives them
    :param carried: as `carried_to` gives them
    """
    steps = [Happened(challenge.begun_at, _("Begun"), _name(challenge.begun_by))]
    steps += [
        Happened(each.state_since, _("“This hinders us too”"), each.organisation.name)
        for each in signals
        if each.is_echo
    ]
    for office in carried:
        steps += _steps_of(office)
    if challenge.state == ChallengeState.CLOSED:
        outcome = ChallengeOutcome(challenge.outcome).label
        steps.append(Happened(challenge.state_since, str(outcome), "", said=challenge.closing_word))
    return sorted(steps, key=lambda each: each.at, reverse=True)


def rows_for_a_file(found: Iterable[Standing]) -> Iterator[list[str]]:
    """Yield a row for each of some challenges of the register; no organisation is named in it."""
    for each in found:
        challenge = each.challenge
        answers = [given for office in challenge.carried for given in office.given]  # type: ignore[attr-defined]
        last = max(answers, key=lambda given: (given.given_on, given.pk), default=None)
        yield [
            each.title.text,
            str(Theme(challenge.theme).label),
            str(ChallengeState(challenge.state).label),
            challenge.state_since.date().isoformat(),
            challenge.begun_at.date().isoformat(),
            str(each.number),
            "; ".join(each.offices),
            each.carried_on.isoformat() if each.carried_on else "",
            "" if each.unanswered_days is None else str(each.unanswered_days),
            str(len(answers)),
            str(AnswerKind(last.kind).label) if last else "",
            str(each.untold),
            _("Yes") if challenge.is_open_to_members else _("No"),
            str(ChallengeOutcome(challenge.outcome).label) if challenge.outcome else "",
        ]


def _steps_of(office: Any) -> list[Happened]:
    said = {"office": office.name}
    carried = _("Carried to %(office)s") % said
    steps = [Happened(office.carried_at, carried, _name(office.carried_by))]
    for given in office.given:
        writer = given.given_by or given.noted_by
        answered = _("%(office)s answered") % said
        steps.append(Happened(given.written_at, answered, _name(writer), said=given.words))
        if given.told_at:
            told = _("The answer of %(office)s was told") % said
            steps.append(Happened(given.told_at, told, _name(given.told_by), said=given.team_word))
    return steps


def _apart(signals: QuerySet[Signal]) -> QuerySet[Signal]:
    """Leave out what two organisations said apart that turned out to be one."""
    return signals.exclude(organisation__state=State.MERGED)


def _is_named(organisation: Organisation, said: dict[str, str], folded: dict[str, str]) -> bool:
    """Say whether one of its names stands in some texts, which come as they are and folded."""
    further = [(each.kind, each.name) for each in organisation.names.all()]
    known = Known(
        names=(organisation.name, *(name for kind, name in further if kind != NameKind.ACRONYM)),
        acronyms=tuple(name for kind, name in further if kind == NameKind.ACRONYM),
    )
    first_words = [_WORD.search(fold(name)) for name in (*known.names, *known.acronyms)]
    begins = {found.group() for found in first_words if found}
    # Looking closely takes its time, and is for texts in which a name may at least begin.
    likely = {
        code: said[code] for code, text in folded.items() if any(each in text for each in begins)
    }
    found = findings_in(likely, known, is_anonymous=True)
    return any(each.rule in (Rule.NAME, Rule.ACRONYM) for each in found)


def _name(person: Any) -> str:
    return person.full_name or _("someone who has left")


def _given() -> Prefetch:
    answers = OfficialAnswer.objects.select_related("given_by", "noted_by", "told_by")
    return Prefetch("answers", answers, to_attr="given")


def _carried() -> Prefetch:
    offices = Addressee.objects.prefetch_related(Prefetch("answers", to_attr="given"))
    return Prefetch("addressees", offices, to_attr="carried")
