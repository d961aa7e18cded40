"""Files of a form that cannot be sent: kept for a day, so that nobody chooses them twice."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.hub.support import actions, queries
from liaison.hub.web.support.fields import FilesForm


def kept_for(request: HttpRequest, name: str) -> list[Any]:
    """
    Return what is kept for the form that is being sent.

    :param name: which form, and about which case
    """
    if not any(each.endswith("kept") for each in request.POST):
        return []
    return queries.kept_uploads(name, for_user=request.user, now=timezone.now())


def keep(request: HttpRequest, form: FilesForm, name: str) -> list[Any]:
    """Keep the files of a form that was checked and not sent, show them in it, and return them."""
    if not (form.checked or form.kept_files):
        return []
    ticked = [each.public_id for each in form.ticked]
    kept = actions.keep_uploads(
        name, form.checked, beside=ticked, by=request.user, now=timezone.now()
    )
    if len(kept) < len(ticked) + len(form.checked):
        form.add_error("files", _("Not all of your files could be kept. Please look below."))
    form.show_kept(kept)
    return kept


def sent_off(request: HttpRequest, form: FilesForm, name: str) -> None:
    """Let go of what was kept for a form, now that it is sent."""
    if form.kept_files:
        actions.let_run_out(name, by=request.user, now=timezone.now())
