"""Pages on which managers add, rename, order and remove the focus areas of their cluster."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liaison.hub.clusters import actions, queries
from liaison.hub.directory.tagging import organisations_with_focus_area
from liaison.hub.web.clusters import forms, presenting
from liaison.hub.web.clusters.managing import of_own_cluster
from liaison.hub.web.layout.views import found_or_404, sent

_TEMPLATE = "clusters/focus_area.html"


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def add(request: HttpRequest, cluster: Any) -> HttpResponse:
    form = forms.FocusAreaForm(sent(request))
    if form.is_valid():
        try:
            area = actions.add_focus_area(
                cluster, form.wanted(), by=request.user, now=timezone.now()
            )
        except actions.TooManyFocusAreas:
            form.add_error(None, _("There are as many as there can be. Please remove one first."))
        else:
            messages.success(
                request,
                _("“%(area)s” is a focus area now.") % {"area": area.name_in(get_language())},
            )
            return redirect("clusters:ours", cluster.slug)
    return _page(request, cluster, form)


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def change(request: HttpRequest, cluster: Any, area_id: int) -> HttpResponse:
    area = found_or_404(queries.get_focus_area, area_id, cluster=cluster)
    current = queries.facts_of(area, forms.FocusAreaForm.codes)
    seen = forms.SEAL.open(request, current)
    form = forms.FocusAreaForm(sent(request), initial=forms.FocusAreaForm.entered(current))
    conflicts: list[Any] = []
    if form.is_valid():
        try:
            actions.change_focus_area(
                area, seen=seen, wanted=form.wanted(), by=request.user, now=timezone.now()
            )
        except actions.ChangedMeanwhile as met:
            conflicts = presenting.show_conflicts(met.conflicts)
            seen = seen | {each.code: each.theirs for each in met.conflicts}
        except actions.FocusAreaGone:
            # What was written is not lost: it can be added anew.
            form.add_error(None, _("A colleague has just removed it. Save to add it again."))
            return _page(request, cluster, form)
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("clusters:ours", cluster.slug)
    return _page(
        request, cluster, form, area=area, seen=forms.SEAL.close(seen), conflicts=conflicts
    )


@require_POST
@of_own_cluster
def move(request: HttpRequest, cluster: Any, area_id: int) -> HttpResponse:
    area = found_or_404(queries.get_focus_area, area_id, cluster=cluster)
    up = request.POST.get("to") == "up"
    actions.move_focus_area(area, up=up, by=request.user, now=timezone.now())
    name = {"area": area.name_in(get_language())}
    messages.success(
        request, _("“%(area)s” moved up.") % name if up else _("“%(area)s” moved down.") % name
    )
    return redirect("clusters:ours", cluster.slug)


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def remove(request: HttpRequest, cluster: Any, area_id: int) -> HttpResponse:
    areas = {str(each.pk): each for each in queries.focus_areas_of(cluster.pk)}
    area = found_or_404(queries.get_focus_area, area_id, cluster=cluster)
    heirs = [
        (key, each.name_in(get_language())) for key, each in areas.items() if each.pk != area.pk
    ]
    form = forms.RemovalForm(sent(request), heirs=heirs)
    if form.is_valid():
        heir = areas.get(form.cleaned_data["heir"])
        try:
            actions.remove_focus_area(area, heir=heir, by=request.user, now=timezone.now())
        except actions.FocusAreaGone:
            messages.warning(
                request, _("A colleague has just changed the focus areas. Please look again.")
            )
        else:
            messages.success(
                request,
                _("“%(area)s” is no longer a focus area.") % {"area": area.name_in(get_language())},
            )
        return redirect("clusters:ours", cluster.slug)
    context = {
        "managed": cluster,
        "area": area,
        "name": area.name_in(get_language()),
        "number_of_terms": len(area.terms),
        "number_of_organisations": organisations_with_focus_area(area),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "clusters/remove_focus_area.html", context, status=status)


def _page(request: HttpRequest, cluster: Any, form: Any, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, _TEMPLATE, {"managed": cluster, "form": form, **more}, status=status)
