"""What a form showed when it was opened, carried along so that nobody overwrites a colleague."""

from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.http import HttpRequest

_SALT = "liaison.cluster-as-seen"


def sealed(seen: Mapping[str, Any]) -> str:
    """Return what was shown, as a form carries it."""
    return signing.dumps(dict(seen), salt=_SALT, compress=True)


def seen_in(request: HttpRequest, current: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form that was sent had shown; what is there now if nobody can tell."""
    try:
        seen: dict[str, Any] = signing.loads(request.POST.get("seen", ""), salt=_SALT)
    except signing.BadSignature:
        return dict(current)
    return seen
