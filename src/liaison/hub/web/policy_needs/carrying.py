"""The team carries a challenge to an office, and notes what was answered elsewhere."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liaison.hub.policy_needs.actions import answering, carrying
from liaison.hub.policy_needs.actions.steps import NotUsable, TooLate
from liaison.hub.policy_needs.choices import MOST_ADDRESSEES
from liaison.hub.policy_needs.describing import read_challenge
from liaison.hub.policy_needs.queries import addressees, challenges
from liaison.hub.policy_needs.queries.evidence import evidence_for_addressees
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.policy_needs.official_forms import (
    CarryForm,
    NotedAnswerForm,
    PeopleForm,
)
from liaison.hub.web.policy_needs.officials import complaint_about, given_of, meanwhile, written_in


@require_http_methods(["GET", "POST"])
@never_cache
def carry(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Carry a challenge to an office, with what its people will read beside it."""
    challenge = found_or_404(challenges.get_challenge, public_id, for_user=request.user)
    partners = addressees.strategic_partners(challenge.cluster, for_user=request.user)
    form = CarryForm(sent(request), partners=partners)
    if form.is_valid() and _carry(request, challenge, form):
        messages.success(
            request, _("Carried. Those who are asked and those who told it get a letter.")
        )
        return redirect("policy_needs:challenge", public_id)
    context = {
        "challenge": challenge,
        "read": read_challenge(challenge),
        "evidence": evidence_for_addressees(challenge),
        "named": challenges.named_in_its_words(challenge, challenges.signals_behind(challenge)),
        "form": form,
        "offices": addressees.offices_known(challenge.cluster, for_user=request.user),
    }
    return render(request, "policy_needs/carry.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
@never_cache
def ask_people(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say anew who of an office is asked to answer here."""
    addressee = _addressee(request, public_id)
    partners = addressees.strategic_partners(addressee.challenge.cluster, for_user=request.user)
    asked = [str(each.public_id) for each in addressee.people.all()]
    form = PeopleForm(sent(request), partners=partners, initial={"people": asked})
    if form.is_valid():
        try:
            carrying.ask_people(addressee, form.chosen, by=request.user, now=timezone.now())
        except TooLate:
            return _too_late(request, addressee)
        messages.success(request, _("Saved. Whoever is asked now gets a letter."))
        return _to_challenge(addressee)
    context = {"addressee": addressee, "form": form, "read": read_challenge(addressee.challenge)}
    return render(request, "policy_needs/ask_people.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
@never_cache
def take_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask, and then take a challenge back from an office that has not answered."""
    addressee = _addressee(request, public_id)
    if request.method == "POST":
        try:
            carrying.take_back(addressee, by=request.user, now=timezone.now())
        except TooLate:
            return _too_late(request, addressee)
        messages.success(request, _("Taken back. Those who were asked or told get a letter."))
        return _to_challenge(addressee)
    context = {"addressee": addressee, "read": read_challenge(addressee.challenge)}
    return render(request, "policy_needs/take_carried_back.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def note_answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note what an office said by letter or in a meeting."""
    addressee = _addressee(request, public_id)
    answers = addressees.answers_of(addressee, for_user=request.user)
    form = NotedAnswerForm(sent(request), initial={"seen": len(answers)})
    if form.is_valid():
        try:
            answering.note_answer(
                addressee,
                given_of(form),
                _source_of(form),
                seen=form.answers_seen,
                by=request.user,
                now=timezone.now(),
            )
        except NotUsable as error:
            form.add_error(error.field, complaint_about(error))
        except TooLate:
            # What was written stays to be read.
            form.add_error(None, meanwhile())
        else:
            messages.success(request, _("Noted. Now tell it to those who asked."))
            return _to_challenge(addressee)
    return _noting(request, addressee, form, answers=answers)


@require_http_methods(["GET", "POST"])
@never_cache
def correct_noted(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write a noted answer anew while it is not told."""
    written = found_or_404(addressees.get_answer_to_correct, public_id, for_user=request.user)
    # What an office wrote itself is the office's.
    addressee = _addressee(request, written.addressee.public_id)
    form = NotedAnswerForm(sent(request), initial=written_in(written))
    if form.is_valid():
        try:
            answering.correct(
                written,
                given_of(form),
                _source_of(form),
                seen=form.cleaned_data["seen"],
                by=request.user,
                now=timezone.now(),
            )
        except NotUsable as error:
            form.add_error(error.field, complaint_about(error))
        except TooLate:
            return _too_late(request, addressee)
        else:
            messages.success(request, _("Corrected."))
            return _to_challenge(addressee)
    return _noting(request, addressee, form, written=written)


def _carry(request: HttpRequest, challenge: Any, form: CarryForm) -> bool:
    """Say whether it was carried; otherwise the form says why not."""
    try:
        carrying.carry(
            challenge,
            office=form.cleaned_data["office"],
            people=form.chosen,
            by=request.user,
            now=timezone.now(),
        )
    except carrying.CarriedAlready:
        form.add_error("office", _("It was carried to this office before."))
    except carrying.TooManyAddressees:
        most = {"most": MOST_ADDRESSEES}
        form.add_error(None, _("A challenge goes to %(most)d offices at most.") % most)
    except carrying.NobodySaysSo:
        form.add_error(
            None,
            _("Nobody stands behind it yet. Please gather what members told, and carry it then."),
        )
    except NotUsable as error:
        form.add_error(error.field, complaint_about(error))
    except TooLate:
        form.add_error(None, _("It is closed. Please open it again first."))
    else:
        return True
    return False


def _noting(
    request: HttpRequest, addressee: Any, form: NotedAnswerForm, **more: Any
) -> HttpResponse:
    context = {
        "addressee": addressee,
        "read": read_challenge(addressee.challenge),
        "form": form,
        **more,
    }
    return render(request, "policy_needs/note_answer.html", context, status=_status(form))


def _source_of(form: NotedAnswerForm) -> answering.Source:
    said = form.cleaned_data
    return answering.Source(said["given_on"], said["source"])


def _addressee(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(addressees.get_addressee, public_id, for_user=request.user)


def _to_challenge(addressee: Any) -> HttpResponse:
    return redirect("policy_needs:challenge", addressee.challenge.public_id)


def _too_late(request: HttpRequest, addressee: Any) -> HttpResponse:
    messages.warning(request, _("That is not possible any more; here is how it stands."))
    return _to_challenge(addressee)


def _status(form: Any) -> int:
    return 422 if form.is_bound else 200
