"""Reading cases and how a desk is set up; every question names who asks it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from liaison.hub.accounts.models import User
from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.clusters.queries import people_in_team
from liaison.hub.directory.models import Organisation
from liaison.hub.membership.queries import own_organisations
from liaison.hub.support.choices import KEPT_FOR, WITH_THE_TEAM, CaseState, WordKind
from liaison.hub.support.lookup import having_words
from liaison.hub.support.models import (
    Absence,
    BulkStep,
    CannedAnswer,
    Case,
    CaseFile,
    CaseTopic,
    KeptUpload,
    Promise,
    Word,
)
from liaison.hub.support.starting_sets import TOPICS

NoCase = Case.DoesNotExist
NoFile = CaseFile.DoesNotExist
NoTopic = CaseTopic.DoesNotExist
NoCannedAnswer = CannedAnswer.DoesNotExist
NoStep = BulkStep.DoesNotExist
NoColleague = User.DoesNotExist
NoOrganisation = Organisation.DoesNotExist

# Of a list by its state: all that are open, those that are late, and all there are.
OPEN, LATE, ALL = "open", "late", "all"
# Of a list by its owner: one's own, and those that nobody has.
MINE, NOBODYS = "mine", "nobody"

_RELATED = ("cluster", "topic", "asked_by", "organisation", "owner")


@dataclass(frozen=True)
class Narrowing:
    """
    Which cases of a cluster the team wants to see.

    :ivar show: OPEN, LATE, ALL or a code of CaseState
    :ivar topic: a code; "" for any
    :ivar owner: MINE, NOBODYS, the public id of a colleague, or "" for any
    :ivar text: words of the subject or of what was said
    """

    show: str = OPEN
    topic: str = ""
    owner: str = ""
    text: str = ""


def topics_of(cluster: Cluster) -> list[CaseTopic]:
    """
    Return the topics from which those who ask may choose, in their order.

    Of a cluster that has chosen none, those to start with; they are kept once somebody asks.
    """
    return list(CaseTopic.objects.filter(cluster=cluster, is_open=True)) or _to_start_with(cluster)


def all_topics(cluster: Cluster, *, for_user: Any) -> list[CaseTopic]:
    """Return the topics with those that are given up, to the team."""
    if not is_of_the_team(for_user, cluster):
        return []
    return _topics(cluster)


def get_topic(code: str, *, cluster: Cluster) -> CaseTopic:
    """Return one of `topics_of`; raises NoTopic."""
    return _with_code(code, topics_of(cluster))


def get_topic_to_change(code: str, *, cluster: Cluster, for_user: Any) -> CaseTopic:
    """Return one of `all_topics`; raises NoTopic."""
    return _with_code(code, all_topics(cluster, for_user=for_user))


def promise_of(cluster: Cluster) -> Promise:
    """Return how fast a cluster answers; of one that has not said, as it comes."""
    return Promise.objects.filter(cluster=cluster).first() or Promise(cluster=cluster)


def organisations_to_ask_for(*, for_user: Any) -> list[Organisation]:
    """Return the organisations for which the user may ask."""
    return own_organisations(for_user=for_user)


def own_cases(cluster: Cluster, *, for_user: Any) -> Any:
    """Return the cases in a cluster that the user asked, or that were shared with them."""
    own = Case.objects.of_those_who_ask(for_user).filter(cluster=cluster).not_joined()
    return own.order_by("-last_word_at", "-pk").select_related(*_RELATED)


def get_own_case(public_id: uuid.UUID, *, for_user: Any) -> Case:
    """Return one the user asked, or that was shared with them; raises NoCase."""
    own = Case.objects.of_those_who_ask(for_user).select_related(*_RELATED, "joined_to")
    return own.get(public_id=public_id)


def get_case(public_id: uuid.UUID, *, for_user: Any) -> Case:
    """Return a case of the user's team; raises NoCase."""
    found = Case.objects.for_the_team_of(for_user).select_related(*_RELATED, "joined_to")
    return found.get(public_id=public_id)


def waiting_in(cluster: Cluster, *, for_user: Any) -> Any:
    """Return the cases that wait for the user's team in a cluster."""
    return _in(cluster, for_user).with_the_team()


def cases_in(cluster: Cluster, narrowing: Narrowing, *, on: dt.date, for_user: Any) -> Any:
    """
    Return the keys of a cluster's cases that answer a narrowing, to its team; most urgent first.

    Keys are sorted much faster than whole cases; see `cases_with`.
    """
    found = _in(cluster, for_user)
    if narrowing.show == LATE:
        found = found.late_on(on)
    elif narrowing.show in CaseState.values:
        found = found.filter(state=narrowing.show)
    elif narrowing.show != ALL:
        found = found.open()
    if narrowing.topic:
        topic = CaseTopic.objects.filter(cluster=cluster, code=narrowing.topic)
        found = found.filter(topic=Subquery(topic.values("pk")))
    if narrowing.text:
        found = having_words(found, narrowing.text)
    found = _of_owner(found, narrowing.owner, for_user)
    return found.most_urgent_first().values_list("pk", flat=True)


def cases_with(keys: Sequence[int], *, for_user: Any) -> list[Case]:
    """Return cases of the user's team in the order of their keys."""
    seen = Case.objects.for_the_team_of(for_user).select_related(*_RELATED)
    found = seen.in_bulk(list(keys))
    return [found[key] for key in keys if key in found]


def counts_in(cluster: Cluster, *, on: dt.date, for_user: Any) -> dict[str, int]:
    """Return how many cases there are by state, and how many are open, late, or there at all."""
    late = Q(state__in=WITH_THE_TEAM, answer_due_on__lt=on)
    rows = _in(cluster, for_user).values_list("state").order_by("state")
    # Of fields that stand in the index, so that it is read alone.
    rows = rows.annotate(number=Count("state"), late=Count("answer_due_on", filter=late))
    counted = dict.fromkeys(CaseState.values, 0)
    counted |= {state: number for state, number, _late in rows}
    counted[ALL], counted[LATE] = sum(counted.values()), sum(each for *_state, each in rows)
    counted[OPEN] = counted[ALL] - counted[CaseState.CLOSED]
    return counted


def team_of(cluster: Cluster, *, for_user: Any) -> list[User]:
    """Return the people of a cluster's team by name, to one of them."""
    if not is_of_the_team(for_user, cluster):
        return []
    return list(people_in_team(cluster))


def get_colleague(public_id: uuid.UUID | str, *, cluster: Cluster, for_user: Any) -> User:
    """Return one of `team_of`; raises NoColleague."""
    if not is_of_the_team(for_user, cluster):
        raise NoColleague
    return people_in_team(cluster).get(public_id=public_id)


def answering(topic: CaseTopic, *, on: dt.date) -> User | None:
    """Return to whom cases on a topic go on a day; None where that is the whole team."""
    person = topic.answered_by
    if person is None or not is_of_the_team(person, topic.cluster):
        return None
    return None if is_away(person, topic.cluster, on=on) else person


def is_away(person: User, cluster: Cluster, *, on: dt.date) -> bool:
    return Absence.objects.on(on).filter(cluster=cluster, person=person).exists()


def absences_in(cluster: Cluster, *, on: dt.date, for_user: Any) -> list[Absence]:
    """Return who of a team is away or will be, to one of it."""
    if not is_of_the_team(for_user, cluster):
        return []
    coming = Absence.objects.filter(cluster=cluster, until__gte=on)
    return list(coming.select_related("person").order_by("since", "pk"))


def thread_of(case: Case, *, for_user: Any) -> list[Word]:
    """
    Return what was said about a case and those joined to it, the oldest first.

    Notes within the team only to the team.

    :raises NoCase: if the user may not read it
    """
    words = words_about(case).filter(_readable(for_user)).select_related("by")
    found = list(words.prefetch_related("files"))
    if not found and not _reads(for_user, case):
        raise NoCase
    return found


def words_about(case: Case) -> QuerySet[Word]:
    """Return the words of a case and of those joined to it, whoever may read them."""
    cases = Case.objects.filter(Q(pk=case.pk) | Q(joined_to=case))
    return Word.objects.filter(case__in=cases.values("pk"))


def last_word(case: Case) -> int:
    """Return the key of the last thing that the asker or the team said; 0 for none."""
    said = words_about(case).exclude(kind=WordKind.INTERNAL).order_by("-pk")
    return said.values_list("pk", flat=True).first() or 0


def get_file(public_id: uuid.UUID, *, for_user: Any) -> CaseFile:
    """Return a file to those who read the word that it came with; raises NoFile."""
    found = CaseFile.objects.get(public_id=public_id)
    if not Word.objects.filter(_readable(for_user), pk=found.word_id).exists():
        raise NoFile
    return found


def kept_uploads(form: str, *, for_user: Any, now: dt.datetime) -> list[KeptUpload]:
    """Return the files that are kept for a form of the user, in the order they were chosen."""
    own = KeptUpload.objects.filter(person=for_user.pk, form=form, kept_at__gt=now - KEPT_FOR)
    return list(own)


@dataclass(frozen=True)
class Desk:
    """
    What a team has beside a case.

    :ivar topics: with those that are given up
    :ivar team: its people, by name
    :ivar canned: the answers at hand
    """

    topics: list[CaseTopic]
    team: list[User]
    canned: list[CannedAnswer]


def desk_of(cluster: Cluster, *, for_user: Any) -> Desk:
    """Return what a cluster's team has beside each case, to one of it; nothing to others."""
    if not is_of_the_team(for_user, cluster):
        return Desk([], [], [])
    return Desk(_topics(cluster), list(people_in_team(cluster)), _canned(cluster))


def candidates_to_join(case: Case, *, for_user: Any) -> list[Case]:
    """Return other cases of the same person or organisation, to the team; the newest first."""
    same = Q(asked_by=case.asked_by_id)
    if case.organisation_id and case.is_shared:
        same |= Q(organisation=case.organisation_id, is_shared=True)
    others = _in(case.cluster, for_user).filter(same).exclude(pk=case.pk).exclude(subject="")
    return list(others.select_related(*_RELATED).order_by("-asked_at", "-pk")[:10])


def canned_answers(cluster: Cluster, *, for_user: Any) -> list[CannedAnswer]:
    """Return the answers that a team has at hand, to one of it."""
    if not is_of_the_team(for_user, cluster):
        return []
    return _canned(cluster)


def get_canned_answer(key: int, *, cluster: Cluster, for_user: Any) -> CannedAnswer:
    """Return one of `canned_answers`; raises NoCannedAnswer."""
    if not is_of_the_team(for_user, cluster):
        raise NoCannedAnswer
    return CannedAnswer.objects.select_related("topic").get(cluster=cluster, pk=key)


def get_step(public_id: uuid.UUID, *, for_user: Any) -> BulkStep:
    """Return what was done to several cases, to whoever did it; raises NoStep."""
    return BulkStep.objects.select_related("cluster").get(public_id=public_id, by=for_user.pk)


def _topics(cluster: Cluster) -> list[CaseTopic]:
    own = CaseTopic.objects.filter(cluster=cluster).select_related("answered_by")
    return list(own) or _to_start_with(cluster)


def _canned(cluster: Cluster) -> list[CannedAnswer]:
    return list(CannedAnswer.objects.filter(cluster=cluster).select_related("topic"))


def _to_start_with(cluster: Cluster) -> list[CaseTopic]:
    return [
        CaseTopic(cluster=cluster, position=position, **asdict(topic))
        for position, topic in enumerate(TOPICS)
    ]


def _with_code(code: str, topics: list[CaseTopic]) -> CaseTopic:
    for topic in topics:
        if topic.code == code:
            return topic
    raise NoTopic


def _readable(user: Any) -> Q:
    """Return which words a person reads: all of their team's cases, of their own all but notes."""
    # Asked of each word's own case: a team has too many to list them all.
    team = Case.objects.for_the_team_of(user).filter(pk=OuterRef("case"))
    asking = Case.objects.of_those_who_ask(user).filter(pk=OuterRef("case"))
    return Q(Exists(team)) | (Q(Exists(asking)) & ~Q(kind=WordKind.INTERNAL))


def _reads(user: Any, case: Case) -> bool:
    objects = Case.objects
    team, asking = objects.for_the_team_of(user), objects.of_those_who_ask(user)
    return team.filter(pk=case.pk).exists() or asking.filter(pk=case.pk).exists()


def _in(cluster: Cluster, user: Any) -> Any:
    return Case.objects.in_cluster_of_the_team(user, cluster).not_joined()


def _of_owner(found: Any, owner: str, user: Any) -> Any:
    if owner == MINE:
        return found.filter(owner=user)
    if owner == NOBODYS:
        return found.filter(owner=None)
    if not owner:
        return found
    try:
        return found.filter(owner__public_id=uuid.UUID(owner))
    except ValueError:
        return found.none()
