"""What happens to the searches of someone who signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from liaison.hub.partner_search import actions
from liaison.hub.web.partner_search.own import browser_key


@receiver(user_logged_in)
def take_searches_along(
    sender: Any, *, request: HttpRequest | None, user: Any, **signal: Any
) -> None:
    """Take what was searched for in this browser before signing in along into the account."""
    # There is no session where something other than a browser signs in.
    if hasattr(request, "session"):
        actions.take_searches_along(by=user, browser_key=browser_key(request))
        request.session.pop("browser_key", None)
