"""What hinders one's own organisations: telling it, changing it, and what became of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.policy_needs.actions import telling
from liaison.hub.policy_needs.queries import opened, signals
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.policy_needs import forms

_SAID = ("theme", "words", "language", "attribution", "version")


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """List what hinders those for whom one acts, with what became of each."""
    cluster = cluster_of(request)
    own = signals.own_signals(cluster, for_user=request.user)
    became = opened.what_became(own, for_user=request.user)
    context = {
        "told": [(signal, became.get(signal.pk)) for signal in own],
        "members": signals.members_one_acts_for(cluster, for_user=request.user),
        "several": len({signal.organisation_id for signal in own}) > 1,
    }
    return render(request, "policy_needs/mine.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def tell(request: HttpRequest) -> HttpResponse:
    """Tell the team what hinders a member for which one acts."""
    cluster = cluster_of(request)
    members = signals.members_one_acts_for(cluster, for_user=request.user)
    if not members:
        # The page says who can.
        return redirect("policy_needs:mine")
    form = forms.TellForForm(
        sent(request),
        organisations=[(str(each.public_id), each.name) for each in members],
        initial={"language": get_language()},
    )
    if form.is_valid():
        try:
            signal = telling.tell(
                chosen(members, form),
                form.told,
                cluster=cluster,
                by=request.user,
                now=timezone.now(),
            )
        except telling.NotUsable as error:
            complain(form, error)
        except telling.TooManySignals:
            form.add_error(
                None,
                _("You told ten things within a day. Please go on tomorrow, or call your team."),
            )
        else:
            messages.success(
                request, _("Thank you. Your team has it, and tells you what comes of it.")
            )
            return redirect("policy_needs:own", signal.public_id)
    context = {"form": form, "members": members}
    return render(request, "policy_needs/tell.html", context, status=422 if form.is_bound else 200)


@require_safe
@never_cache
def own(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one with what became of it, and what one can do."""
    signal = _own(request, public_id)
    became = opened.what_became([signal], for_user=request.user).get(signal.pk)
    return render(request, "policy_needs/own.html", {"signal": signal, "became": became})


@require_http_methods(["GET", "POST"])
@never_cache
def change(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    signal = _own(request, public_id)
    kind = forms.ChangeEchoForm if signal.is_echo else forms.TellForm
    form = kind(sent(request), initial={code: getattr(signal, code) for code in _SAID})
    if form.is_valid():
        try:
            telling.change(
                signal,
                form.told,
                version=form.cleaned_data["version"],
                by=request.user,
                now=timezone.now(),
            )
        except telling.NotUsable as error:
            complain(form, error)
        except telling.TooLate:
            form.add_error(
                None,
                _("It was changed meanwhile. Open it in another window and compare the two."),
            )
        else:
            messages.success(request, _("Kept as you say it now."))
            return redirect("policy_needs:own", public_id)
    context = {"form": form, "signal": signal}
    status = 422 if form.is_bound else 200
    return render(request, "policy_needs/change.html", context, status=status)


@require_POST
def take_up(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say that what the team noted is right as it was read."""
    signal = _own(request, public_id)
    try:
        if request.POST.get("version") != str(signal.version):
            raise telling.TooLate
        telling.take_up(signal, version=signal.version, by=request.user, now=timezone.now())
    except telling.TooLate:
        messages.warning(request, _("The team changed it meanwhile: please read it once more."))
    else:
        messages.success(request, _("Thank you. It is yours now; a ministry learns no more of it."))
    return redirect("policy_needs:own", public_id)


@require_http_methods(["GET", "POST"])
@never_cache
def take_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask whether it is to be erased; the button erases it."""
    signal = _own(request, public_id)
    if request.method == "POST":
        try:
            telling.take_back(signal, by=request.user, now=timezone.now())
        except telling.TooLate:
            messages.warning(request, _("It is erased already."))
        else:
            messages.success(request, _("Erased. Nobody reads or counts it any more."))
        return redirect("policy_needs:mine")
    return render(request, "policy_needs/take_back.html", {"signal": signal})


def chosen(members: list[Any], form: Any) -> Any:
    """Return the organisation that was chosen in a form, or the only one."""
    wanted = form.cleaned_data["organisation"]
    return next((each for each in members if str(each.public_id) == wanted), members[0])


def complain(form: Any, error: Any) -> None:
    """Say at its field that something cannot be kept."""
    field = error.field if error.field in form.fields else None
    form.add_error(field, _("This cannot be kept as it is; please look at it again."))


def _own(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(signals.get_own, public_id, for_user=request.user)
