"""One's own needs and offers, once they are submitted."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.listings import actions, policies, queries
from liaison.hub.listings.choices import WORDS
from liaison.hub.listings.messages import remarked
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.listings import forms
from liaison.hub.web.listings.presenting import facts_of, findings_shown, language_now, texts_of


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    cluster = cluster_of(request)
    context = {
        "listings": queries.own_listings(
            cluster=cluster, language=language_now(), for_user=request.user
        ),
        "can_begin": bool(queries.members_one_acts_for(cluster, for_user=request.user)),
    }
    return render(request, "listings/mine.html", context)


@require_safe
@never_cache
def own(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show how far it has come, and what one can do with it."""
    listing = _own(request, public_id)
    user, now = request.user, timezone.localdate()
    shown = queries.get_shown(public_id, language=language_now(), for_user=user, now=now)
    review = queries.last_review(listing)
    context = {
        "listing": listing,
        "shown": shown,
        "facts": facts_of(shown, for_user=user),
        "review": review,
        "remarks": _remarks(review),
        "waiting": queries.waiting_version(listing),
        "versions": queries.versions_of(listing),
        "matched": queries.matched_of(listing),
        "renew_form": forms.RenewForm(today=now),
        "can": {
            name: getattr(policies, f"can_{name}")(user, listing)
            for name in (
                *("edit", "change_published", "take_back", "pause", "resume"),
                *("close", "renew", "match"),
            )
        },
    }
    return render(request, "listings/own.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def change(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for other words in what is published; the team reads them first."""
    listing = _own(request, public_id)
    if not policies.can_change_published(request.user, listing):
        raise Http404
    waiting = queries.waiting_version(listing)
    words = dict(waiting.words if waiting else listing.words())
    original = words.pop(listing.language)
    form = forms.ChangeForm(sent(request), initial=original)
    translations = forms.TranslationsForm(
        sent(request),
        original=listing.language,
        initial={
            f"{code}_{lang}": text for lang, said in words.items() for code, text in said.items()
        },
    )
    findings: Any = []
    if form.is_valid() and translations.is_valid():
        try:
            is_changed = actions.change_published(
                listing,
                {code: form.cleaned_data[code] for code in WORDS},
                translations.translations,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except actions.GivesAway as error:
            wanted = {listing.language: form.cleaned_data, **translations.translations}
            shown = {
                language: {code: said[code] for code in WORDS} for language, said in wanted.items()
            }
            findings = findings_shown(
                [*error.checked.hard, *error.checked.open],
                texts_of(listing, shown),
                {},
                listing=listing,
            )
            form.add_error(
                None,
                _("These words may give something away: change them, or say why it is all right."),
            )
        except actions.TooLate:
            return _too_late(request, public_id)
        else:
            told = (
                _("Submitted. What is published stays until the team has read it.")
                if is_changed
                else _("Nothing was changed.")
            )
            messages.success(request, told)
            return redirect("listings:own", public_id)
    context = {
        "listing": listing,
        "form": form,
        "translations": translations,
        "findings": findings,
    }
    return render(request, "listings/change.html", context, status=422 if form.is_bound else 200)


@require_POST
def take_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _step(request, public_id, actions.take_back, _("Taken back. You can go on writing."))


@require_POST
def pause(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _step(request, public_id, actions.pause, _("Paused. Nobody else sees it now."))


@require_POST
def resume(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _step(request, public_id, actions.resume, _("It is published again."))


@require_http_methods(["GET", "POST"])
@never_cache
def close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    listing = _own(request, public_id)
    if not policies.can_close(request.user, listing):
        raise Http404
    form = forms.CloseForm(sent(request))
    if form.is_valid():
        try:
            actions.close(listing, **form.cleaned_data, by=request.user, now=timezone.now())
        except actions.TooLate:
            return _too_late(request, public_id)
        messages.success(request, _("Closed. Thank you for saying what became of it."))
        return redirect("listings:own", public_id)
    context = {"listing": listing, "form": form}
    return render(request, "listings/close.html", context, status=422 if form.is_bound else 200)


@require_POST
def renew(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    listing = _own(request, public_id)
    form = forms.RenewForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        messages.warning(request, _("Please choose a day within the next twelve months."))
        return redirect("listings:own", public_id)
    until = form.cleaned_data["valid_until"]
    try:
        actions.renew(listing, until, by=request.user, now=timezone.now())
    except actions.NotUsable:
        messages.warning(request, _("Please choose a day within the next twelve months."))
    except actions.TooLate:
        return _too_late(request, public_id)
    else:
        messages.success(request, _("It stays open."))
    return redirect("listings:own", public_id)


@require_http_methods(["GET", "POST"])
@never_cache
def opened_to(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Open it to organisations one by one, note agreements, close it to them again."""
    listing = found_or_404(
        queries.get_listing, public_id, for_user=request.user, now=timezone.localdate()
    )
    if not policies.can_match(request.user, listing):
        raise Http404
    if request.method == "POST":
        _change_opened(request, listing)
        return redirect("listings:opened-to", public_id)
    form = forms.NameSearchForm(request.GET if "name" in request.GET else None)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    context = {
        "listing": listing,
        "is_own": policies.owns(request.user, listing),
        "matched": queries.matched_of(listing),
        "form": form,
        "name": name,
        "found": queries.organisations_to_pick(name, for_user=request.user),
    }
    return render(request, "listings/opened_to.html", context)


def _change_opened(request: HttpRequest, listing: Any) -> None:
    """Do what the button that was pressed says."""
    who_and_when: dict[str, Any] = {"by": request.user, "now": timezone.now()}
    matched = {str(each.pk): each for each in queries.matched_of(listing)}
    if (key := request.POST.get("close", "")) in matched:
        actions.unmatch(matched[key], **who_and_when)
        return
    if (key := request.POST.get("signed", "")) in matched:
        form = forms.NdaForm(request.POST)
        try:
            if form.is_valid():
                actions.note_nda(matched[key], form.cleaned_data["on"], **who_and_when)
                messages.success(request, _("Noted. They may read the private brief now."))
                return
        except actions.NotUsable:
            pass
        messages.warning(request, _("Please give the day on which it was signed."))
        return
    try:
        chosen = uuid.UUID(request.POST.get("open", ""))
    except ValueError:
        return
    organisation = found_or_404(queries.get_organisation_to_pick, chosen, for_user=request.user)
    try:
        actions.match(listing, organisation, **who_and_when)
    except actions.IsKeptFrom:
        messages.warning(request, _("It is kept from this organisation, or is its own."))
    except actions.AlreadyMatched:
        messages.warning(request, _("It is open to this organisation already."))
    except actions.TooLate:
        messages.warning(request, _("It is not published any more."))
    else:
        messages.success(request, _("Opened. Those who act for the organisation get a letter."))


def _remarks(review: Any) -> list[tuple[str, str]]:
    if review is None or review.decision != "returned":
        return []
    return [(remarked(code), said) for code, said in review.remarks.items()]


def _own(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_own, public_id, for_user=request.user)


def _step(request: HttpRequest, public_id: uuid.UUID, action: Any, told: str) -> HttpResponse:
    listing = _own(request, public_id)
    try:
        action(listing, by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request, public_id)
    messages.success(request, told)
    return redirect("listings:own", public_id)


def _too_late(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    messages.warning(request, _("That is not possible any more; here is how it stands."))
    return redirect("listings:own", public_id)
