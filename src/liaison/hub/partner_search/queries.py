"""What a search found, for the one who may see it."""

import uuid
from typing import Any

from liaison.hub.directory.queries import current_index
from liaison.hub.partner_search.choices import MOST_MATCHES
from liaison.hub.partner_search.models import Search
from liaison.matching import Answer, Filters, Need
from liaison.opendata import ExampleNeed
from liaison.opendata import example_needs as shipped_examples

NoSearch = Search.DoesNotExist


def get_search(public_id: uuid.UUID, *, for_user: Any, browser_key: str) -> Search:
    """Return it if the user stated it, or this browser did without signing in; raises NoSearch."""
    return Search.objects.visible_to(for_user, browser_key=browser_key).get(public_id=public_id)


def searches_of(*, for_user: Any) -> Any:
    """Return the user's own searches, newest first."""
    return Search.objects.visible_to(for_user, browser_key="").order_by("-asked_at")


def suggestions(search: Search, *, filters: Filters, top: int) -> Answer:
    """
    Return the organisations that have proven they can meet the need, best first, with reasons.

    :param top: how many organisations, counted from the best; at most MOST_MATCHES
    :raises NoIndex: if no open data has been indexed yet
    """
    return current_index().match(
        Need(text=search.need), filters=filters, top=min(top, MOST_MATCHES)
    )


def example_needs(*, language: str, for_user: Any) -> list[ExampleNeed]:
    """Return the invented needs to try the search with, in this language."""
    return [example for example in shipped_examples() if example.language == language]
