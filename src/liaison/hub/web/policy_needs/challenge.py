"""Challenges for a cluster's team: the register and its file, and one of them."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.directory.texts import LANGUAGES
from liaison.hub.lifecycle.tables import file_in_pieces
from liaison.hub.policy_needs.actions import gathering, telling_back
from liaison.hub.policy_needs.actions.steps import NotUsable, TooLate
from liaison.hub.policy_needs.choices import OPEN, ChallengeState, Theme
from liaison.hub.policy_needs.describing import read_challenge, title_of
from liaison.hub.policy_needs.queries import challenges as queries
from liaison.hub.policy_needs.queries.signals import get_for_team
from liaison.hub.web.components.bars import shares
from liaison.hub.web.components.downloads import TYPES, as_download
from liaison.hub.web.components.languages import language_name
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.policy_needs.desk import cluster_gathered
from liaison.hub.web.policy_needs.gathering_forms import CloseForm, TellBackForm, WriteForm

PER_PAGE = 50


@require_safe
@never_cache
def challenges(request: HttpRequest) -> HttpResponse:
    """Show the register of challenges, and by how many organisations each theme is told."""
    cluster = cluster_gathered(request)
    theme, state = _narrowed(request)
    found = queries.challenges_in(cluster, theme=theme, state=state, for_user=request.user)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    told = queries.organisations_by_theme(cluster, for_user=request.user)
    context = {
        "page": page,
        "rows": queries.standings(page.object_list, today=timezone.localdate()),
        "theme": theme,
        "state": state,
        "themes": Theme,
        "states": [("open", pgettext("challenges", "Not closed")), *ChallengeState.choices],
        "bars": shares([(str(Theme(code).label), number) for code, number in told]),
    }
    return render(request, "policy_needs/challenges.html", context)


@require_safe
@never_cache
def export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Send the challenges that the register shows as a file."""
    cluster = cluster_gathered(request)
    if ending not in TYPES:
        raise Http404
    theme, state = _narrowed(request)
    found = queries.challenges_in(cluster, theme=theme, state=state, for_user=request.user)
    rows = queries.rows_for_a_file(queries.standings(found, today=timezone.localdate()))
    pieces = file_in_pieces(_headings(), rows, ending)
    return as_download(pieces, f"challenges-{timezone.localdate().isoformat()}.{ending}")


@require_safe
@never_cache
def challenge(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _page(request, _challenge(request, public_id))


@require_http_methods(["GET", "POST"])
@never_cache
def write(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write what a challenge says, in one language at a time."""
    found = _challenge(request, public_id)
    if found.state not in OPEN:
        messages.warning(request, _("It is closed. Open it again before you change its words."))
        return redirect("policy_needs:challenge", public_id)
    language = _language(request)
    form = WriteForm(sent(request), challenge=found, language=language)
    if form.is_valid():
        try:
            gathering.write(
                public_id,
                form.texts,
                language=language,
                theme=form.cleaned_data["theme"],
                version=form.cleaned_data["version"],
                by=request.user,
                now=timezone.now(),
            )
        except NotUsable:
            form.add_error("title", _("Please give it a title in one language at least."))
        except TooLate:
            form.add_error(
                None,
                _(
                    "A colleague changed it meanwhile. Open it in another window and compare"
                    " the two."
                ),
            )
        else:
            messages.success(request, _("Saved."))
            return redirect(request.get_full_path())
    context = {
        "challenge": found,
        "title": title_of(found),
        "form": form,
        "language": language,
        "languages": [
            (each, language_name(each), f"title_{each}" in found.texts) for each in LANGUAGES
        ],
        "others": [each for each in _written(found) if each[0] != language],
    }
    status = 422 if form.errors else 200
    return render(request, "policy_needs/write.html", context, status=status)


@require_POST
def take_out(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Have a signal be no part of its challenge any more."""
    signal = found_or_404(get_for_team, public_id, for_user=request.user)
    try:
        gathering.take_out(public_id, by=request.user, now=timezone.now())
    except gathering.SaysNothingAlone:
        messages.warning(
            request,
            _("They only said that this challenge hinders them too; without it nothing is left."),
        )
    except TooLate:
        _say_too_late(request)
    else:
        messages.success(request, _("It waits to be sorted again."))
    if signal.challenge is None:
        return redirect("policy_needs:desk")
    return redirect("policy_needs:challenge", signal.challenge.public_id)


@require_POST
def open_to_members(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let members read a challenge, or no more."""
    if request.POST.get("open") not in ("yes", "no"):
        found_or_404(queries.get_challenge, public_id, for_user=request.user)
        messages.warning(request, _("Please go back, reload the page and send the form once more."))
        return redirect("policy_needs:challenge", public_id)
    is_open = request.POST["open"] == "yes"
    found_or_404(
        gathering.open_to_members, public_id, is_open=is_open, by=request.user, now=timezone.now()
    )
    said = _("Members read it now.") if is_open else _("Members do not read it any more.")
    messages.success(request, said)
    return redirect("policy_needs:challenge", public_id)


@require_http_methods(["GET", "POST"])
def tell_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Tell an official answer to everybody who stands behind its challenge."""
    answer = found_or_404(queries.get_answer, public_id, for_user=request.user)
    about = answer.addressee.challenge.public_id
    if request.method == "GET":
        return redirect("policy_needs:challenge", about)
    form = TellBackForm(request.POST)
    if not form.is_valid():
        return _page(request, _challenge(request, about), told=(answer.pk, form))
    try:
        telling_back.tell_back(
            public_id,
            word=form.cleaned_data["word"],
            seen=form.cleaned_data["seen"],
            by=request.user,
            now=timezone.now(),
        )
    except TooLate:
        _say_too_late(request)
    else:
        messages.success(request, _("Told. Everybody who stands behind it gets a letter."))
    return redirect("policy_needs:challenge", about)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what became of a challenge."""
    found = _challenge(request, public_id)
    if request.method == "GET":
        return redirect("policy_needs:challenge", public_id)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, close_form=form)
    try:
        telling_back.close(public_id, **form.cleaned_data, by=request.user, now=timezone.now())
    except telling_back.NotToldYet:
        form.add_error(None, _("An answer waits to be told. Please tell it first."))
        return _page(request, found, close_form=form)
    except TooLate:
        _say_too_late(request)
    else:
        messages.success(request, _("Closed. Everybody who stands behind it gets a letter."))
    return redirect("policy_needs:challenge", public_id)


@require_POST
def open_again(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take back that a challenge was closed."""
    try:
        found_or_404(telling_back.open_again, public_id, by=request.user, now=timezone.now())
    except TooLate:
        _say_too_late(request)
    else:
        messages.success(request, _("It is open again. Everybody who stands behind it is told."))
    return redirect("policy_needs:challenge", public_id)


def _page(
    request: HttpRequest, found: Any, *, told: tuple[int, TellBackForm] | None = None, **forms: Any
) -> HttpResponse:
    """Return the page of a challenge, with a form as somebody filled it in."""
    signals = queries.signals_behind(found)
    carried = queries.carried_to(found)
    offices = [
        (each, [(given, _tell_form(given, told)) for given in each.given]) for each in carried
    ]
    is_open = found.state in OPEN
    context = {
        "challenge": found,
        "title": read_challenge(found).title,
        "written": [(code, language_name(code), parts) for code, parts in queries.written(found)],
        "signals": signals,
        "number": len({each.organisation_id for each in signals}),
        "named": queries.named_in_its_words(found, signals),
        "offices": offices,
        "history": queries.history_of(found, signals, carried),
        "is_open": is_open,
        "next_step": _next_step(found, signals, carried),
        "close_form": CloseForm(initial={"seen": found.state}),
        **forms,
    }
    status = 422 if forms or told else 200
    return render(request, "policy_needs/challenge.html", context, status=status)


def _written(found: Any) -> list[tuple[str, str, Any]]:
    return [(code, language_name(code), parts) for code, parts in queries.written(found)]


def _tell_form(answer: Any, told: tuple[int, TellBackForm] | None) -> TellBackForm | None:
    """Return the form by which an answer is told; none where it is."""
    if answer.told_at is not None:
        return None
    if told and told[0] == answer.pk:
        return told[1]
    # Several of them on one page: each has ids of its own.
    return TellBackForm(
        initial={"seen": queries.mark_of(answer)}, auto_id=f"id_{answer.public_id}_%s"
    )


def _next_step(found: Any, signals: list[Any], carried: list[Any]) -> str:
    """Return what the team does next with a challenge; "" where it is closed."""
    if found.state not in OPEN:
        return ""
    if any(given.told_at is None for office in carried for given in office.given):
        return _("Tell the answer to those who wait for it.")
    if not signals:
        return _("Nobody stands behind it any more. Gather what belongs here, or close it.")
    if any(f"summary_{each}" not in found.texts for each in LANGUAGES):
        return _("Write in all three languages what hinders members, so that everybody reads it.")
    if found.state == ChallengeState.ANSWERED and all(office.given for office in carried):
        return _("All answers are told. Carry on with it, or close it.")
    if found.state == ChallengeState.GATHERING:
        return _("Carry it to a ministry or funder.")
    return _("Wait for the answer. What is said by letter or in a meeting, you note here.")


def _challenge(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_challenge, public_id, for_user=request.user)


def _narrowed(request: HttpRequest) -> tuple[str, str]:
    theme, state = request.GET.get("theme", ""), request.GET.get("state", "")
    known = ("open", *ChallengeState.values)
    return theme if theme in Theme.values else "", state if state in known else ""


def _language(request: HttpRequest) -> str:
    """Return in which language it is written: as the address says, else the reader's own."""
    asked = request.GET.get("language", "")
    own = get_language() or ""
    return next(each for each in (asked, own, *LANGUAGES) if each in LANGUAGES)


def _say_too_late(request: HttpRequest) -> None:
    messages.warning(request, _("Somebody was faster: please look at how it stands now."))


def _headings() -> list[str]:
    return [
        _("Title"),
        _("Theme"),
        pgettext("of a challenge", "State"),
        _("Since"),
        _("Begun on"),
        _("Organisations"),
        _("Carried to"),
        _("First carried on"),
        _("Days without an answer"),
        _("Answers"),
        _("Last answer"),
        _("Answers to tell"),
        _("Open to members"),
        _("What became of it"),
    ]
