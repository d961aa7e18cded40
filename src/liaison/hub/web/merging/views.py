"""Organisations that the directory has twice: found, compared, merged, kept apart, taken apart."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liaison.hub.directory.listing import UnknownOrganisation
from liaison.hub.lifecycle import actions, policies, queries
from liaison.hub.lifecycle.merging.planning import MergePlan
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.merging import presenting
from liaison.hub.web.merging.forms import DIFFERENT, JudgementForm
from liaison.opendata import DecisionRefused

PAIRS_PER_PAGE = 20
MERGERS_PER_PAGE = 50
LONGEST_TEXT = 200
_OPTIONS = ("seen", "despite_numbers", "despite_visibility", "name_becomes")


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    _only_for_managers(request)
    picked = request.GET.getlist("pick")
    if len(set(picked)) == 2:
        return _compare(picked)
    if picked:
        messages.warning(request, _("Please tick two organisations to compare."))
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_TEXT]
    try:
        pairs = queries.likely_pairs(for_user=request.user)
    except DecisionRefused:
        pairs = []
        messages.error(request, _not_recorded())
    page = Paginator(pairs, PAIRS_PER_PAGE).get_page(request.GET.get("page"))
    found = queries.find_mergeable(text, for_user=request.user)
    return render(
        request,
        "merging/index.html",
        {
            "page": page,
            "pairs": [presenting.show_pair(pair) for pair in page],
            "text": text,
            "found": [(each.public_id, presenting.show_briefly(each)) for each in found],
            "picked": picked,
        },
    )


@require_http_methods(["GET", "POST"])
@never_cache
def preview(request: HttpRequest, kept: uuid.UUID, absorbed: uuid.UUID) -> HttpResponse:
    _only_for_managers(request)
    if kept == absorbed:
        raise Http404
    try:
        plan = actions.preview_merge(kept, absorbed, by=request.user)
    except UnknownOrganisation as error:
        if request.method != "POST":
            raise Http404 from error
        messages.warning(request, _("A colleague was faster: one of the two is merged already."))
        return redirect("merging:merged")
    form = JudgementForm(
        sent(request),
        asks_for_numbers=bool(plan.numbers),
        asks_for_visibility=plan.is_opening,
        initial={"seen": plan.seen},
    )
    if form.is_valid() and _is_done(request, form, kept, absorbed):
        is_apart = form.cleaned_data["judgement"] == DIFFERENT
        return redirect("merging:index" if is_apart else "merging:merged")
    return render(
        request,
        "merging/preview.html",
        {
            "plan": presenting.show(plan),
            "form": form,
            # What is shown now is what is judged next, whatever the form was sent with.
            "seen": plan.seen,
            "kept": kept,
            "absorbed": absorbed,
            "refusal": _refusal(request, plan),
        },
        status=422 if form.is_bound else 200,
    )


@require_safe
@never_cache
def merged(request: HttpRequest) -> HttpResponse:
    _only_for_managers(request)
    found = queries.mergers(for_user=request.user)
    page = Paginator(found, MERGERS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "merging/merged.html", {"page": page})


@require_http_methods(["GET", "POST"])
@never_cache
def undo(request: HttpRequest, merger_id: uuid.UUID) -> HttpResponse:
    _only_for_managers(request)
    merger = found_or_404(queries.get_merger, merger_id, for_user=request.user)
    try:
        if request.method == "POST":
            apart = actions.undo_merge(merger, by=request.user, now=timezone.now())
            _tell_undone(request, apart)
            return redirect("merging:merged")
        apart = actions.what_undoing_a_merge_does(merger, by=request.user)
    except actions.UndoneAlready as said:
        messages.warning(request, str(said))
    except actions.MergedOnSince:
        messages.error(
            request,
            _("“%(name)s” has itself been merged into another since. Undo that first.")
            % {"name": merger.kept_name},
        )
    except actions.GoneSince:
        messages.error(request, _("One of the two is no longer in the directory."))
    except DecisionRefused:
        messages.error(request, _not_recorded())
    else:
        shown = {"merger": merger, "left": presenting.left(apart)}
        return render(request, "merging/undo.html", shown)
    return redirect("merging:merged")


def _is_done(
    request: HttpRequest, form: JudgementForm, kept: uuid.UUID, absorbed: uuid.UUID
) -> bool:
    """Merge the two or keep them apart; where that cannot be, the form says why."""
    said = form.cleaned_data
    told: dict[str, Any] = {
        "because": said["because"],
        "by": request.user,
        "now": timezone.now(),
    }
    try:
        if said["judgement"] == DIFFERENT:
            actions.say_different(kept, absorbed, **told)
            messages.success(request, _("Kept apart. Nobody will be asked about these two again."))
        else:
            options = {name: said[name] for name in _OPTIONS}
            merger = actions.merge_organisations(kept, absorbed, **told, **options)
            messages.success(
                request,
                _("“%(absorbed)s” is now a part of “%(kept)s”. You can undo this at any time.")
                % {"absorbed": merger.absorbed_name, "kept": merger.kept_name},
            )
    except actions.MergedAlready:
        messages.warning(request, _("A colleague was faster: one of the two is merged already."))
    except actions.ActsForOne as refusal:
        form.add_error(None, str(refusal))
        return False
    except (actions.ChangedSinceSeen, actions.NumbersDiffer, actions.MoreWouldSee):
        form.add_error(
            None,
            _("Somebody changed one of the two meanwhile. Please look again before you decide."),
        )
        return False
    except DecisionRefused:
        form.add_error(
            None,
            _(
                "This contradicts what people judged of these or other organisations, or cannot be"
                " kept at the moment. Look at what was judged of pairs first."
            ),
        )
        return False
    return True


def _refusal(request: HttpRequest, plan: MergePlan) -> str:
    """Return why this person may not merge the two, whatever they fill in; "" if they may."""
    both = (plan.kept.organisation, plan.absorbed.organisation)
    return str(actions.ActsForOne()) if policies.is_judge_in_own_cause(request.user, both) else ""


def _tell_undone(request: HttpRequest, apart: actions.Apart) -> None:
    if apart.is_whole:
        messages.success(request, _("Undone. Both are as they were before."))
    else:
        messages.success(
            request,
            _("Undone, but for what people changed since: %(what)s.")
            % {"what": ", ".join(presenting.left(apart))},
        )


def _compare(picked: list[str]) -> HttpResponse:
    try:
        kept, absorbed = (uuid.UUID(each) for each in dict.fromkeys(picked))
    except ValueError as error:
        raise Http404 from error
    return redirect("merging:preview", kept, absorbed)


def _not_recorded() -> str:
    return _("This cannot be kept at the moment. Please tell those who run this site.")


def _only_for_managers(request: HttpRequest) -> None:
    if not policies.can_merge(request.user):
        raise Http404
