"""What organisations are to each other: saying it, answering it, taking it back."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.change_requests.actions import NeedsReview
from liaison.hub.directory.choices import RelationKind, RelationState, Side
from liaison.hub.directory.editing import get_editable
from liaison.hub.directory.listing import Selection, get_profile, list_organisations
from liaison.hub.directory.relations import actions, queries
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.relations import forms


@dataclass(frozen=True)
class ShownRelation:
    """A relation, as one of its sides reads it, and what the reader may do."""

    relation: Any
    what: str
    other: Any
    state: str
    can_confirm: bool
    can_contradict: bool
    can_remove: bool


@require_safe
@never_cache
def relations(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show all relations of an organisation to those who keep its entry, and look up another."""
    organisation = found_or_404(get_editable, public_id, for_user=request.user)
    told = queries.relations_of(organisation, for_user=request.user)
    form = forms.SearchForm(request.GET if "q" in request.GET else None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "organisation": organisation,
        "relations": [_show(each, organisation, request.user) for each in told],
        "form": form,
        "text": text,
        "found": _found(text, organisation, request.user),
    }
    return render(request, "relations/relations.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def relate(request: HttpRequest, public_id: uuid.UUID, other_id: uuid.UUID) -> HttpResponse:
    """Say what an organisation is to another."""
    organisation = found_or_404(get_editable, public_id, for_user=request.user)
    other = found_or_404(get_profile, other_id, for_user=request.user).organisation
    form = forms.RelationForm(sent(request))
    if form.is_valid() and _relate(request, organisation, other, form):
        messages.success(request, _("Saved. The other side may confirm or contradict it."))
        return redirect("relations:relations", public_id)
    context = {"organisation": organisation, "other": other, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "relations/relate.html", context, status=status)


@require_POST
def answer(request: HttpRequest, public_id: uuid.UUID, relation_id: uuid.UUID) -> HttpResponse:
    relation = _relation(request, public_id, relation_id)
    confirms = request.POST.get("answer") == "confirm"
    try:
        actions.answer(relation, confirms=confirms, by=request.user, now=timezone.now())
    except actions.ClosesRing:
        messages.warning(request, _ring())
    else:
        said = _("Confirmed.") if confirms else _("Contradicted: nobody else sees it any more.")
        messages.success(request, said)
    return redirect("relations:relations", public_id)


@require_POST
def take_back(request: HttpRequest, public_id: uuid.UUID, relation_id: uuid.UUID) -> HttpResponse:
    relation = _relation(request, public_id, relation_id)
    actions.take_back(relation, by=request.user, now=timezone.now())
    messages.success(request, _("Taken back."))
    return redirect("relations:relations", public_id)


def _relate(request: HttpRequest, organisation: Any, other: Any, form: forms.RelationForm) -> bool:
    first, second = (other, organisation) if form.is_backwards else (organisation, other)
    said = {name: form.cleaned_data[name] for name in ("since", "until", "source")}
    try:
        actions.relate(first, form.kind, second, **said, by=request.user, now=timezone.now())
    except actions.WithItself:
        form.add_error(None, _("Choose another organisation than this one itself."))
    except actions.EndsBeforeItBegan:
        form.add_error("until", _("The last day lies before the first. Correct one of the two."))
    except actions.ClosesRing:
        form.add_error("what", _ring())
    except NeedsReview:
        form.add_error(
            None,
            _(
                "The cluster looks at all changes first, and its team notes who belongs together."
                " Please write to the team what is to be noted."
            ),
        )
    except actions.AlreadyTold:
        form.add_error("what", _("This is noted of the two already; it stands in the list."))
    else:
        return True
    return False


def _ring() -> str:
    return _(
        "Then an organisation would stand above itself. Look through who belongs to whom, and"
        " correct what is wrong there first."
    )


def _relation(request: HttpRequest, public_id: uuid.UUID, relation_id: uuid.UUID) -> Any:
    organisation = found_or_404(get_editable, public_id, for_user=request.user)
    return found_or_404(queries.get_relation, relation_id, organisation, for_user=request.user)


def _found(text: str, organisation: Any, user: Any) -> list[Any]:
    """Return the organisations of this name that the reader may see, but for this one."""
    if not text.strip():
        return []
    page = list_organisations(Selection(text=text), for_user=user).page
    return [each.organisation for each in page if each.organisation != organisation]


def _show(relation: Any, organisation: Any, user: Any) -> ShownRelation:
    kind = RelationKind(relation.kind)
    is_first = relation.organisation_id == organisation.pk
    may_answer = queries.can_answer(user, relation)
    return ShownRelation(
        relation,
        what=str(kind.label if is_first else kind.backwards),
        other=relation.other if is_first else relation.organisation,
        state=_state(relation),
        can_confirm=may_answer and relation.state != RelationState.CONFIRMED,
        can_contradict=may_answer and relation.state != RelationState.CONTRADICTED,
        can_remove=queries.can_remove(user, relation),
    )


def _state(relation: Any) -> str:
    tellers = {
        Side.FIRST: relation.organisation.name,
        Side.SECOND: relation.other.name,
        Side.TEAM: str(Side.TEAM.label),
    }
    words = {"teller": tellers[Side(relation.told_by)]}
    if relation.state == RelationState.CONFIRMED:
        return _("Said by %(teller)s, and confirmed") % words
    if relation.state == RelationState.CONTRADICTED:
        return _("Said by %(teller)s, but contradicted: shown to nobody else") % words
    return _("Said by %(teller)s, not confirmed yet") % words
