"""The challenges that the team opened to members, who may say that they are hindered too."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liaison.hub.policy_needs.actions import echoing
from liaison.hub.policy_needs.choices import Attribution
from liaison.hub.policy_needs.queries import opened as queries
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404
from liaison.hub.web.policy_needs import forms
from liaison.hub.web.policy_needs.mine import chosen, complain


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """List what several members are hindered by, without who they are."""
    cluster = cluster_of(request)
    found = queries.opened_challenges(cluster, for_user=request.user)
    context = {
        "can_read": bool(found) or queries.can_read_opened(cluster, for_user=request.user),
        "opened": found,
    }
    return render(request, "policy_needs/opened.html", context)


@require_safe
@never_cache
def challenge(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _show(request, _opened(request, public_id))


@require_http_methods(["GET", "POST"])
def echo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say that it hinders an organisation too: in one press, or with words."""
    found = _opened(request, public_id)
    if request.method == "GET":
        return redirect("policy_needs:open-challenge", public_id)
    form = _form(found, request.POST)
    if not found.can_echo or _is_said_by(found, request.POST.get("organisation", "")):
        _say_it_is_said(request, found)
        return redirect("policy_needs:open-challenge", public_id)
    if form.is_valid():
        try:
            echoing.echo(
                found.challenge,
                chosen(found.can_echo, form),
                form.told,
                by=request.user,
                now=timezone.now(),
            )
        except echoing.AlreadySaid:
            messages.info(request, _("You are counted already."))
        except echoing.TooLate:
            messages.warning(request, _("It is closed meanwhile; here is how it stands."))
        except echoing.NotUsable as error:
            complain(form, error)
            return _show(request, found, form=form)
        else:
            messages.success(request, _("Thank you. You are counted, and hear of every answer."))
        return redirect("policy_needs:open-challenge", public_id)
    return _show(request, found, form=form)


def _show(request: HttpRequest, found: Any, *, form: Any = None) -> HttpResponse:
    status = 200 if form is None else 422
    context = {
        "opened": found,
        "form": form or _form(found),
        # With ids of its own, since it stands beside the other.
        "press_form": _form(found, auto_id="press_%s"),
    }
    return render(request, "policy_needs/open_challenge.html", context, status=status)


def _form(found: Any, data: Any = None, **keywords: Any) -> Any:
    organisations = [(str(each.public_id), each.name) for each in found.can_echo]
    return forms.EchoForm(
        data,
        organisations=organisations,
        initial={"language": get_language(), "attribution": Attribution.COUNTED},
        **keywords,
    )


def _is_said_by(found: Any, organisation: str) -> bool:
    """Say whether the one that was chosen is counted: the button was pressed twice."""
    return organisation in {str(signal.organisation.public_id) for signal in found.own}


def _say_it_is_said(request: HttpRequest, found: Any) -> None:
    if found.own:
        messages.info(request, _("You are counted already."))
    else:
        messages.warning(request, _("Only members of the cluster can say so, while it is open."))


def _opened(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_opened, public_id, for_user=request.user)
