"""What is carried to strategic partners: reading it, saying that one has it, and answering."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.policy_needs.actions import answering
from liaison.hub.policy_needs.actions.steps import NotUsable, TooLate
from liaison.hub.policy_needs.choices import ChallengeState
from liaison.hub.policy_needs.describing import read_challenge
from liaison.hub.policy_needs.queries import addressees
from liaison.hub.policy_needs.queries.challenges import mark_of
from liaison.hub.policy_needs.queries.evidence import evidence_for_addressees
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.policy_needs.official_forms import AnswerForm


@require_safe
@never_cache
def carried(request: HttpRequest) -> HttpResponse:
    """Show strategic partners what is carried to them, first what waits for their answer."""
    found = addressees.carried_to(cluster_of(request), for_user=request.user)
    rows = [(each, read_challenge(each.challenge), list(each.answers.all())) for each in found]
    context = {
        "waiting": [row for row in rows if not row[2] and _is_open(row[0])],
        "others": [row for row in rows if row[2] or not _is_open(row[0])],
    }
    return render(request, "policy_needs/carried.html", context)


@require_safe
@never_cache
def official(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _page(request, _carried(request, public_id))


@require_POST
def acknowledge(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    addressee = _carried(request, public_id)
    try:
        answering.acknowledge(addressee, by=request.user, now=timezone.now())
    except TooLate:
        return _too_late(request, public_id)
    messages.success(request, _("Thank you. The cluster team sees that it arrived."))
    return redirect("policy_needs:official", public_id)


@require_http_methods(["GET", "POST"])
@never_cache
def answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer what is carried to one; the form stands on the page that shows it."""
    addressee = _carried(request, public_id)
    if request.method == "GET":
        return redirect("policy_needs:official", public_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            answering.answer(
                addressee,
                given_of(form),
                seen=form.answers_seen,
                by=request.user,
                now=timezone.now(),
            )
        except NotUsable as error:
            form.add_error(error.field, complaint_about(error))
        except TooLate:
            form.add_error(None, meanwhile())
        else:
            messages.success(
                request,
                _(
                    "Thank you. The cluster team tells it to those who asked; until then you can "
                    "correct it."
                ),
            )
            return redirect("policy_needs:official", public_id)
    return _page(request, addressee, form)


@require_http_methods(["GET", "POST"])
@never_cache
def correct(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write one's answer anew while the team has not told it."""
    written = found_or_404(addressees.get_answer_to_correct, public_id, for_user=request.user)
    # What the team noted is corrected on a page of its own.
    addressee = _carried(request, written.addressee.public_id)
    form = AnswerForm(sent(request), initial=written_in(written))
    if form.is_valid():
        try:
            answering.correct(
                written,
                given_of(form),
                seen=form.cleaned_data["seen"],
                by=request.user,
                now=timezone.now(),
            )
        except NotUsable as error:
            form.add_error(error.field, complaint_about(error))
        except TooLate:
            return _too_late(request, addressee.public_id)
        else:
            messages.success(request, _("Corrected."))
            return redirect("policy_needs:official", addressee.public_id)
    context = {
        "written": written,
        "addressee": addressee,
        "form": form,
        "read": read_challenge(addressee.challenge),
    }
    return render(request, "policy_needs/correct.html", context, status=_status(form))


@require_POST
def take_answer_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Erase an answer that is not told: its office one given here, the team one it noted."""
    written = found_or_404(addressees.get_answer_to_correct, public_id, for_user=request.user)
    seen = request.POST.get("seen", "")
    try:
        answering.take_back(written, seen=seen, by=request.user, now=timezone.now())
    except TooLate:
        messages.warning(request, _("That is not possible any more; here is how it stands."))
    else:
        messages.success(request, _("Taken back. No member has read it."))
    addressee = written.addressee
    if written.given_by_id:
        return redirect("policy_needs:official", addressee.public_id)
    return redirect("policy_needs:challenge", addressee.challenge.public_id)


def given_of(form: AnswerForm) -> answering.Given:
    """Return what was filled in, as the actions take it."""
    said = form.cleaned_data
    return answering.Given(said["kind"], said["words"], said["language"], said["due_on"])


def written_in(written: Any) -> dict[str, Any]:
    """Return what a form begins with that corrects an answer."""
    codes = ("kind", "words", "language", "due_on", "given_on", "source")
    return {code: getattr(written, code) for code in codes} | {"seen": mark_of(written)}


def complaint_about(error: NotUsable) -> str:
    if error.field == "given_on":
        return _("Please give a day that is not in the future.")
    if error.field == "due_on":
        return _("Please give a day that is not before the answer.")
    return _("This cannot be kept as it is. Please look at it again.")


def _page(request: HttpRequest, addressee: Any, form: AnswerForm | None = None) -> HttpResponse:
    answers = addressees.answers_of(addressee, for_user=request.user)
    context = {
        "addressee": addressee,
        "read": read_challenge(addressee.challenge),
        "evidence": evidence_for_addressees(addressee.challenge),
        "answers": answers,
        "is_open": _is_open(addressee),
        "form": form or AnswerForm(initial={"seen": len(answers)}),
    }
    return render(request, "policy_needs/official.html", context, status=_status(form))


def _carried(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(addressees.get_carried, public_id, for_user=request.user)


def _is_open(addressee: Any) -> bool:
    return bool(addressee.challenge.state != ChallengeState.CLOSED)


def meanwhile() -> str:
    return _(
        "Somebody answered meanwhile, or it was closed. What stands above is how it is now; if you "
        "have more to say, open the page anew and write it there."
    )


def _too_late(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    messages.warning(request, _("That is not possible any more; here is how it stands."))
    return redirect("policy_needs:official", public_id)


def _status(form: Any) -> int:
    return 422 if form is not None and form.is_bound else 200
