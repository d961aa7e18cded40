"""Writing a need or an offer step by step; each step is kept when one goes on."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liaison.hub.clusters.queries import focus_areas_of
from liaison.hub.introductions.queries import open_data_ids_asked
from liaison.hub.listings import actions, policies, queries
from liaison.hub.listings.choices import DAYS_OPEN, WORDS, Tier
from liaison.hub.listings.describing import what_answers
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.listings import forms
from liaison.hub.web.listings.presenting import (
    answers_shown,
    findings_shown,
    language_now,
    texts_of,
)

STEPS = ("kind", "words", "languages", "partner", "access")


@require_http_methods(["GET", "POST"])
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """Begin one for a member for which the reader acts."""
    cluster = cluster_of(request)
    members = queries.members_one_acts_for(cluster, for_user=request.user)
    if not members:
        return render(request, "listings/not_yet.html", status=403)
    form = _begin_form(request, members)
    if form.is_valid():
        said = form.cleaned_data
        chosen = {str(each.public_id): each for each in members}
        organisation = chosen.get(said["organisation"], members[0])
        try:
            listing = actions.begin(
                organisation,
                cluster=cluster,
                kind=said["kind"],
                money=said["money"],
                language=said["language"],
                by=request.user,
                now=timezone.now(),
            )
        except actions.TooManyListings:
            form.add_error(None, _("Your organisation has fifty already. Please close some first."))
        else:
            return redirect("listings:write", listing.public_id, "words")
    context = {"form": form, "step": "kind", "steps": _steps(None, "kind")}
    return render(request, "listings/step.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
@never_cache
def write(request: HttpRequest, public_id: uuid.UUID, step: str) -> HttpResponse:
    """Show and keep one step."""
    listing = _draft(request, public_id)
    if step not in STEPS:
        raise Http404
    form = _FORMS[step](request, listing)
    if form.is_valid():
        try:
            _KEEP[step](listing, form, request)
        except actions.NotUsable as error:
            form.add_error(*_complaint(error, form))
        except actions.TooLate:
            return _too_late(request, public_id)
        else:
            if "stay" in request.POST:
                return redirect("listings:write", public_id, step)
            return redirect(_next(public_id, step))
    context = {
        "form": form,
        "listing": listing,
        "step": step,
        "steps": _steps(listing, step),
        "review": queries.last_review(listing) if listing.state == "returned" else None,
        "kept_from": queries.kept_from(listing) if step == "access" else [],
        "answers": _answers(request, listing) if step == "words" else [],
        "similar": _similar(request, listing) if step == "words" else [],
    }
    return render(request, "listings/step.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
@never_cache
def kept_from(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose organisations that never see it."""
    listing = _draft(request, public_id)
    kept = queries.kept_from(listing)
    if request.method == "POST":
        organisations = {each.public_id: each for each in kept}
        with_id = request.POST.get("add", "")
        if with_id:
            added = _picked(request, with_id)
            organisations[added.public_id] = added
        organisations.pop(_uuid(request.POST.get("remove", "")), None)
        try:
            actions.keep_from(
                listing, list(organisations.values()), by=request.user, now=timezone.now()
            )
        except actions.NotUsable as error:
            messages.warning(request, _KEPT_FROM_COMPLAINTS[error.field]())
        except actions.TooLate:
            return _too_late(request, public_id)
        return redirect("listings:kept-from", public_id)
    form = forms.NameSearchForm(request.GET if "name" in request.GET else None)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    context = {
        "listing": listing,
        "kept": kept,
        "form": form,
        "name": name,
        "found": queries.organisations_to_pick(name, for_user=request.user),
        "is_public": listing.tier == Tier.PUBLIC,
    }
    return render(request, "listings/kept_from.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def check(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the whole and what it gives away; submit it."""
    listing = _draft(request, public_id)
    if request.method == "POST":
        try:
            actions.submit(listing, by=request.user, now=timezone.now())
        except (actions.GivesAway, actions.NotUsable):
            # The page says what is found, or missing.
            messages.warning(request, _("It could not be submitted yet. Please look below."))
            return redirect("listings:check", public_id)
        except actions.TooLate:
            return _too_late(request, public_id)
        messages.success(request, _("Submitted. The team reads it, and you hear from them."))
        return redirect("listings:own", public_id)
    checked = queries.check(listing)
    shown = queries.get_shown(
        public_id, language=listing.language, for_user=request.user, now=timezone.localdate()
    )
    context = {
        "listing": listing,
        "shown": shown,
        "steps": _steps(listing, "check"),
        "missing": [
            str(name) for code, (name, _longest) in WORDS.items() if not _said(listing, code)
        ],
        "checked": checked,
        "findings": findings_shown(
            checked.findings, texts_of(listing), checked.allowed, listing=listing
        ),
        "answers": _answers(request, listing),
        "similar": _similar(request, listing),
    }
    return render(request, "listings/check.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def allow(request: HttpRequest, public_id: uuid.UUID, mark: str) -> HttpResponse:
    """Say why something that was found is all right."""
    listing = found_or_404(queries.get_own, public_id, for_user=request.user)
    found = next((each for each in queries.check(listing).findings if each.mark == mark), None)
    if found is None or found.is_hard:
        raise Http404
    form = forms.AllowForm(sent(request))
    if form.is_valid():
        actions.allow_passage(
            listing, mark, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
        )
        return redirect("listings:check", public_id)
    context = {"listing": listing, "found": found, "form": form}
    return render(request, "listings/allow.html", context, status=_status(form))


@require_POST
def discard(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    listing = _draft(request, public_id)
    try:
        actions.discard(listing, by=request.user, now=timezone.now())
    except actions.TooLate:
        return _too_late(request, public_id)
    messages.success(request, _("The draft is erased."))
    return redirect("listings:mine")


def _kind_form(request: HttpRequest, listing: Any) -> Any:
    initial = {code: getattr(listing, code) for code in ("kind", "money", "language")}
    return _begin_form(request, [listing.organisation], initial=initial)


def _begin_form(request: HttpRequest, organisations: Any, initial: Any = None) -> Any:
    return forms.BeginForm(
        sent(request),
        initial=initial or {"language": language_now()},
        organisations=[(str(each.public_id), each.name) for each in organisations],
    )


def _words_form(request: HttpRequest, listing: Any) -> Any:
    codes = (*WORDS, "private_brief")
    return forms.WordsForm(
        sent(request),
        initial={code: getattr(listing, code) for code in codes},
        goes_on="stay" not in request.POST,
    )


def _languages_form(request: HttpRequest, listing: Any) -> Any:
    return forms.TranslationsForm(
        sent(request),
        original=listing.language,
        initial={
            f"{code}_{language}": text
            for language, words in listing.translations.items()
            for code, text in words.items()
        },
    )


def _partner_form(request: HttpRequest, listing: Any) -> Any:
    codes = ("partner_role", "partner_kinds", "partner_countries", "keywords", "rights", "deadline")
    initial = {code: getattr(listing, code) for code in codes}
    initial |= {
        "trl_from": str(listing.trl_from or ""),
        "trl_to": str(listing.trl_to or ""),
        "call": listing.call_id or listing.call_link,
        "focus_areas": [area.code for area in listing.focus_areas.all()],
    }
    return forms.PartnerForm(
        sent(request),
        initial=initial,
        areas=focus_areas_of(listing.cluster_id),
        language=language_now(),
    )


def _access_form(request: HttpRequest, listing: Any) -> Any:
    usual = timezone.localdate() + dt.timedelta(days=DAYS_OPEN)
    return forms.AccessForm(
        sent(request),
        initial={
            "is_anonymous": "yes" if listing.is_anonymous else "no",
            "tier": listing.tier,
            "welcomes_service_providers": listing.welcomes_service_providers,
            "valid_until": listing.valid_until or usual,
        },
    )


_FORMS: dict[str, Callable[[HttpRequest, Any], Any]] = {
    "kind": _kind_form,
    "words": _words_form,
    "languages": _languages_form,
    "partner": _partner_form,
    "access": _access_form,
}


def _who_and_when(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "now": timezone.now()}


def _keep_kind(listing: Any, form: Any, request: HttpRequest) -> None:
    said = {code: form.cleaned_data[code] for code in ("kind", "money", "language")}
    actions.classify(listing, **said, **_who_and_when(request))


def _keep_words(listing: Any, form: Any, request: HttpRequest) -> None:
    brief = form.cleaned_data["private_brief"]
    actions.write(listing, form.words, brief=brief, **_who_and_when(request))


def _keep_languages(listing: Any, form: Any, request: HttpRequest) -> None:
    actions.translate(listing, form.translations, **_who_and_when(request))


def _keep_partner(listing: Any, form: Any, request: HttpRequest) -> None:
    actions.set_partner(listing, form.partner, **_who_and_when(request))


def _keep_access(listing: Any, form: Any, request: HttpRequest) -> None:
    actions.open_to(listing, **form.cleaned_data, **_who_and_when(request))


_KEEP: dict[str, Callable[[Any, Any, HttpRequest], None]] = {
    "kind": _keep_kind,
    "words": _keep_words,
    "languages": _keep_languages,
    "partner": _keep_partner,
    "access": _keep_access,
}


def _complaint(error: actions.NotUsable, form: Any) -> tuple[str | None, str]:
    """Return at which field to say what is wrong, and the words."""
    words = {
        "call": _("No open call has this identifier. Please copy it from the page of the call."),
        "tier": _(
            "What everybody may read cannot be kept from anybody. Choose members only, or take "
            "the organisations off the list of those that never see it."
        ),
        "valid_until": _("Please choose a day within the next twelve months."),
    }
    field = error.field if error.field in form.fields else None
    return field, words.get(
        error.field, _("This cannot be kept as it is; please look at it again.")
    )


_KEPT_FROM_COMPLAINTS: dict[str, Callable[[], str]] = {
    "tier": lambda: _(
        "What everybody may read cannot be kept from anybody. Please let members only read it "
        "first."
    ),
    "kept_from": lambda: _("It cannot be kept from your own organisation."),
}


def _next(public_id: uuid.UUID, step: str) -> str:
    place = STEPS.index(step) + 1
    if place < len(STEPS):
        return reverse("listings:write", args=[public_id, STEPS[place]])
    return reverse("listings:check", args=[public_id])


def _steps(listing: Any, current: str) -> list[tuple[str, str, bool]]:
    """Return name, address and whether one is there, of each step."""
    names = {
        "kind": _("Subject"),
        "words": _("Words"),
        "languages": _("Other languages"),
        "partner": _("Whom you seek"),
        "access": _("Who sees it"),
        "check": _("Look through it"),
    }

    def address(code: str) -> str:
        if listing is None:
            return ""
        if code == "check":
            return reverse("listings:check", args=[listing.public_id])
        return reverse("listings:write", args=[listing.public_id, code])

    return [(name, address(code), code == current) for code, name in names.items()]


def _answers(request: HttpRequest, listing: Any) -> Any:
    said = [getattr(listing, code) for code in (*WORDS, "keywords")]
    return answers_shown(
        what_answers(
            "\n".join(filter(None, said)),
            cluster=listing.cluster,
            for_user=request.user,
            day=timezone.localdate(),
        ),
        asked=open_data_ids_asked(for_user=request.user),
    )


def _similar(request: HttpRequest, listing: Any) -> Any:
    if not listing.title:
        return []
    return queries.similar_to(
        listing, language=language_now(), for_user=request.user, now=timezone.localdate()
    )


def _draft(request: HttpRequest, public_id: uuid.UUID) -> Any:
    listing = found_or_404(queries.get_own, public_id, for_user=request.user)
    if not policies.can_edit(request.user, listing):
        raise Http404
    return listing


def _picked(request: HttpRequest, with_id: str) -> Any:
    return found_or_404(
        queries.get_organisation_to_pick, _uuid(with_id) or uuid.uuid4(), for_user=request.user
    )


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _said(listing: Any, code: str) -> str:
    return str(getattr(listing, code))


def _status(form: Any) -> int:
    return 422 if form.is_bound else 200


def _too_late(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    messages.warning(request, _("It has been submitted or changed meanwhile."))
    return redirect("listings:own", public_id)
