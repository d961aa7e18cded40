"""Files of rows that are sent while they are made."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def as_download(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    """Return a file of rows; search engines keep none. The name ends in one of `TYPES`."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Robots-Tag": "noindex",
    }
    ending = name.rpartition(".")[2]
    return StreamingHttpResponse(pieces, content_type=TYPES[ending], headers=headers)
