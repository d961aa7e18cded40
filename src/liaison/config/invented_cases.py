"""A few questions for the demonstration: one that waits, one late, one answered, one closed."""

import datetime as dt
from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.core.files import Upload, check
from liaison.hub.directory.models import Organisation
from liaison.hub.support import actions, queries
from liaison.hub.support.choices import Face
from liaison.hub.support.links import write_link
from liaison.hub.support.models import CannedAnswer, Case

_CANNED = {
    "name": "Aid for research (invented)",
    "text_en": "Hello {name},\n\nthank you for your question about {topic}. This answer is "
    "invented for the demonstration: {organisation} would get two dates for a talk here.",
    "text_fr": "Bonjour {name},\n\nmerci pour votre question (thème : {topic}). Cette réponse est "
    "inventée pour la démonstration : {organisation} recevrait ici deux dates pour un entretien.",
    "text_de": "Guten Tag {name},\n\ndanke für Ihre Frage (Thema: {topic}). Diese Antwort ist für "
    "die Vorführung erfunden: {organisation} bekäme hier zwei Termine für ein Gespräch.",
}


def set_up_cases(
    cluster: Cluster,
    company: Organisation,
    *,
    founder: Any,
    colleague: Any,
    manager: Any,
    officer: Any,
    now: dt.datetime,
) -> None:
    """Let invented people of an invented company have asked the team; once only."""
    if Case.objects.filter(cluster=cluster).exists():
        return
    _set_up_desk(cluster, manager=manager, officer=officer, now=now)

    def ask(subject: str, said: str, topic: str, *, days_ago: int, **more: Any) -> Case:
        return actions.ask(
            cluster=cluster,
            topic=queries.get_topic(topic, cluster=cluster),
            subject=f"Invented: {subject}",
            said=said,
            organisation=company,
            now=now - dt.timedelta(days=days_ago),
            **({"by": founder} | more),
        )

    ask("a clean room for six months", "We need some 40 m² of clean room.", "premises", days_ago=0)
    late = ask(
        "which class is our test?",
        "Is a blood test that answers within an hour class C of the IVDR?",
        "regulation",
        days_ago=12,
        uploads=[check(Upload("invented-test.txt", b"An invented description of the test."))],
    )
    actions.take(late, by=manager, now=now - dt.timedelta(days=11))
    actions.note(late, said="An invented note: I wait for our expert.", by=manager, now=now)
    answered = ask(
        "who pays for a prototype?", "We look for aid.", "funding", days_ago=5, is_shared=True
    )
    _answer(answered, "Hello, this invented answer names an invented aid.", by=officer, now=now)
    closed = ask("how do we name a colleague?", "Who may edit?", "other", days_ago=30, by=colleague)
    begun = now - dt.timedelta(days=29)
    _answer(closed, "Under “My organisations”, “Colleagues”.", by=manager, now=begun)
    actions.close(closed, by=manager, now=begun)
    closed.refresh_from_db()
    actions.give_face(write_link(closed, now=now), Face.GOOD, now=now)


def _set_up_desk(cluster: Cluster, *, manager: Any, officer: Any, now: dt.datetime) -> None:
    funding = queries.get_topic("funding", cluster=cluster)
    actions.change_topic(funding, {}, answered_by=officer, is_open=True, by=manager, now=now)
    if not CannedAnswer.objects.filter(cluster=cluster).exists():
        topic = queries.get_topic("funding", cluster=cluster)
        actions.put_at_hand(cluster, {**_CANNED, "topic": topic}, by=officer, now=now)


def _answer(case: Case, said: str, *, by: Any, now: dt.datetime) -> None:
    actions.answer(case, said=said, seen=queries.last_word(case), by=by, now=now)
