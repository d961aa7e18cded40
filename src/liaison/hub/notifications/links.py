"""Addresses of pages in letters, and the signed one behind which a kind of letters is stopped."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from liaison.hub.notifications.choices import CHOOSABLE, LetterKind

_signer = signing.Signer(salt="liaison.letters.stop")


class NotOurs(Exception):
    """The link was not signed here, or is of a kind that nobody can stop."""


@dataclass(frozen=True)
class Stop:
    """Whose letters of which kind a link stops."""

    digest: str
    kind: LetterKind


def page_link(view: str, *arguments: Any, cluster: Any = None, language: str) -> str:
    """Return the whole address of a page, on the cluster's own site where it has one."""
    with override(language):
        path = reverse(view, args=arguments)
    return whole_address(path, cluster=cluster)


def whole_address(path: str, *, cluster: Any = None) -> str:
    """Return the whole address of a page by its path, on the cluster's own site if it has one."""
    if cluster is not None and cluster.host:
        return f"{urlsplit(settings.SITE_ADDRESS).scheme}://{cluster.host}{path}"
    return settings.SITE_ADDRESS.rstrip("/") + path


def stop_token(stop: Stop) -> str:
    """Return what names this wish in a link; nobody else can make it."""
    return _signer.sign_object([stop.digest, str(stop.kind)])


def read_stop(token: str) -> Stop:
    """Return the wish behind a link; raises NotOurs."""
    try:
        digest, kind = _signer.unsign_object(token)
        stop = Stop(digest, LetterKind(kind))
    except (signing.BadSignature, ValueError) as error:
        raise NotOurs from error
    if stop.kind not in CHOOSABLE:
        raise NotOurs
    return stop
