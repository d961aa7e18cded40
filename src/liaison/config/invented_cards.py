"""
Skill cards for the demonstration: one that members read, one that waits for the team.

The members are invented, and their words say so.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.skill_cards import actions
from liaison.hub.skill_cards.choices import Question
from liaison.hub.skill_cards.models import SkillCard

_SENSORS, _VACCINES = "Invented Gait Sensors", "Invented Tumour Vaccines"
_SHOWN: Mapping[str, Mapping[str, str]] = {
    "fr": {
        Question.PLAIN: "Exemple inventé : des semelles qui disent si la marche change.",
        Question.CAN: "Petits capteurs, électronique souple, logiciels pour dispositifs médicaux.",
        Question.SEEK: "Un fabricant de petites séries, et une clinique de neurologie.",
        Question.MEET: "Des médecins qui suivent des personnes atteintes de Parkinson.",
        Question.SHOW: "Un prototype porté par trente personnes pendant six mois.",
    },
    "en": {
        Question.PLAIN: "Invented example: insoles that tell whether somebody’s gait changes.",
        Question.CAN: "Small sensors, soft electronics, software for medical devices.",
        Question.SEEK: "A manufacturer of small series, and a neurological clinic.",
        Question.MEET: "Physicians who look after people with Parkinson’s disease.",
        Question.SHOW: "A prototype that thirty people wore for six months.",
    },
}
_WAITING = {
    Question.PLAIN: "Erfundenes Beispiel: Impfstoffe für jeweils einen Menschen.",
    Question.CAN: "Kleine Chargen unter guter Herstellungspraxis, in acht Wochen.",
    Question.MEET: "Onkologinnen und Onkologen, die an Studien teilnehmen.",
}


def set_up_cards(
    cluster: Cluster,
    organisations: Mapping[str, Organisation],
    *,
    people: Mapping[str, Any],
    manager: Any,
    now: dt.datetime,
) -> None:
    """
    Let two invented members have presented themselves, where nobody has yet.

    :param organisations: the invented ones, by their names; likewise `people`, who act for them
    :raises NotAllowed: if one of them is no member any more, or lost a role
    """
    if SkillCard.objects.filter(cluster=cluster).exists():
        return
    written = now - dt.timedelta(days=20)
    for language, answers in _SHOWN.items():
        card = actions.write_card(
            organisations[_SENSORS],
            cluster,
            answers,
            language=language,
            by=people[_SENSORS],
            now=written,
        )
    looked = written + dt.timedelta(days=1)
    actions.show_card(card.public_id, version=card.version, by=manager, now=looked)
    actions.write_card(
        organisations[_VACCINES],
        cluster,
        _WAITING,
        language="de",
        by=people[_VACCINES],
        now=now - dt.timedelta(hours=4),
    )
