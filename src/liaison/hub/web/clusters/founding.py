"""Setting up a further cluster, by those who run the installation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liaison.hub.accounts.queries import NoPerson, get_person
from liaison.hub.clusters import policies, queries
from liaison.hub.clusters.actions import AlreadySetUp
from liaison.hub.clusters.starting_sets import STARTING_SETS, empty_set
from liaison.hub.membership.actions import found_cluster
from liaison.hub.web.clusters.forms import FoundingForm
from liaison.hub.web.layout.views import sent


@require_http_methods(["GET", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    if not policies.can_set_up_clusters(request.user):
        raise PermissionDenied
    there = {each.slug for each in queries.clusters_with_focus_areas()}
    sets = [(slug, spec["name"]) for slug, spec in STARTING_SETS.items() if slug not in there]
    form = FoundingForm(sent(request), sets=sets)
    if form.is_valid():
        cluster = _found(request, form)
        if cluster is not None:
            messages.success(request, _("%(name)s is set up.") % {"name": cluster.name})
            return redirect("clusters:ours", cluster.slug)
    status = 422 if form.is_bound else 200
    return render(request, "clusters/new.html", {"form": form}, status=status)


def _found(request: HttpRequest, form: FoundingForm) -> Any:
    """Set the cluster up; nothing where something is wrong, which the form then says."""
    entered = form.cleaned_data
    spec = STARTING_SETS.get(entered["starting_set"]) or empty_set(entered["slug"], entered["name"])
    try:
        manager = get_person(entered["manager"]) if entered["manager"] else None
        return found_cluster(spec, manager=manager, by=request.user, now=timezone.now())
    except NoPerson:
        form.add_error("manager", _("Nobody with an account here uses this address."))
    except AlreadySetUp:
        form.add_error(None, _("There is a cluster under this name in addresses already."))
    return None
