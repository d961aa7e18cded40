"""A kept list in words, and its address in the directory."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from liaison.hub.watching.choices import LONGEST_NAME
from liaison.hub.watching.queries import Standing
from liaison.hub.watching.selections import Chosen
from liaison.hub.web.directory.choices import Choices, written
from liaison.hub.web.layout.context import cluster_of


@dataclass(frozen=True)
class Shown:
    """
    A list as its person sees it.

    :ivar narrowed_to: what was chosen, in words; nothing where that cannot be read any more
    :ivar address: of the list in the directory; "" likewise
    """

    standing: Standing
    narrowed_to: list[str]
    address: str


def show(standing: Standing, *, clusters: dict[str, str], for_user: Any) -> Shown:
    """
    Return what to show of a list.

    :param clusters: names of clusters by their slugs
    """
    if standing.chosen is None:
        return Shown(standing, [], "")
    chosen = standing.chosen
    query = written(chosen.selection, chosen.town, chosen.vocabulary)
    choices = Choices(query, clusters=clusters, for_user=for_user, vocabulary=chosen.vocabulary)
    address = f"{reverse('directory:index')}?{query.urlencode()}"
    return Shown(standing, [chip.label for chip in choices.chips], address)


def chosen_in(request: HttpRequest, choices: Choices) -> Chosen:
    """Return what was chosen, as it is kept."""
    site = cluster_of(request).pk if choices.selection.terms else 0
    return Chosen(choices.selection, choices.town, site)


def suggested_name(choices: Choices) -> str:
    """Return a name made of what was chosen."""
    said = " · ".join(chip.label for chip in choices.chips)
    return (said or gettext("The whole directory"))[:LONGEST_NAME]
