"""Who takes part in a collaboration, as the team writes it down."""

import uuid
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liaison.hub.collaborations import actions, queries
from liaison.hub.collaborations.choices import MOST_PARTNERS, PartnerRole
from liaison.hub.directory.lookup import find_organisations
from liaison.hub.directory.queries import organisations_named
from liaison.hub.web.collaborations.forms import FindForm, PartnerForm, RecordedForm
from liaison.hub.web.layout.views import found_or_404, found_or_none, sent

FOUND = 8


@require_http_methods(["GET", "POST"])
@never_cache
def add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Look up an organisation, and write down that it takes part."""
    collaboration = found_or_404(queries.get_kept, public_id, for_user=request.user)
    if request.method == "POST":
        return _added(request, collaboration)
    form = FindForm(request.GET if "q" in request.GET else None)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    here = [each.organisation for each in _found_here(text, request.user)]
    known = {each.open_data_id for each in here if each.open_data_id}
    elsewhere = _found_elsewhere(text, request.user)
    context = {
        "collaboration": collaboration,
        "form": form,
        "text": text,
        "here": here,
        "elsewhere": [each for each in elsewhere if each.id not in known],
    }
    return render(request, "collaborations/add_partner.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def change(request: HttpRequest, partner_id: uuid.UUID) -> HttpResponse:
    partner = found_or_404(queries.get_partner_kept, partner_id, for_user=request.user)
    form = PartnerForm(sent(request), initial={"role": partner.role, "is_lead": partner.is_lead})
    if form.is_valid():
        actions.change_partner(
            partner_id,
            role=PartnerRole(form.cleaned_data["role"]),
            is_lead=form.cleaned_data["is_lead"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("collaborations:collaboration", partner.collaboration.public_id)
    context = {"partner": partner, "form": form, "answer_form": RecordedForm()}
    status = 422 if form.is_bound else 200
    return render(request, "collaborations/partner.html", context, status=status)


@require_POST
def remove(request: HttpRequest, partner_id: uuid.UUID) -> HttpResponse:
    removed = found_or_404(actions.remove_partner, partner_id, by=request.user, now=timezone.now())
    said = _("%(name)s is no partner of it any more.") % {"name": removed.name}
    messages.success(request, said)
    return redirect("collaborations:collaboration", removed.collaboration.public_id)


@require_POST
def record_answer(request: HttpRequest, partner_id: uuid.UUID) -> HttpResponse:
    """Write down what a partner told, for whom nobody is here."""
    partner = found_or_404(queries.get_partner_kept, partner_id, for_user=request.user)
    form = RecordedForm(request.POST)
    if form.is_valid():
        said = form.said | {"source": form.cleaned_data["source"]}
        try:
            actions.record_answer(partner_id, **said, by=request.user, now=timezone.now())
        except actions.AnswersItself:
            form.add_error(None, _("Somebody acts for it here and answers for it."))
        else:
            messages.success(request, _("Noted."))
            return redirect("collaborations:collaboration", partner.collaboration.public_id)
    initial = {"role": partner.role, "is_lead": partner.is_lead}
    context = {
        "partner": partner,
        "form": PartnerForm(initial=initial),
        "answer_form": form,
    }
    return render(request, "collaborations/partner.html", context, status=422)


def _added(request: HttpRequest, collaboration: Any) -> HttpResponse:
    chosen = request.POST.get("organisation", "")
    which: dict[str, Any] = {"open_data_id": request.POST.get("open_data", "")}
    with suppress(ValueError):
        which = {"organisation": uuid.UUID(chosen)}
    try:
        added = found_or_404(
            actions.add_partner,
            collaboration.public_id,
            **which,
            role=PartnerRole.PARTNER,
            by=request.user,
            now=timezone.now(),
        )
    except actions.PartnerAlready:
        messages.warning(request, _("It takes part already."))
    except actions.TooMany:
        said = _("There are %(number)d partners, which is the most.") % {"number": MOST_PARTNERS}
        messages.error(request, said)
    else:
        messages.success(request, _("%(name)s takes part.") % {"name": added.name})
        return redirect("collaborations:partner", added.public_id)
    return redirect("collaborations:collaboration", collaboration.public_id)


def _found_here(text: str, user: Any) -> list[Any]:
    return find_organisations(text, for_user=user, top=FOUND) if text else []


def _found_elsewhere(text: str, user: Any) -> list[Any]:
    """Return whom open data knows by this name; nobody while there is none."""
    if not text:
        return []
    return found_or_none(organisations_named, text, for_user=user, top=FOUND) or []
