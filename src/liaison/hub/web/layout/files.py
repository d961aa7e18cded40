"""Answering with files that people brought: to be kept, and not to be shown."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def as_download(content: bytes, *, content_type: str, name: str) -> HttpResponse:
    """Return a file as an attachment that no browser opens, guesses at or keeps."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    # Kept nowhere: whoever may read it today may not tomorrow.
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
