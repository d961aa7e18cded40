"""Pages of a cluster's managers: what it says of itself, its languages, address and colour."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.accounts.queries import names_of
from liaison.hub.clusters import actions, queries
from liaison.hub.web.clusters import forms, presenting
from liaison.hub.web.components.logo_form import LogoForm
from liaison.hub.web.layout.views import found_or_404, sent

CHANGES_SHOWN = 50


def of_own_cluster(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a page the cluster of its address, if the reader manages it; else there is none."""

    @wraps(page)
    def answer(request: HttpRequest, slug: str, **keywords: Any) -> HttpResponse:
        cluster = found_or_404(queries.get_cluster_to_change, slug, for_user=request.user)
        return page(request, cluster, **keywords)

    return answer


@require_safe
@never_cache
@of_own_cluster
def index(request: HttpRequest, cluster: Any) -> HttpResponse:
    events = list(queries.changes_of(cluster, for_user=request.user)[:CHANGES_SHOWN])
    names = names_of({event.actor for event in events}, for_user=request.user)
    context = {
        "managed": cluster,
        "summary": cluster.summary_in(get_language()),
        "summary_language": cluster.summary_language(get_language()),
        "languages": presenting.language_names(cluster.languages),
        "colour": presenting.colour_name(cluster.accent),
        "samples": presenting.samples(cluster.accent, cluster.accent_on_dark),
        "areas": [
            {
                "area": each,
                "name": each.name_in(get_language()),
                "lacks": [code for code in ("fr", "de") if not getattr(each, f"name_{code}")],
            }
            for each in queries.focus_areas_of(cluster.pk)
        ],
        "changes": presenting.show_changes(events, names=names),
    }
    return render(request, "clusters/ours.html", context)


@require_POST
@of_own_cluster
def confirm(request: HttpRequest, cluster: Any) -> HttpResponse:
    """What the cluster started with is right as it is."""
    actions.confirm_cluster(cluster, by=request.user, now=timezone.now())
    messages.success(request, _("Thank you. It is no longer marked as a draft."))
    return redirect("clusters:ours", cluster.slug)


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def facts(request: HttpRequest, cluster: Any) -> HttpResponse:
    return _change(request, cluster, forms.FactsForm, "clusters/facts.html")


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def languages(request: HttpRequest, cluster: Any) -> HttpResponse:
    return _change(request, cluster, forms.LanguagesForm, "clusters/languages.html")


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def address(request: HttpRequest, cluster: Any) -> HttpResponse:
    return _change(
        request, cluster, forms.AddressForm, "clusters/address.html", hosts=settings.ALLOWED_HOSTS
    )


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def colour(request: HttpRequest, cluster: Any) -> HttpResponse:
    if "preview" not in request.POST:
        return _change(request, cluster, forms.ColourForm, "clusters/colour.html")
    form = forms.ColourForm(request.POST)
    if form.is_valid():
        wanted = form.wanted()
        for refused in form.too_faint():
            form.refuse(refused)
        samples = presenting.samples(wanted["accent"], wanted["accent_on_dark"])
    else:
        samples = []
    current = queries.facts_of(cluster, form.codes)
    context = {"samples": samples, "is_preview": True}
    return _page(
        request,
        cluster,
        form,
        "clusters/colour.html",
        seen=forms.SEAL.open(request, current),
        **context,
    )


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def logo(request: HttpRequest, cluster: Any) -> HttpResponse:
    current = queries.facts_of(cluster, ["logo"])
    seen = forms.SEAL.open(request, current)
    is_removal = "remove" in request.POST
    form = LogoForm(sent(request) if not is_removal else None, request.FILES or None)
    conflicts: list[Any] = []
    if is_removal or form.is_valid():
        wanted = {"logo": {} if is_removal else form.kept}
        try:
            changed = actions.change_cluster(
                cluster, seen=seen, wanted=wanted, by=request.user, now=timezone.now()
            )
        except actions.ChangedMeanwhile as met:
            # A chosen file cannot be carried along by a form: whoever wants it chooses it again.
            conflicts = presenting.show_conflicts(met.conflicts)
            seen = {each.code: each.theirs for each in met.conflicts}
        else:
            _tell(request, changed)
            return redirect("clusters:ours", cluster.slug)
    more = {"conflicts": conflicts}
    return _page(request, cluster, form, "clusters/logo.html", seen=seen, **more)


def _change(
    request: HttpRequest, cluster: Any, form_class: Any, template: str, **more: Any
) -> HttpResponse:
    """Show a form about some facts of a cluster, and change them when it is sent."""
    current = queries.facts_of(cluster, form_class.codes)
    seen = forms.SEAL.open(request, current)
    form = form_class(sent(request), initial=form_class.entered(current))
    conflicts: list[Any] = []
    if form.is_valid():
        try:
            changed = actions.change_cluster(
                cluster, seen=seen, wanted=form.wanted(), by=request.user, now=timezone.now()
            )
        except actions.ChangedMeanwhile as met:
            conflicts = presenting.show_conflicts(met.conflicts)
            # Whoever saves again has seen what the others wrote.
            seen = seen | {each.code: each.theirs for each in met.conflicts}
        except (actions.TooFaint, actions.HostRefused) as refused:
            form.refuse(refused)
        else:
            _tell(request, changed)
            return redirect("clusters:ours", cluster.slug)
    return _page(request, cluster, form, template, seen=seen, conflicts=conflicts, **more)


def _page(
    request: HttpRequest, cluster: Any, form: Any, template: str, *, seen: Any, **more: Any
) -> HttpResponse:
    is_refused = form.is_bound and ("is_preview" not in more or bool(form.errors))
    context = {"managed": cluster, "form": form, "seen": forms.SEAL.close(seen), **more}
    return render(request, template, context, status=422 if is_refused else 200)


def _tell(request: HttpRequest, changed: list[str]) -> None:
    if changed:
        labels = ", ".join(map(presenting.label_of, changed))
        messages.success(request, _("Saved: %(fields)s") % {"fields": labels})
    else:
        messages.info(request, _("Nothing was changed."))
