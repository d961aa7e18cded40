"""What a page is about, for search engines, as JSON-LD."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# What could end the element, or begin another one, in the midst of it.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def structured_data(described: dict[str, Any]) -> SafeString:
    """Return a data block; browsers run nothing of it, so the security policy allows it."""
    written = json.dumps(described, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{written}</script>')
