"""Editing an entry: the form, what others changed meanwhile, still correct, the history."""

import uuid
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.directory import actions
from liaison.hub.directory.editing import (
    CODES,
    Entry,
    changes_of,
    completeness_of,
    get_editable,
    offered_to,
    read_entry,
)
from liaison.hub.web.entry_editing import presenting
from liaison.hub.web.entry_editing.forms import WholeEntry, with_more_rows
from liaison.hub.web.entry_editing.terms import endings
from liaison.hub.web.layout.views import found_or_404, sent

CHANGES_PER_PAGE = 50
_SALT = "liaison.entry-as-seen"


@require_http_methods(["GET", "POST"])
@never_cache
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    organisation = found_or_404(get_editable, public_id, for_user=request.user)
    entry, offered = read_entry(organisation), offered_to(organisation)
    if more := request.POST.get("more"):
        form = WholeEntry(
            _seen(request, entry), with_more_rows(request.POST, more), offered=offered
        )
        return _page(request, organisation, form, _seen(request, entry), is_checked=False)
    # Fields that came with a newer version of the site were not on an older form.
    seen = entry | _seen(request, entry)
    form = WholeEntry(seen, sent(request), offered=offered)
    conflicts: list[actions.Conflict] = []
    if form.is_bound and form.is_valid():
        try:
            changed = actions.edit_organisation(
                public_id, seen=seen, wanted=form.entry(), by=request.user, now=timezone.now()
            )
        except actions.ChangedMeanwhile as met:
            conflicts = met.conflicts
            # Whoever saves again has seen what the others wrote in these fields.
            seen = seen | {each.code: each.theirs for each in conflicts}
        except actions.NumberTaken as taken:
            _refuse(form, taken)
        else:
            _tell(request, changed)
            return redirect("directory:profile", public_id)
    return _page(request, organisation, form, seen, conflicts=conflicts)


@require_POST
def confirm(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Still correct: one field, or the whole entry."""
    found_or_404(get_editable, public_id, for_user=request.user)
    field = request.POST.get("field", "")
    if field and field not in CODES:
        raise Http404
    actions.confirm_organisation(public_id, field=field, by=request.user, now=timezone.now())
    if field:
        messages.success(
            request,
            _("Thank you. “%(field)s” is noted as correct today.")
            % {"field": presenting.label_of(field)},
        )
    else:
        messages.success(request, _("Thank you. The entry is noted as correct today."))
    return redirect("directory:profile", public_id)


@require_safe
@never_cache
def history(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    organisation = found_or_404(get_editable, public_id, for_user=request.user)
    changes = changes_of(organisation, for_user=request.user)
    page = Paginator(changes, CHANGES_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "entry_editing/history.html",
        {
            "organisation": organisation,
            "page": page,
            "changes": [presenting.show_change(change) for change in page],
        },
    )


def _page(
    request: HttpRequest,
    organisation: Any,
    form: WholeEntry,
    seen: Entry,
    *,
    conflicts: list[actions.Conflict] | None = None,
    is_checked: bool = True,
) -> HttpResponse:
    entry = read_entry(organisation)
    complete = completeness_of(
        entry, verified_on=organisation.verified_on, today=timezone.localdate()
    )
    is_refused = form.is_bound and is_checked
    return render(
        request,
        "entry_editing/edit.html",
        {
            "organisation": organisation,
            "form": form,
            "seen": signing.dumps(seen, salt=_SALT, compress=True),
            "conflicts": [presenting.show_conflict(each) for each in conflicts or ()],
            "mistakes": form.mistakes() if is_refused else [],
            "completeness": presenting.show_completeness(complete),
            "confirmable": [
                (code, presenting.label_of(code), presenting.in_words(code, entry[code]))
                for code in CODES
                if entry[code] not in (None, "", [])
            ],
            "is_quiet": not is_checked,
            "ending": endings(entry, today=timezone.localdate()),
        },
        status=422 if is_refused else 200,
    )


def _seen(request: HttpRequest, entry: Entry) -> Entry:
    """Return the entry as it was when the form was opened; as it is now if nobody can tell."""
    try:
        seen: Entry = signing.loads(request.POST.get("seen", ""), salt=_SALT)
    except signing.BadSignature:
        return entry
    return seen


def _refuse(form: WholeEntry, taken: actions.NumberTaken) -> None:
    why = _("Another organisation of the directory has this number. Compare it with its register.")
    form.refuse_number(taken.scheme, taken.value, why)


def _tell(request: HttpRequest, changed: list[str]) -> None:
    if changed:
        labels = ", ".join(presenting.label_of(code) for code in changed)
        messages.success(request, _("Saved: %(fields)s") % {"fields": labels})
    else:
        messages.info(request, _("Nothing was changed."))
