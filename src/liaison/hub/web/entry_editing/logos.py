"""The logo of an organisation: put there, exchanged, taken away."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liaison.hub.change_requests.actions import TooManyRequests, save_entry
from liaison.hub.directory.actions import ChangedMeanwhile
from liaison.hub.directory.editing import LOGO, Entry, get_editable, read_entry
from liaison.hub.directory.logos import Logo
from liaison.hub.web.components.logo_form import LogoForm
from liaison.hub.web.components.logos import ON_PROFILES, draw_logo
from liaison.hub.web.entry_editing import presenting
from liaison.hub.web.entry_editing.views import SEAL, tell
from liaison.hub.web.layout.views import found_or_404


@require_http_methods(["GET", "POST"])
@never_cache
def logo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    organisation = found_or_404(get_editable, public_id, for_user=request.user)
    if request.method == "POST" and "remove" in request.POST:
        return _change(request, organisation, None, done=_("The logo is removed."))
    is_sent = request.method == "POST"
    form = LogoForm(request.POST, request.FILES) if is_sent else LogoForm()
    if is_sent and form.is_valid():
        return _change(request, organisation, form.kept, done=_("The logo is saved."))
    alt = _("Logo of %(name)s") % {"name": organisation.name}
    context = {
        "organisation": organisation,
        "form": form,
        "seen": SEAL.close(_logo_seen(request, organisation)),
        "drawn": draw_logo(organisation, size=ON_PROFILES, alt=alt),
    }
    return render(request, "entry_editing/logo.html", context, status=422 if is_sent else 200)


def _logo_seen(request: HttpRequest, organisation: Any) -> Entry:
    entry = {LOGO: read_entry(organisation)[LOGO]}
    return {LOGO: SEAL.open(request, entry)[LOGO]}


def _change(
    request: HttpRequest, organisation: Any, kept: Logo | None, *, done: str
) -> HttpResponse:
    profile = redirect("directory:profile", organisation.public_id)
    try:
        saved = save_entry(
            organisation.public_id,
            seen=_logo_seen(request, organisation),
            wanted={LOGO: kept},
            label_of=presenting.label_of,
            by=request.user,
            now=timezone.now(),
        )
    except TooManyRequests:
        messages.warning(
            request, _("You have asked for many changes today; please go on tomorrow.")
        )
        return profile
    except ChangedMeanwhile:
        messages.warning(
            request,
            _("Somebody else changed the logo meanwhile; here is theirs. Change it if need be."),
        )
        return redirect("entry_editing:logo", organisation.public_id)
    if saved.asked or saved.waiting:
        tell(request, saved)
    else:
        messages.success(request, done)
    return profile
