"""Editing an entry: the form, what others changed meanwhile, still correct, the history."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.change_requests.actions import Saved, TooManyRequests, save_entry
from liaison.hub.change_requests.policies import to_review
from liaison.hub.change_requests.queries import clusters_of, waiting_changes_of
from liaison.hub.clusters.queries import current_cluster
from liaison.hub.directory import actions
from liaison.hub.directory.editing import (
    CODES,
    Entry,
    UnknownTerm,
    changes_of,
    completeness_of,
    demands_on,
    get_editable,
    offered_to,
    read_entry,
)
from liaison.hub.directory.visibility import acts_for
from liaison.hub.web.entry_editing import presenting
from liaison.hub.web.entry_editing.figures import size_hint
from liaison.hub.web.entry_editing.forms import WholeEntry, with_more_rows
from liaison.hub.web.entry_editing.sections import sections_of
from liaison.hub.web.entry_editing.terms import endings
from liaison.hub.web.entry_editing.texts import ageing_of
from liaison.hub.web.layout.seen import Seal
from liaison.hub.web.layout.views import found_or_404, sent

CHANGES_PER_PAGE = 50
SEAL = Seal("liaison.entry-as-seen")


@require_http_methods(["GET", "POST"])
@never_cache
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    organisation = found_or_404(get_editable, public_id, for_user=request.user)
    entry = read_entry(organisation)
    offered, demands = offered_to(organisation), demands_on(organisation)
    waiting = waiting_changes_of(organisation, for_user=request.user)
    if more := request.POST.get("more"):
        seen = SEAL.open(request, entry)
        form = WholeEntry(
            seen, with_more_rows(request.POST, more), offered=offered, demands=demands
        )
        return _page(request, organisation, form, seen, waiting, is_checked=False)
    seen = SEAL.open(request, entry)
    form = WholeEntry(seen, sent(request), offered=offered, demands=demands)
    _mark(form, waiting)
    conflicts: list[actions.Conflict] = []
    if form.is_bound and form.is_valid():
        now = timezone.now()
        try:
            saved = save_entry(
                public_id,
                seen=seen,
                wanted=form.entry(on=now.date()),
                label_of=presenting.label_of,
                by=request.user,
                now=now,
            )
        except actions.ChangedMeanwhile as met:
            conflicts = met.conflicts
            # Whoever saves again has seen what the others wrote in these fields.
            seen = seen | {each.code: each.theirs for each in conflicts}
        except actions.NumberTaken as taken:
            _refuse(form, taken)
        except UnknownTerm:
            form.once.add_error(
                None,
                _(
                    "A term or a focus area that you chose was given up in the meantime, so nothing"
                    " was saved. Please look through them below and save again."
                ),
            )
        except TooManyRequests:
            form.once.add_error(
                None, _("You have asked for many changes today; please go on tomorrow.")
            )
        else:
            tell(request, saved)
            told = [*saved.changed, *(code for _asked, codes in saved.asked for code in codes)]
            for sentence in presenting.unchecked_in(form.entry(on=now.date()), seen, told):
                messages.warning(request, sentence)
            return redirect("directory:profile", public_id)
    return _page(request, organisation, form, seen, waiting, conflicts=conflicts)


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
    waiting: list[Any],
    *,
    conflicts: list[actions.Conflict] | None = None,
    is_checked: bool = True,
) -> HttpResponse:
    entry = read_entry(organisation)
    complete = completeness_of(
        entry,
        verified_on=organisation.verified_on,
        today=timezone.localdate(),
        languages=current_cluster(host=request.get_host()).languages,
        demands=form.demands,
    )
    is_refused = form.is_bound and is_checked
    shown = [presenting.show_waiting(each) for each in waiting]
    reviewed = to_review(request.user, organisation, CODES)
    return render(
        request,
        "entry_editing/edit.html",
        {
            "organisation": organisation,
            "form": form,
            "seen": SEAL.close(seen),
            "conflicts": [presenting.show_conflict(each) for each in conflicts or ()],
            "mistakes": form.mistakes() if is_refused else [],
            "texts": list(form.texts.shown(ageing_of(organisation, entry, for_user=request.user))),
            "size_hint": size_hint(entry),
            "completeness": presenting.show_completeness(complete),
            "sections": sections_of(form, complete),
            "confirmable": [
                (code, presenting.label_of(code), presenting.briefly(code, entry[code]))
                for code in CODES
                if entry[code] not in (None, "", [])
            ],
            "is_quiet": not is_checked,
            "waiting": shown,
            "waiting_in": presenting.by_rows(shown),
            "reviewed": [presenting.label_of(code) for code in reviewed],
            "reviews_all": len(reviewed) == len(CODES),
            "may_take_back": acts_for(request.user, organisation),
            "ending": endings(entry, today=timezone.localdate()),
        },
        status=422 if is_refused else 200,
    )


def _refuse(form: WholeEntry, taken: actions.NumberTaken) -> None:
    why = _("Another organisation of the directory has this number. Compare it with its register.")
    form.refuse_number(taken.scheme, taken.value, why)


def _mark(form: WholeEntry, waiting: list[Any]) -> None:
    """Say at each field of which a change waits what was asked for."""
    for change in waiting:
        words = ", ".join(presenting.in_words(change.field, change.new)) or "–"
        form.say_below(
            change.field,
            _("Asked for: %(words)s. It waits for the cluster team.") % {"words": words},
        )


def tell(request: HttpRequest, saved: Saved) -> None:
    """Say what was saved, and what was passed on to the team of the cluster."""
    if saved.changed:
        messages.success(request, _("Saved: %(fields)s") % {"fields": _labels(saved.changed)})
    for asked, codes in saved.asked:
        words = {
            "clusters": ", ".join(cluster.name for cluster in clusters_of(asked)),
            "fields": _labels(codes),
            "day": date_format(asked.answer_due_on, "DATE_FORMAT"),
        }
        messages.success(
            request,
            _(
                "We passed on your changes to %(clusters)s: %(fields)s. "
                "You will hear by %(day)s at the latest."
            )
            % words,
        )
    if saved.waiting:
        messages.info(
            request,
            _("You have asked for this already, and it waits for the team: %(fields)s")
            % {"fields": _labels(saved.waiting)},
        )
    if not (saved.changed or saved.asked or saved.waiting):
        messages.info(request, _("Nothing was changed."))


def _labels(codes: list[str]) -> str:
    return ", ".join(presenting.label_of(code) for code in codes)
