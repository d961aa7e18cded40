"""
What is written of a challenge, in three languages: its title, its summary and what would help.

A text is kept under its part and language, such as "title_fr", as `directory.texts` keeps texts.
"""

from django.db import models
from django.utils.translation import pgettext_lazy

from liaison.hub.directory.texts import Texts
from liaison.hub.policy_needs.choices import LONGEST_ASK, LONGEST_SUMMARY, LONGEST_TITLE


class Part(models.TextChoices):
    """What is written of a challenge."""

    TITLE = "title", pgettext_lazy("of a challenge", "Title")
    SUMMARY = "summary", pgettext_lazy("of a challenge", "What hinders members")
    ASK = "ask", pgettext_lazy("of a challenge", "What would help")


# Characters.
LONGEST = {Part.TITLE: LONGEST_TITLE, Part.SUMMARY: LONGEST_SUMMARY, Part.ASK: LONGEST_ASK}


def written_in(texts: Texts, language: str) -> dict[str, str]:
    """Return what is written in one language, by its parts; "" where nothing is."""
    return {str(part): (texts.get(f"{part}_{language}") or {}).get("text", "") for part in Part}
