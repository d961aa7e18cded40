"""The address at which a collection is open to others."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from liaison.hub.collecting.links import Link, token_of


def link_to(request: HttpRequest, collection: Any, *, now: dt.datetime) -> str:
    """Return the whole address of a collection that is shared by link; "" for one that is not."""
    if not collection.is_open_by_link(now):
        return ""
    token = token_of(Link(collection.public_id, collection.link_number))
    return request.build_absolute_uri(reverse("collecting:shared", args=[token]))
