"""Pages about membership that everybody may open: what it brings, what is asked, the charter."""

from contextlib import suppress
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liaison.hub.clusters.queries import current_cluster
from liaison.hub.directory.listing import numbers_of_members_shown
from liaison.hub.membership import policies, queries
from liaison.hub.membership.choices import Category
from liaison.hub.web.membership.presenting import points


@require_safe
@never_cache
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    cluster = current_cluster(host=request.get_host())
    admission = queries.admission_of(cluster)
    user = request.user
    is_of_the_team = policies.is_of_the_team(user, cluster)
    context = {
        "admission": admission,
        "can_apply": admission is not None and admission.is_open,
        "brings": _said(admission, "brings"),
        "asks": _said(admission, "asks"),
        "questions": queries.questions_of(cluster),
        "charter": queries.current_charter(cluster),
        "categories": Category.choices,
        "number_of_members": queries.number_of_members(cluster),
        "number_shown": numbers_of_members_shown(for_user=user).get(cluster.slug, 0),
        "applications": list(queries.applications_of(for_user=user, cluster=cluster)),
        "is_of_the_team": is_of_the_team,
        "has_something_to_decide": not is_of_the_team
        and queries.applications_to_decide(cluster, for_user=user).exists(),
    }
    return render(request, "membership/index.html", context)


@require_safe
@login_not_required
def charter(request: HttpRequest, version: int) -> HttpResponse:
    cluster = current_cluster(host=request.get_host())
    with suppress(queries.NoCharter):
        shown = queries.get_charter(version, cluster=cluster)
        language = get_language()
        context = {
            "charter": shown,
            "text": shown.text_in(language, field="text"),
            "text_language": shown.language_of(language, field="text"),
            "is_in_force": shown == queries.current_charter(cluster),
        }
        return render(request, "membership/charter.html", context)
    raise Http404


def _said(admission: Any, field: str) -> dict[str, Any]:
    """Return the points of what a cluster says, and in which language it says them."""
    if admission is None:
        return {"points": [], "language": ""}
    language = get_language()
    return {
        "points": points(admission.text_in(language, field=field)),
        "language": admission.language_of(language, field=field),
    }
