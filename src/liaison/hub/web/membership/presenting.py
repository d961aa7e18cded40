"""Applications and memberships in words: what comes next, who waits for whom, what was answered."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.hub.membership.choices import (
    INTERNAL_WORDS,
    AnswerKind,
    ApplicationState,
    AskedFact,
)

# The parts of the form, in their order; the last one looks at all of it.
PARTS = ("organisation", "questions", "representative", "check")
# In which part something is filled in that `queries.missing_in` names otherwise.
PART_OF = {"charter": "representative", "consent": "representative"}


@dataclass(frozen=True)
class Part:
    """One part of the form, as the line above every part names it."""

    code: str
    name: str
    is_here: bool
    lacks_something: bool


@dataclass(frozen=True)
class Answered:
    """A question as it was asked, and what was answered, in the reader's words where possible."""

    question: str
    question_language: str
    answer: str


@dataclass(frozen=True)
class Step:
    """One thing that was done with an application, as its reader sees it."""

    at: dt.datetime
    what: str
    by: str
    said: str


def parts(here: str, missing: Iterable[Any]) -> list[Part]:
    """Return the parts of the form with what is still missing in them."""
    lacking = {PART_OF.get(each.part, each.part) for each in missing}
    names = {
        "organisation": _("Organisation"),
        "questions": _("Questions"),
        "representative": _("You and the charter"),
        "check": _("Check and submit"),
    }
    return [Part(code, names[code], code == here, code in lacking) for code in PARTS]


def missing_in_words(missing: Iterable[Any], questions: Iterable[Any]) -> list[dict[str, str]]:
    """Return a sentence for everything that is missing, with the part where it is filled in."""
    texts = {each.code: each.text_in(get_language(), field="text") for each in questions}
    sentences = {
        "organisation": _("As what the organisation wants to become a member"),
        "representative": _("Your name, and that you may speak for the organisation"),
        "charter": _("That you accept the charter in force"),
        "consent": _("That the cluster team may read the application"),
    }
    facts = {fact.value: str(fact.label) for fact in AskedFact}
    told = {"questions": texts, "organisation": facts}
    return [
        {
            "part": PART_OF.get(each.part, each.part),
            "sentence": told.get(each.part, {}).get(each.code)
            or sentences.get(each.part, each.part),
        }
        for each in missing
    ]


def answered(answers: Iterable[Any]) -> list[Answered]:
    """Return answers with their questions, for people to read."""
    language = get_language()
    return [
        Answered(
            question=each.text_in(language, field="text"),
            question_language=each.language_of(language, field="text"),
            answer=_answer(each, language),
        )
        for each in answers
    ]


def history(steps: Iterable[Any], *, for_applicant: bool, has_conflict: bool = False) -> list[Step]:
    """
    Return what was done, the newest first.

    :param for_applicant: leave out the words that are for those who decide, and the team's names
    :param has_conflict: leave out the words that are for those who decide
    """
    takes_no_part = for_applicant or has_conflict
    told = [
        Step(
            at=step.at,
            what=step.get_kind_display(),
            by=_by(step, for_applicant=for_applicant),
            said="" if takes_no_part and step.kind in INTERNAL_WORDS else step.said,
        )
        for step in steps
    ]
    return told[::-1]


def next_step(application: Any, *, by_committee: bool) -> str:
    """Return what the applicant can expect, or has to do."""
    due = application.answer_due_on
    day = {"day": date_format(due) if due else ""}
    decides = (
        _("The cluster’s committee votes on it. You get an answer by %(day)s.")
        if by_committee
        else _("The cluster manager decides on it. You get an answer by %(day)s.")
    )
    sentences = {
        ApplicationState.DRAFT: _("Complete the form and submit it. Until then only you see it."),
        ApplicationState.SUBMITTED: _(
            "The cluster team looks through it. You get an answer by %(day)s."
        ),
        ApplicationState.RETURNED: _(
            "The team needs something more from you. Please read what it wrote below, complete the "
            "form and submit it again."
        ),
        ApplicationState.UNDER_REVIEW: _(
            "The cluster team reviews it. You get an answer by %(day)s."
        ),
        ApplicationState.RECOMMENDED: decides,
        ApplicationState.APPROVED: _(
            "Your organisation is a member. You answer for its entry in the directory: have a look "
            "whether everything in it is right."
        ),
        ApplicationState.REFUSED: _(
            "The cluster could not admit your organisation; the reason stands below. You may apply "
            "again when something has changed."
        ),
        ApplicationState.WITHDRAWN: _("You took it back. You may apply again at any time."),
    }
    return sentences[ApplicationState(application.state)] % day


def waits_for(application: Any, *, by_committee: bool) -> str:
    """Return for whom an application waits, and to do what; nothing once it is over."""
    by_vote, by_manager = _("Waits for the committee’s votes"), _("Waits for a manager’s decision")
    sentences = {
        ApplicationState.SUBMITTED: _("Waits for the team to look into it"),
        ApplicationState.RETURNED: _("Waits for the applicant to complete it"),
        ApplicationState.UNDER_REVIEW: _("Waits for the team to put it up for decision"),
        ApplicationState.RECOMMENDED: by_vote if by_committee else by_manager,
    }
    return sentences.get(ApplicationState(application.state), "")


def points(text: str) -> list[str]:
    """Return the points of what a cluster says, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _answer(answer: Any, language: str | None) -> str:
    match answer.kind:
        case AnswerKind.YES_NO:
            return _("Yes") if answer.value == "yes" else _("No")
        case AnswerKind.CHOICE:
            return answer.chosen.get(language) or answer.value
        case AnswerKind.DATE:
            return date_format(dt.date.fromisoformat(answer.value))
        case AnswerKind.NUMBER:
            try:
                return number_format(Decimal(answer.value), use_l10n=True)
            except InvalidOperation:
                return answer.value
        case _:
            return answer.value


def _by(step: Any, *, for_applicant: bool) -> str:
    if for_applicant:
        # The team answers as one; who of it did what is for the team.
        return _("you") if step.by_id == step.application.applicant_id else _("the cluster")
    return step.by.full_name or _("someone who has left")
