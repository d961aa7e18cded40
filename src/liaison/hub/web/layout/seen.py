"""What a page showed when it was opened, carried along so that nobody overwrites a colleague."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest


@dataclass(frozen=True)
class Seal:
    """
    Signs what forms of one kind carry, so that it is no other kind's and nobody changes it.

    :ivar salt: of that kind
    """

    salt: str

    def close(self, seen: Mapping[str, Any]) -> str:
        """Return what was shown, as a form carries it."""
        return signing.dumps(dict(seen), salt=self.salt, compress=True)

    def open(self, request: HttpRequest, current: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the form that was sent had shown; what is there now if nobody can tell."""
        try:
            seen = signing.loads(request.POST.get("seen", ""), salt=self.salt)
        except signing.BadSignature:
            return dict(current)
        # A page that was opened before an upgrade lacks what came with it.
        return {**current, **seen}
