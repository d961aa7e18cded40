"""Stating a need, and looking at who has proven they can meet it."""

import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.clusters.queries import current_cluster, focus_areas_of
from liaison.hub.directory.queries import current_index
from liaison.hub.partner_search import actions
from liaison.hub.partner_search.choices import MATCHES_PER_PAGE, MOST_MATCHES, Outcome
from liaison.hub.partner_search.queries import (
    searches_of,
    suggestions,
)
from liaison.hub.web.components.maps import results_map
from liaison.hub.web.partner_search.calls import call_meant, call_of, need_of
from liaison.hub.web.partner_search.cases import need_of_case
from liaison.hub.web.partner_search.coverage import count_answers, coverage_in
from liaison.hub.web.partner_search.forms import FiltersForm, NeedForm
from liaison.hub.web.partner_search.own import own_search
from liaison.hub.web.partner_search.presenting import draw, show
from liaison.hub.web.partner_search.saying import Sayings, choices_in, sayings_in
from liaison.matching import Answer, Fit

# Lines of the box in which the text of a call is shortened.
ROWS_FOR_A_CALL = 14
# Below this share of known words the reader is told that the evidence speaks another language.
FEW_WORDS_KNOWN = 0.5


@require_http_methods(["GET", "POST"])
@login_not_required
def state(request: HttpRequest) -> HttpResponse:
    call = call_meant(request)
    prefilled = need_of(call) if call else need_of_case(request)
    form = NeedForm(request.POST or None, initial={"need": prefilled} if prefilled else None)
    if call:
        form.fields["need"].widget.attrs["rows"] = ROWS_FOR_A_CALL
    if form.is_valid():
        search = actions.state_need(
            need=form.cleaned_data["need"],
            language=get_language(),
            cluster=current_cluster(host=request.get_host()),
            by=request.user,
            browser_key=_browser_key(request),
            now=timezone.now(),
            call=call,
        )
        return redirect("partner_search:results", search.public_id)
    status = 422 if form.is_bound else 200
    shown = {"form": form, "call": call}
    return render(request, "partner_search/state.html", shown, status=status)


@require_safe
@never_cache
@login_not_required
def results(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    search = own_search(request, public_id)
    sayings = sayings_in(search, request)
    found = _found(request, search, sayings)
    # Someone who goes back gets the whole page: no copy of it waits in the browser.
    if request.htmx and not request.htmx.history_restore_request:
        response = HttpResponse(found)
    else:
        response = render(
            request,
            "partner_search/results.html",
            {
                "search": search,
                "found": found,
                "said": sayings,
                "outcomes": Outcome,
                "call": call_of(search, for_user=request.user),
            },
        )
    response["Vary"] = "HX-Request, Cookie"
    return response


def _found(request: HttpRequest, search: Any, sayings: Sayings) -> SafeString:
    """
    Return the answer with its filters, as HTML.

    It is remembered for a while in this process: going back, paging and reloading ask the same
    again. Everything it depends on is in the key, and it is reached only by way of the search.
    """
    areas = focus_areas_of(search.cluster_id)
    depends_on = (
        current_index().version,
        current_index().model_version,
        search.public_id,
        search.requirements,
        sayings.stands,
        sayings.asked_for,
        sayings.is_handed_over,
        get_language(),
        request.META["QUERY_STRING"],
        [(area.code, area.name_in(get_language()), area.terms) for area in areas],
    )
    key = hashlib.sha256(repr(depends_on).encode()).hexdigest()
    found = caches["answers"].get(key)
    if found is None:
        context = _answer_to(request, search, sayings, areas)
        found = render_to_string("partner_search/_results.html", context, request)
        caches["answers"].set(key, found)
    return mark_safe(found)


def _answer_to(
    request: HttpRequest, search: Any, sayings: Sayings, areas: Sequence[Any]
) -> dict[str, Any]:
    """Return what the answer's template shows."""
    form = FiltersForm(request.GET, countries=current_index().countries, focus_areas=areas)
    number = _page_number(request)
    in_plain_order = request.GET.get("plain") == "1"
    answer = suggestions(
        search,
        standing=sayings.stands,
        filters=form.filters,
        top=number * MATCHES_PER_PAGE,
        in_plain_order=in_plain_order,
    )
    form.offer(answer.facets)
    page = _page_of(answer, number)
    requirements = count_answers(answer.requirements, page.object_list)
    shown = show(
        page.object_list,
        first=page.start_index(),
        best=answer.matches[0].score if page else 1.0,
        choices=choices_in(search, sayings),
        coverage=coverage_in(answer.requirements, spoken=search.language),
    )
    return {
        "search": search,
        "answer": answer,
        "page": page,
        "matches": draw(shown),
        "filters_form": form,
        "active_filters": _active_filters(request, form),
        "map": results_map(each.place for each in shown if each.place),
        "language_hint": _speaks_another_language(answer),
        "nobody_fits": answer.fit == Fit.NOBODY,
        "requirements": requirements,
        "has_several": len(requirements) > 1,
        "chance_is_known": any(each.chance for each in shown),
        "offers_hand_over": answer.fit != Fit.GOOD,
        "is_handed_over": sayings.is_handed_over,
        "shortlisted": len(sayings.stands.chosen),
        "in_plain_order": in_plain_order,
        "other_order_url": _in_order(request.GET, plain=not in_plain_order),
    }


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    searches = Paginator(searches_of(for_user=request.user), 50)
    page = searches.get_page(request.GET.get("page"))
    return render(request, "partner_search/mine.html", {"page": page})


@require_POST
@login_not_required
def forget(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    actions.forget_search(own_search(request, public_id))
    messages.success(request, _("We have forgotten this search."))
    return redirect("partner_search:mine" if request.user.is_authenticated else "home:index")


def _browser_key(request: HttpRequest) -> str:
    """Return what ties the searches of someone not signed in to this browser's session."""
    if not request.user.is_authenticated and "browser_key" not in request.session:
        request.session["browser_key"] = get_random_string(32)
    return request.session.get("browser_key", "")


def _page_number(request: HttpRequest) -> int:
    """Return the page asked for; anything unreadable is the first, anything beyond the last."""
    last = MOST_MATCHES // MATCHES_PER_PAGE
    asked = request.GET.get("page", "1")
    return (
        min(max(int(asked), 1), last)
        if asked.isascii() and asked.isdigit() and len(asked) < 9
        else 1
    )


def _page_of(answer: Answer, number: int) -> Page:
    """Cut one page out of the answer, which reaches from the best match to this page's end."""
    found = min(answer.found, MOST_MATCHES)
    paginator = Paginator(range(found), MATCHES_PER_PAGE)
    page = paginator.get_page(number)
    page.object_list = answer.matches[page.start_index() - 1 if found else 0 : page.end_index()]
    return page


def _speaks_another_language(answer: Answer) -> bool:
    words = len(answer.known_words) + len(answer.unknown_words)
    return words > 0 and len(answer.known_words) / words < FEW_WORDS_KNOWN


def _active_filters(request: HttpRequest, form: FiltersForm) -> list[dict[str, str]]:
    """Return each filter in use, in words, with the address that does without it."""
    return [
        {"label": form.label_of(name, value), "remove_url": _without(request.GET, name, value)}
        for name in ("country", "kind", "sme", "focus")
        for value in form.chosen(name)
    ]


def _in_order(query: QueryDict, *, plain: bool) -> str:
    """Return the address of the first page in the order without the shortlist, or with it."""
    other = query.copy()
    other.pop("page", None)
    other.pop("plain", None)
    if plain:
        other["plain"] = "1"
    return f"?{other.urlencode()}"


def _without(query: QueryDict, name: str, value: str) -> str:
    remaining = query.copy()
    remaining.pop("page", None)
    remaining.setlist(name, [other for other in query.getlist(name) if other != value])
    return f"?{remaining.urlencode()}"
