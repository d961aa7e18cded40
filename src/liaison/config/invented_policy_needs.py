"""
What hinders invented members, the challenges made of it, and what an invented ministry answers.

Every organisation, office and person is invented; texts say so, and challenges are marked besides.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.policy_needs.actions import (
    answering,
    carrying,
    gathering,
    noting,
    telling,
    telling_back,
)
from liaison.hub.policy_needs.choices import (
    AnswerKind,
    Attribution,
    ChallengeOutcome,
    ChallengeState,
    Theme,
)
from liaison.hub.policy_needs.models import Addressee, Challenge, OfficialAnswer, Signal
from liaison.hub.policy_needs.queries.challenges import mark_of
from liaison.hub.policy_needs.texts import Part

_DIAGNOSTICS, _SENSORS = "Invented Diagnostics", "Invented Gait Sensors"
_INSTITUTE, _VACCINES = "Invented Institute of Cell Research", "Invented Tumour Vaccines"
_HOSPITAL = "Invented University Hospital"
_MINISTRY = "Invented Ministry of Health, Directorate of Data"
_FUND = "Invented Research Fund"
_NAMED, _UNNAMED = Attribution.NAMED, Attribution.UNNAMED
_COUNTED = Attribution.COUNTED


@dataclass(frozen=True)
class _Told:
    """What an organisation is hindered by, in its words."""

    by: str
    words: str
    language: str = "en"
    attribution: Attribution = _UNNAMED


@dataclass(frozen=True)
class _Invented:
    """
    An invented challenge, begun so many days ago.

    :ivar words: title, summary and what would help, by language, the original first
    """

    theme: Theme
    days_ago: int
    words: Mapping[str, tuple[str, str, str]]
    told: tuple[_Told, ...]


_TALENT = _Invented(
    Theme.TALENT,
    9,
    {
        "en": (
            "Nobody trains people for the production of cells",
            (
                "Invented example: whoever grows cells for patients needs people who have done it"
                " under good manufacturing practice. They are trained abroad, and most stay there."
            ),
            "A course of one year, half of it in a clean room here.",
        ),
        "fr": (
            "Personne ne forme à la production de cellules",
            (
                "Exemple inventé : qui cultive des cellules pour des patients a besoin de"
                " personnes qui l’ont fait selon les bonnes pratiques de fabrication. Elles sont"
                " formées à l’étranger et la plupart y restent."
            ),
            "Une formation d’un an, dont la moitié dans une salle blanche d’ici.",
        ),
        "de": (
            "Niemand bildet Leute für die Herstellung von Zellen aus",
            (
                "Erfundenes Beispiel: Wer Zellen für Patienten züchtet, braucht Leute, die das nach"
                " guter Herstellungspraxis getan haben. Sie werden im Ausland ausgebildet, und die"
                " meisten bleiben dort."
            ),
            "Ein einjähriger Lehrgang, zur Hälfte in einem Reinraum hierzulande.",
        ),
    },
    (
        _Told(
            _VACCINES,
            "Erfundenes Beispiel: Wir suchen seit 14 Monaten zwei Leute für die Produktion.",
            "de",
            _NAMED,
        ),
        _Told(_INSTITUTE, "Invented example: our technicians leave once they have learnt it."),
    ),
)
_DATA = _Invented(
    Theme.DATA,
    30,
    {
        "en": (
            "Hospital data take two years to reach",
            (
                "Invented example: each hospital asks for its own papers before data of patients"
                " who agreed to it may be used for research. Small companies give up."
            ),
            "One form and one committee for all hospitals, with an answer in three months.",
        ),
        "fr": (
            "Deux ans pour accéder aux données des hôpitaux",
            (
                "Exemple inventé : chaque hôpital demande ses propres papiers avant que les"
                " données de patients consentants puissent servir à la recherche. Les petites"
                " entreprises abandonnent."
            ),
            "Un formulaire et un comité pour tous les hôpitaux, avec une réponse en trois mois.",
        ),
        "de": (
            "Zwei Jahre bis zu den Daten der Krankenhäuser",
            (
                "Erfundenes Beispiel: Jedes Krankenhaus verlangt eigene Unterlagen, bevor Daten von"
                " Patienten, die zugestimmt haben, der Forschung dienen dürfen. Kleine Unternehmen"
                " geben auf."
            ),
            (
                "Ein Formular und ein Ausschuss für alle Krankenhäuser, mit einer Antwort in drei"
                " Monaten."
            ),
        ),
    },
    (
        _Told(
            _DIAGNOSTICS,
            "Invented example: we waited 22 months for 400 blood values; by then the study ended.",
            attribution=_NAMED,
        ),
        _Told(_SENSORS, "Exemple inventé : quatre hôpitaux, quatre contrats différents.", "fr"),
        _Told(
            _VACCINES,
            "Erfundenes Beispiel: Wir nehmen inzwischen Daten aus einem anderen Land.",
            "de",
            _COUNTED,
        ),
    ),
)
_BUYING = _Invented(
    Theme.BUYING,
    60,
    {
        "en": (
            "Nobody pays for a digital device before it is on the list",
            (
                "Invented example: a device comes on the list only with figures from daily use, and"
                " daily use is paid for only once it is on the list."
            ),
            "One year in which a device is paid for while its figures are collected.",
        ),
        "fr": (
            "Personne ne rembourse un dispositif numérique avant la liste",
            (
                "Exemple inventé : un dispositif n’entre sur la liste qu’avec des chiffres de la"
                " pratique, et la pratique n’est remboursée qu’une fois sur la liste."
            ),
            "Une année de remboursement pendant laquelle les chiffres sont recueillis.",
        ),
        "de": (
            "Niemand zahlt für ein digitales Gerät, bevor es auf der Liste steht",
            (
                "Erfundenes Beispiel: Auf die Liste kommt ein Gerät nur mit Zahlen aus dem"
                " Alltag, und der Alltag wird erst bezahlt, wenn es auf der Liste steht."
            ),
            "Ein Jahr, in dem ein Gerät bezahlt wird, während seine Zahlen gesammelt werden.",
        ),
    },
    (
        _Told(_SENSORS, "Exemple inventé : nos semelles sont offertes depuis deux ans.", "fr"),
        _Told(_DIAGNOSTICS, "Invented example: hospitals want it and may not buy it."),
        _Told(_HOSPITAL, "Exemple inventé : nous l’achèterions, sans en avoir le droit.", "fr"),
    ),
)
_PREMISES = _Invented(
    Theme.PREMISES,
    150,
    {
        "en": (
            "There is no laboratory of level two to rent by the month",
            (
                "Invented example: young companies need a safe laboratory for half a year, and find"
                " leases of nine years."
            ),
            "Ten benches to rent by the month, in a building that is there already.",
        ),
        "fr": (
            "Aucun laboratoire de niveau deux à louer au mois",
            (
                "Exemple inventé : de jeunes entreprises ont besoin d’un laboratoire sûr pour six"
                " mois et ne trouvent que des baux de neuf ans."
            ),
            "Dix paillasses à louer au mois, dans un bâtiment qui existe déjà.",
        ),
        "de": (
            "Kein Labor der Stufe zwei, das man monatsweise mieten kann",
            (
                "Erfundenes Beispiel: Junge Unternehmen brauchen ein sicheres Labor für ein"
                " halbes Jahr und finden Mietverträge über neun Jahre."
            ),
            "Zehn Laborplätze zur monatlichen Miete, in einem Gebäude, das es schon gibt.",
        ),
    },
    (
        _Told(_VACCINES, "Erfundenes Beispiel: Wir haben ein Jahr lang gesucht.", "de", _NAMED),
        _Told(_DIAGNOSTICS, "Invented example: we share a bench with three others."),
        _Told(_INSTITUTE, "Invented example: each month somebody asks us for a bench."),
    ),
)


def set_up_policy_needs(
    cluster: Cluster,
    organisations: Mapping[str, Organisation],
    *,
    people: Mapping[str, Any],
    civil_servant: Any,
    manager: Any,
    now: dt.datetime,
) -> None:
    """
    Let there be a challenge in every state, where nobody has told anything yet.

    :param organisations: the invented ones, by their names; likewise `people`, who act for them
    :param civil_servant: who finds one to answer, and answered another
    :raises NotAllowed: if one of them lost a role, or is no member any more
    """
    if Signal.objects.filter(cluster=cluster).exists():
        return
    team = {"by": manager}
    _begin(_TALENT, cluster, organisations, people, team=team, now=now)

    data = _begin(_DATA, cluster, organisations, people, team=team, now=now)
    gathering.open_to_members(data.public_id, is_open=True, **team, now=_ago(now, 20))
    carrying.carry(data, office=_MINISTRY, people=[civil_servant], **team, now=_ago(now, 6))

    buying = _begin(_BUYING, cluster, organisations, people, team=team, now=now)
    asked = carrying.carry(
        buying, office=_MINISTRY, people=[civil_servant], **team, now=_ago(now, 40)
    )
    _answer_here(asked, civil_servant, now=_ago(now, 1))
    told = carrying.carry(buying, office=_FUND, **team, now=_ago(now, 38))
    _tell(_note(told, _LOOKS_INTO, "Invented letter of the fund", team, _ago(now, 20)), team)

    premises = _begin(_PREMISES, cluster, organisations, people, team=team, now=now)
    funded = carrying.carry(premises, office=_FUND, **team, now=_ago(now, 140))
    _tell(_note(funded, _SIX, "Invented minutes of a meeting", team, _ago(now, 90)), team)
    telling_back.close(
        premises.public_id,
        outcome=ChallengeOutcome.PARTLY,
        word="Invented example: six of the ten benches are there. We ask again in a year.",
        seen=ChallengeState.ANSWERED,
        **team,
        now=_ago(now, 60),
    )
    _leave_some_to_sort(cluster, organisations, people, team=team, now=now)


_LOOKS_INTO = answering.Given(
    AnswerKind.LOOKS_INTO,
    "Invented example: the fund pays for the collection of such figures in two projects, and looks"
    " at the result.",
    "en",
)
_SIX = answering.Given(
    AnswerKind.AGREED,
    "Invented example: the fund furnishes six benches in a building of the university.",
    "en",
)


def _begin(
    invented: _Invented,
    cluster: Cluster,
    organisations: Mapping[str, Organisation],
    people: Mapping[str, Any],
    *,
    team: Mapping[str, Any],
    now: dt.datetime,
) -> Challenge:
    """Let organisations have told it, and the team have made a challenge of it."""
    begun_at = _ago(now, invented.days_ago)
    signals = [
        _tell_team(each, invented.theme, cluster, organisations, people, now=begun_at)
        for each in invented.told
    ]
    original, *others = invented.words
    challenge = gathering.begin(
        cluster,
        [each.public_id for each in signals],
        title=invented.words[original][0],
        language=original,
        **team,
        now=begun_at,
    )
    for language in (original, *others):
        texts = dict(
            zip((Part.TITLE, Part.SUMMARY, Part.ASK), invented.words[language], strict=True)
        )
        challenge = gathering.write(
            challenge.public_id,
            texts,
            language=language,
            theme=invented.theme,
            version=challenge.version,
            **team,
            now=begun_at,
        )
    Challenge.objects.filter(pk=challenge.pk).update(invented=True)
    return challenge


def _tell_team(
    told: _Told,
    theme: Theme,
    cluster: Cluster,
    organisations: Mapping[str, Organisation],
    people: Mapping[str, Any],
    *,
    now: dt.datetime,
) -> Signal:
    said = telling.Told(theme, told.words, told.language, told.attribution)
    return telling.tell(organisations[told.by], said, cluster=cluster, by=people[told.by], now=now)


def _answer_here(asked: Addressee, civil_servant: Any, *, now: dt.datetime) -> None:
    words = (
        "Exemple inventé : une année de remboursement à l’essai est prévue pour trois dispositifs."
    )
    given = answering.Given(AnswerKind.AGREED, words, "fr")
    answering.answer(asked, given, seen=0, by=civil_servant, now=now)


def _note(
    asked: Addressee,
    given: answering.Given,
    where: str,
    team: Mapping[str, Any],
    now: dt.datetime,
) -> OfficialAnswer:
    source = answering.Source(now.date(), where)
    return answering.note_answer(asked, given, source, seen=0, **team, now=now)


def _tell(answer: OfficialAnswer, team: Mapping[str, Any]) -> None:
    telling_back.tell_back(
        answer.public_id,
        word="Invented example: this is a first step; we stay in touch with the fund.",
        seen=mark_of(answer),
        **team,
        now=answer.written_at + dt.timedelta(days=1),
    )


def _leave_some_to_sort(
    cluster: Cluster,
    organisations: Mapping[str, Organisation],
    people: Mapping[str, Any],
    *,
    team: Mapping[str, Any],
    now: dt.datetime,
) -> None:
    """Let two signals wait for the team, one of them noted by it, and one be set aside."""
    abroad = _Told(_SENSORS, "Exemple inventé : chaque pays veut sa propre étude.", "fr")
    _tell_team(abroad, Theme.ABROAD, cluster, organisations, people, now=_ago(now, 2))
    noted = noting.Noted(
        Theme.TESTING, "Invented example: there is no night nurse for studies.", "en"
    )
    noting.note_for(organisations[_HOSPITAL], noted, cluster=cluster, **team, now=_ago(now, 3))
    parking = _Told(_DIAGNOSTICS, "Invented example: there are too few places to park.")
    aside = _tell_team(parking, Theme.OTHER, cluster, organisations, people, now=_ago(now, 25))
    gathering.set_aside(
        cluster,
        [aside.public_id],
        word="Invented example: the town decides on this; we told you whom to ask.",
        **team,
        now=_ago(now, 24),
    )


def _ago(now: dt.datetime, days: int) -> dt.datetime:
    return now - dt.timedelta(days=days)
