"""Answers at hand as they are sent: with the names of who asked, in their language."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from liaison.hub.support.models import CannedAnswer, Case

# What stands for a name in an answer at hand, and what it becomes.
PLACES = {
    "{name}": gettext_lazy("the name of who asked"),
    "{organisation}": gettext_lazy("their organisation, or “you” where they ask for themselves"),
    "{topic}": gettext_lazy("the topic, in their language"),
}


def filled(answer: CannedAnswer, case: Case) -> str:
    """Return an answer at hand as it goes to who asked, in their language if there is one."""
    language = answer.language_of(case.asked_by.language, field="text")
    text = answer.text_in(language, field="text")
    names = _names(case, language)
    # In one go: a name that looks like a place stays as it is.
    return re.sub("|".join(map(re.escape, names)), lambda found: names[found[0]], text)


def language_of(answer: CannedAnswer, case: Case) -> str:
    """Return in which language `filled` answers."""
    return answer.language_of(case.asked_by.language, field="text")


def _names(case: Case, language: str) -> dict[str, str]:
    with override(language):
        you = _("you")
    return {
        "{name}": case.asked_by.full_name,
        "{organisation}": case.organisation.name if case.organisation else you,
        "{topic}": case.topic.name_in(language),
    }
