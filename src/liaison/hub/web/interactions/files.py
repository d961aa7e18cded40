"""A contact from an e-mail or a calendar entry that somebody brings: a proposal to be checked."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liaison.hub.interactions import queries
from liaison.hub.interactions.mail_files import (
    LARGEST_FILE,
    Found,
    TooLarge,
    UnreadableFile,
    read_file,
)
from liaison.hub.web.interactions.forms import FileForm
from liaison.hub.web.interactions.logging import form_with, show_form
from liaison.hub.web.interactions.reading import cluster_kept
from liaison.hub.web.layout.views import sent


@require_http_methods(["GET", "POST"])
@never_cache
def bring(request: HttpRequest) -> HttpResponse:
    """Read a file or a pasted text, and show the form of a contact filled in with what it tells."""
    cluster = cluster_kept(request)
    form = FileForm(sent(request), request.FILES or None)
    if form.is_valid():
        try:
            return _proposed(request, cluster, read_file(_content(form, request)))
        except TooLarge:
            form.add_error(
                None,
                _("This is too large to be read: %(size)d MB at most, a calendar 1 MB.")
                % {"size": LARGEST_FILE // (1024 * 1024)},
            )
        except UnreadableFile:
            form.add_error(
                None,
                _(
                    "This is neither an e-mail (.eml) nor a calendar entry (.ics) that can be"
                    " read. Save it from your mail program once more, or log the contact by hand."
                ),
            )
    status = 422 if form.is_bound else 200
    address = queries.register_address(cluster, for_user=request.user)
    return render(
        request, "interactions/bring.html", {"form": form, "address": address}, status=status
    )


def _content(form: FileForm, request: HttpRequest) -> bytes:
    file = form.cleaned_data["file"]
    if file is None:
        return str(form.cleaned_data["pasted"]).encode()
    if file.size > LARGEST_FILE:
        raise TooLarge
    content: bytes = file.read()
    return content


def _proposed(request: HttpRequest, cluster: Any, found: Found) -> HttpResponse:
    """Show what was found; nothing is kept before the person saves it."""
    organisations = queries.organisations_at(found.domains, for_user=request.user)
    happened_at = found.happened_at and timezone.localtime(found.happened_at)
    initial = {
        "kind": found.kind,
        "day": happened_at and happened_at.date(),
        "time": happened_at.time() if happened_at and found.is_timed else None,
        "organisations": [str(each.public_id) for each in organisations],
        "summary": found.text,
        "colleagues": [str(request.user.public_id)],
    }
    messages.info(request, _("Please check what was read. It is kept only once you save it."))
    if found.recurs:
        messages.warning(
            request, _("This entry recurs: please give the day on which you were in contact.")
        )
    if found.more:
        said = ngettext(
            "The file holds %(number)d more entry, which is left out.",
            "The file holds %(number)d more entries, which are left out.",
            found.more,
        )
        messages.warning(request, said % {"number": found.more})
    return show_form(request, form_with(request, cluster, initial=initial), interaction=None)
