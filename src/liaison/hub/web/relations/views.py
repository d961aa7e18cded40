"""What organisations are to each other: saying it, answering it, taking it back."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.change_requests import actions as reviewed
from liaison.hub.change_requests.queries import waiting_changes_of
from liaison.hub.directory.choices import RelationKind, RelationState, Side
from liaison.hub.directory.editing import get_editable
from liaison.hub.directory.listing import Selection, get_profile, list_organisations
from liaison.hub.directory.relations import actions, queries
from liaison.hub.directory.relations.values import code_of, is_of_relation, value_of
from liaison.hub.directory.visibility import acts_for
from liaison.hub.web.entry_editing.presenting import label_of
from liaison.hub.web.entry_editing.relations import relation_in_words
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.relations import forms


@dataclass(frozen=True)
class ShownAsked:
    """
    What was asked for of a relation and waits, in words, and the id of its request.

    :ivar words: "" for taking it back
    """

    words: str
    request_id: Any


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
    asked: ShownAsked | None


@require_safe
@never_cache
def relations(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show all relations of an organisation to those who keep its entry, and look up another."""
    organisation = found_or_404(get_editable, public_id, for_user=request.user)
    told = list(queries.relations_of(organisation, for_user=request.user))
    waiting = _waiting(organisation, request.user)
    form = forms.SearchForm(request.GET if "q" in request.GET else None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "organisation": organisation,
        "relations": [_show(each, organisation, request.user, waiting) for each in told],
        "asked": [_show_asked(each, request.user) for each in waiting.values() if not each.old],
        "may_take_back": acts_for(request.user, organisation),
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
        return redirect("relations:relations", public_id)
    context = {"organisation": organisation, "other": other, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "relations/relate.html", context, status=status)


@require_POST
def answer(request: HttpRequest, public_id: uuid.UUID, relation_id: uuid.UUID) -> HttpResponse:
    relation = _relation(request, public_id, relation_id)
    confirms = request.POST.get("answer") == "confirm"
    try:
        waiting = reviewed.answer_relation(
            relation, confirms=confirms, label_of=label_of, by=request.user, now=timezone.now()
        )
    except actions.ClosesRing:
        messages.warning(request, _ring())
    except reviewed.TooManyRequests:
        messages.warning(request, _too_many())
    else:
        said = _("Confirmed.") if confirms else _("Contradicted: nobody else sees it any more.")
        messages.success(request, _waits() if waiting else said)
    return redirect("relations:relations", public_id)


@require_POST
def take_back(request: HttpRequest, public_id: uuid.UUID, relation_id: uuid.UUID) -> HttpResponse:
    relation = _relation(request, public_id, relation_id)
    try:
        waiting = reviewed.take_relation_back(
            relation, label_of=label_of, by=request.user, now=timezone.now()
        )
    except reviewed.TooManyRequests:
        messages.warning(request, _too_many())
    else:
        messages.success(request, _waits() if waiting else _("Taken back."))
    return redirect("relations:relations", public_id)


def _relate(request: HttpRequest, organisation: Any, other: Any, form: forms.RelationForm) -> bool:
    first, second = (other, organisation) if form.is_backwards else (organisation, other)
    said = {name: form.cleaned_data[name] for name in ("since", "until", "source")}
    try:
        waiting = reviewed.relate(
            *(first, form.kind, second),
            **said,
            label_of=label_of,
            by=request.user,
            now=timezone.now(),
        )
    except actions.WithItself:
        form.add_error(None, _("Choose another organisation than this one itself."))
    except actions.EndsBeforeItBegan:
        form.add_error("until", _("The last day lies before the first. Correct one of the two."))
    except actions.ClosesRing:
        form.add_error("what", _ring())
    except reviewed.TooManyRequests:
        form.add_error(None, _too_many())
    except actions.AlreadyTold:
        form.add_error("what", _("This is noted of the two already; it stands in the list."))
    else:
        done = _("Saved. The other side may confirm or contradict it.")
        messages.success(request, _waits() if waiting else done)
        return True
    return False


def _waits() -> str:
    return _(
        "Your cluster looks at this first. Its team has been told; you hear from it by e-mail, and"
        " see how far it is under “Changes asked for”."
    )


def _too_many() -> str:
    return _("You have asked for many changes today; please go on tomorrow.")


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


def _waiting(organisation: Any, user: Any) -> dict[str, Any]:
    """Return the changes of relations that wait, by the codes of the relations."""
    found = waiting_changes_of(organisation, for_user=user)
    return {each.field: each for each in found if is_of_relation(each.field)}


def _show_asked(change: Any, user: Any) -> ShownAsked:
    names = queries.names_in(change.new or change.old, for_user=user)
    return ShownAsked(" · ".join(relation_in_words(change.new, names)), change.request.public_id)


def _show(relation: Any, organisation: Any, user: Any, waiting: Mapping[str, Any]) -> ShownRelation:
    asked = waiting.get(code_of(value_of(relation)))
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
        asked=_show_asked(asked, user) if asked else None,
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
