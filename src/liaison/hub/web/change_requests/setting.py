"""The page on which a cluster's managers say which changes their team looks at."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liaison.hub.change_requests import actions, policies, queries
from liaison.hub.change_requests.choices import Scope
from liaison.hub.clusters.queries import current_cluster
from liaison.hub.web.change_requests.forms import RuleForm
from liaison.hub.web.layout.views import sent


@require_http_methods(["GET", "POST"])
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    cluster = current_cluster(host=request.get_host())
    if not policies.can_change_rule(request.user, cluster):
        raise PermissionDenied
    rule = queries.rule_of(cluster)
    initial = {name: getattr(rule, name) for name in RuleForm.base_fields}
    form = RuleForm(sent(request), initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        actions.change_rule(
            cluster,
            scope=Scope(said["scope"]),
            codes=said["codes"],
            answers_within_days=said["answers_within_days"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Saved. It holds from now on; what waits goes on waiting."))
        return redirect("change_requests:desk")
    return render(
        request,
        "change_requests/settings.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )
