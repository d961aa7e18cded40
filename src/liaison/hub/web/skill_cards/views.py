"""Skill cards: those that members see, writing one's own, and the team's look at them."""

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

from liaison.hub.directory.texts import LANGUAGES
from liaison.hub.skill_cards import actions, queries
from liaison.hub.skill_cards.choices import CardState
from liaison.hub.web.components.languages import language_name
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.skill_cards.forms import CardForm, LookForm

CARDS_SHOWN = 50


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show the cards of members to each other, one's own, and to the team those that wait."""
    cluster = cluster_of(request)
    cards = queries.own_cards(cluster, for_user=request.user)
    memberships = queries.memberships_of(cluster, for_user=request.user)
    shown = queries.cards_shown(cluster, for_user=request.user)[:CARDS_SHOWN]
    context = {
        "own": [(each.organisation, cards.get(each.organisation_id)) for each in memberships],
        "waiting": queries.cards_to_look_at(cluster, for_user=request.user),
        "shown": [_read(card, card.shown_texts) for card in shown],
    }
    return render(request, "skill_cards/index.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def write(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Answer the questions in one language; the card is handed to the team when it is saved."""
    cluster = cluster_of(request)
    organisation = found_or_404(
        queries.get_own_organisation, organisation_id, cluster, for_user=request.user
    )
    card = queries.card_of(organisation, cluster, for_user=request.user)
    texts = card.texts if card else {}
    language = _language(request)
    form = CardForm(sent(request), texts=texts, language=language)
    if form.is_valid():
        try:
            actions.write_card(
                organisation,
                cluster,
                form.cleaned_data,
                language=language,
                seen=form.cleaned_data["seen"] or None,
                by=request.user,
                now=timezone.now(),
            )
        except actions.NothingWritten:
            form.add_error(None, _("Please answer one question at least."))
        except actions.TooLate:
            form.add_error(
                None,
                _(
                    "A colleague changed it meanwhile. Open it in another window and compare"
                    " the two."
                ),
            )
        else:
            messages.success(
                request,
                _("Saved. Members see it once the cluster team has looked at it."),
            )
            return redirect(request.get_full_path())
    context = {
        "organisation": organisation,
        "card": card,
        "form": form,
        "language": language,
        "languages": [(each, language_name(each)) for each in LANGUAGES],
        "preview": _read(card, texts) if card else None,
    }
    status = 422 if form.errors else 200
    return render(request, "skill_cards/write.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def look(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a card to the team, which shows it to members or hands it back."""
    card = found_or_404(queries.get_card_to_look_at, public_id, for_user=request.user)
    form = LookForm(sent(request), initial={"version": card.version})
    if form.is_valid():
        try:
            _decide(request, card, form.cleaned_data)
        except actions.TooLate:
            messages.warning(request, _("Somebody was faster: please look at how it stands now."))
            return redirect("skill_cards:look", public_id)
        return redirect("skill_cards:index")
    context = {
        "card": card,
        "form": form,
        "read": [(each, language_name(each), _in(card, each)) for each in LANGUAGES],
        "waits": card.state == CardState.WAITING,
    }
    status = 422 if form.is_bound else 200
    return render(request, "skill_cards/look.html", context, status=status)


@require_POST
def take_down(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found_or_404(actions.take_down, public_id, by=request.user, now=timezone.now())
    messages.success(request, _("Nobody sees the card any more; what you wrote stays with you."))
    return redirect("skill_cards:index")


def _decide(request: HttpRequest, card: Any, said: dict[str, Any]) -> None:
    usual = {"version": said["version"], "by": request.user, "now": timezone.now()}
    if said["answer"] == "show":
        actions.show_card(card.public_id, **usual)
        messages.success(request, _("Members of the cluster see it now."))
    else:
        actions.return_card(card.public_id, word=said["word"], **usual)
        messages.success(request, _("It is handed back with your word."))


def _language(request: HttpRequest) -> str:
    """Return in which language a card is written: as the address says, else the reader's own."""
    asked = request.GET.get("language", "")
    own = get_language() or ""
    return next(each for each in (asked, own, *LANGUAGES) if each in LANGUAGES)


def _read(card: Any, texts: Any) -> Any:
    return queries.read_card(card, texts, language=get_language() or "")


def _in(card: Any, language: str) -> list[Any]:
    """Return the answers that are written in a language."""
    read = queries.read_card(card, card.texts, language=language)
    return [each for each in read.answers if each.language == language]
