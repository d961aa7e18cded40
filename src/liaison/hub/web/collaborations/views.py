"""Collaborations for a cluster's team: the board, one of them, its figures and the file."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.collaborations import actions, policies, queries
from liaison.hub.collaborations.choices import CollaborationKind, Openness, Origin, Stage
from liaison.hub.interactions.queries import get_interaction
from liaison.hub.introductions.queries import get_for_team as get_introduction
from liaison.hub.lifecycle.tables import file_in_pieces
from liaison.hub.web.collaborations.forms import FactsForm, FindForm, GoOnForm, OpenForm
from liaison.hub.web.collaborations.reading import cluster_kept
from liaison.hub.web.components.bars import Bar, shares
from liaison.hub.web.components.downloads import TYPES, as_download
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404, sent

# Of each stage on the board; the others are in the file.
MOST_ON_BOARD = 50


@dataclass(frozen=True)
class Column:
    """One stage on the board."""

    stage: Stage
    collaborations: list[Any]
    number: int


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show the board: collaborations by stage, the ended ones last."""
    cluster = cluster_kept(request)
    kind = request.GET.get("kind", "")
    found = list(_chosen(cluster, kind, request.user))
    by_stage = {stage: [each for each in found if each.stage == stage] for stage in Stage}
    columns = [
        Column(stage, there[:MOST_ON_BOARD], len(there)) for stage, there in by_stage.items()
    ]
    context = {
        "columns": [column for column in columns if column.number],
        "kinds": CollaborationKind,
        "kind": kind,
    }
    return render(request, "collaborations/index.html", context)


@require_safe
@never_cache
def download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Send the collaborations of the board as a file."""
    cluster = cluster_kept(request)
    if ending not in TYPES:
        raise Http404
    found = _chosen(cluster, request.GET.get("kind", ""), request.user)
    pieces = file_in_pieces(_headings(), queries.rows_for_a_file(found), ending)
    return as_download(pieces, f"collaborations-{timezone.localdate().isoformat()}.{ending}")


@require_http_methods(["GET", "POST"])
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """Write down an idea; of a contact or an introduction, who met are the first partners."""
    cluster = cluster_kept(request)
    contact = _it_came_of(request, "contact", get_interaction)
    introduction = _it_came_of(request, "introduction", get_introduction)
    if introduction and not introduction.is_released:
        raise Http404
    today = timezone.localdate()
    origin = Origin.INTRODUCTION if introduction else Origin.OTHER
    initial = {
        "began_on": today,
        "cluster_part_since": today,
        "origin": Origin.CONTACT if contact else origin,
        "currency": "EUR",
    }
    form = FactsForm(sent(request), initial=initial)
    if form.is_valid():
        begun = actions.begin_collaboration(
            cluster,
            form.facts,
            contact=contact and contact.public_id,
            introduction=introduction and introduction.public_id,
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("The idea is written down. Only your team sees it so far."))
        return redirect("collaborations:collaboration", begun.public_id)
    context = {"form": form, "contact": contact, "introduction": introduction}
    status = 422 if form.is_bound else 200
    return render(request, "collaborations/facts.html", context, status=status)


@require_safe
@login_not_required
@never_cache
def one(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a collaboration: all of it to the team, to others what they may read."""
    try:
        collaboration = queries.get_kept(public_id, for_user=request.user)
    except queries.NoCollaboration:
        told = found_or_404(queries.get_told, public_id, for_user=request.user)
        return render(request, "collaborations/told.html", {"told": told})
    return show(request, collaboration)


def show(
    request: HttpRequest, collaboration: Any, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """Return the page of a collaboration for its team, with forms as somebody filled them in."""
    stage = Stage(collaboration.stage)
    context = {
        "collaboration": collaboration,
        "partners": queries.partners_of(collaboration),
        "steps": queries.steps_of(collaboration, for_user=request.user),
        "judged": queries.judged(collaboration),
        "can_judge": policies.can_judge(request.user, collaboration.cluster),
        "go_on_form": GoOnForm(stage=stage),
        "open_form": OpenForm(initial={"openness": collaboration.openness}),
        "find_form": FindForm(),
        "is_shown": collaboration.openness != Openness.TEAM,
        **forms,
    }
    return render(request, "collaborations/collaboration.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def change(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    collaboration = found_or_404(queries.get_kept, public_id, for_user=request.user)
    names = set(FactsForm.base_fields)
    initial = {name: getattr(collaboration, name) for name in names}
    form = FactsForm(sent(request), initial=initial)
    if form.is_valid():
        try:
            actions.change_collaboration(
                public_id,
                form.facts,
                version=form.cleaned_data["version"] or 0,
                by=request.user,
                now=timezone.now(),
            )
        except actions.TooLate:
            form.add_error(
                None,
                _(
                    "A colleague changed it meanwhile. Open it in another window and compare"
                    " the two."
                ),
            )
        else:
            messages.success(request, _("Saved."))
            return redirect("collaborations:collaboration", public_id)
    context = {"form": form, "collaboration": collaboration}
    status = 422 if form.is_bound else 200
    return render(request, "collaborations/facts.html", context, status=status)


@require_POST
def go_on(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    collaboration = found_or_404(queries.get_kept, public_id, for_user=request.user)
    form = GoOnForm(request.POST, stage=Stage(collaboration.stage))
    if not form.is_valid():
        return show(request, collaboration, go_on_form=form, status=422)
    said = form.cleaned_data
    try:
        actions.take_on(
            public_id,
            seen=Stage(said["seen"]),
            to=Stage(said["to"]),
            said=said["said"],
            by=request.user,
            now=timezone.now(),
        )
    except (actions.TooLate, actions.NotThere):
        messages.warning(request, _("Somebody was faster: please look at how it stands now."))
    else:
        messages.success(request, _("It has gone on."))
    return redirect("collaborations:collaboration", public_id)


@require_POST
def take_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    collaboration = found_or_404(queries.get_kept, public_id, for_user=request.user)
    seen = request.POST.get("seen", "")
    try:
        if seen not in Stage.values:
            raise actions.TooLate
        actions.take_back(
            collaboration.public_id, seen=Stage(seen), by=request.user, now=timezone.now()
        )
    except (actions.TooLate, actions.NotThere):
        messages.warning(request, _("Somebody was faster: please look at how it stands now."))
    else:
        messages.success(request, _("The last step is undone."))
    return redirect("collaborations:collaboration", public_id)


@require_safe
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """Count collaborations, for whoever has a role in the cluster; amounts for its team."""
    cluster = cluster_of(request)
    found = found_or_404(queries.figures_of, cluster, for_user=request.user)
    stages = [(Stage(code).label, *rest) for code, *rest in found.by_stage]
    kinds = [(CollaborationKind(code).label, *rest) for code, *rest in found.by_kind]
    stage, kind = pgettext("of a collaboration", "Stage"), pgettext("of a collaboration", "Kind")
    tables = [
        (_("By stage"), stage, _as_bars(stages)),
        (_("By kind"), kind, _as_bars(kinds)),
        (_("By the year in which they began"), _("Year"), _as_bars(found.by_year)),
    ]
    return render(request, "collaborations/figures.html", {"figures": found, "tables": tables})


def _as_bars(rows: Iterable[Any]) -> list[tuple[Bar, dict[str, Any]]]:
    """Return rows of a label, a number and amounts as bars with their amounts."""
    rows = list(rows)
    bars = shares([(str(label), number) for label, number, _amounts in rows])
    return [(bar, amounts) for bar, (_label, _number, amounts) in zip(bars, rows, strict=True)]


def _chosen(cluster: Any, kind: str, user: Any) -> Any:
    found = queries.collaborations_in(cluster, for_user=user)
    return found.filter(kind=kind) if kind in CollaborationKind.values else found


def _it_came_of(request: HttpRequest, name: str, get: Any) -> Any:
    """Return the contact or introduction it comes of; none where it comes of something else."""
    named = request.POST.get(name) or request.GET.get(name)
    if not named:
        return None
    try:
        key = uuid.UUID(named)
    except ValueError as error:
        raise Http404 from error
    return found_or_404(get, key, for_user=request.user)


def _headings() -> list[str]:
    return [
        _("Title"),
        pgettext("of a collaboration", "Kind"),
        pgettext("of a collaboration", "Stage"),
        _("Since"),
        _("Since when there is the idea"),
        _("Lead"),
        _("Partners"),
        _("Funder"),
        pgettext("for proposals", "Call"),
        _("Value"),
        _("Currency"),
        _("Of which year"),
        _("Agreement"),
        _("Signed on"),
        _("What the cluster did"),
        _("What it came of"),
        _("Who reads it"),
    ]
