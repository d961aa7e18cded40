"""What a web server talks to."""

import gc
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from liaison.config.turns import Turns

_pages = get_wsgi_application()
# A process works on one page at a time: several threads that compute get in each other's way (half
# as many pages a second, measured by benchmarks/pages.py). They are there for those who are slow to
# send or to receive, and browsers that open connections in advance.
_turns = Turns()

# A page leaves hundreds of objects behind, held by cycles of its request and its templates. Clear
# them away every few pages: were it every eighty, one reader would wait a tenth of a second. Never
# look again among what was loaded at the start.
gc.collect()
gc.freeze()
gc.set_threshold(5_000, 20, 20)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    with _turns:
        return _pages(environ, start_response)
