"""Pages of those who apply: the form in parts, and how far the application has come."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.clusters.queries import current_cluster
from liaison.hub.membership import actions, policies, queries
from liaison.hub.membership.choices import Category
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.membership import forms
from liaison.hub.web.membership.presenting import (
    answered,
    history,
    missing_in_words,
    next_step,
    parts,
)

PARTS = {
    "organisation": "membership/part_organisation.html",
    "questions": "membership/part_questions.html",
    "representative": "membership/part_representative.html",
    "check": "membership/part_check.html",
}


def of_own_draft(page: Callable[[HttpRequest, Any], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a page the reader's own application; once it is submitted, lead to its status."""

    @wraps(page)
    def answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        application = _own(request, public_id)
        if not policies.can_edit(request.user, application):
            messages.warning(request, _("This application can no longer be changed."))
            return redirect("membership:status", public_id)
        return page(request, application)

    return answer


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Look for the organisation in the directory first, so that it is not entered twice."""
    cluster = current_cluster(host=request.get_host())
    if not policies.can_apply(request.user, cluster):
        return render(request, "membership/closed.html", status=403)
    form = forms.SearchForm(request.GET if "name" in request.GET else None)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    context = {
        "form": form,
        "name": name,
        "own": queries.own_organisations(for_user=request.user),
        "found": queries.organisations_named(name, for_user=request.user),
    }
    return render(request, "membership/start.html", context)


@require_POST
def start_with(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Begin an application for an organisation of the directory."""
    cluster = current_cluster(host=request.get_host())
    try:
        organisation = queries.get_organisation_to_apply_for(organisation_id, for_user=request.user)
        application = actions.start_application(
            cluster, organisation=organisation, by=request.user, now=timezone.now()
        )
    except queries.NoOrganisation as error:
        raise Http404 from error
    except actions.AlreadyMember:
        messages.warning(request, _("This organisation is a member already."))
        return redirect("membership:start")
    return redirect("membership:organisation", application.public_id)


@require_http_methods(["GET", "POST"])
@never_cache
def describe(request: HttpRequest) -> HttpResponse:
    """Describe an organisation that the directory does not have, and begin with it."""
    cluster = current_cluster(host=request.get_host())
    if not policies.can_apply(request.user, cluster):
        return render(request, "membership/closed.html", status=403)
    initial = {"name": request.GET.get("name", "")[:300]}
    asked = queries.asked_of_organisations(cluster)
    form = forms.DescribedForm(sent(request), initial=initial, asked=asked)
    # What is missing is asked for before the application is submitted.
    form.let_be_incomplete()
    if form.is_valid():
        application = actions.start_application(
            cluster, described=form.described, by=request.user, now=timezone.now()
        )
        _tell_unchecked(request, form)
        return redirect("membership:organisation", application.public_id)
    return render(request, "membership/describe.html", {"form": form}, status=_status_of(form))


@require_safe
@never_cache
def status(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = _own(request, public_id)
    admission = queries.admission_of(application.cluster)
    by_committee = admission is not None and admission.is_by_committee
    steps = queries.steps_of(application, for_user=request.user)
    context = {
        "application": application,
        "next_step": next_step(application, by_committee=by_committee),
        "answered": answered(queries.answers_to(application, for_user=request.user)),
        "history": history(steps, for_applicant=True),
        "membership": queries.membership_of(application, for_user=request.user),
        "can_withdraw": policies.can_withdraw(request.user, application),
    }
    return render(request, "membership/status.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_draft
def organisation(request: HttpRequest, application: Any) -> HttpResponse:
    form = _organisation_form(request, application)
    if form.is_valid():
        _tell_unchecked(request, form)
        return _keep(
            request,
            application,
            "questions",
            lambda: actions.describe(
                application,
                category=Category(form.cleaned_data["category"]),
                described=form.described,
                by=request.user,
                now=timezone.now(),
            ),
        )
    return _part(request, application, "organisation", form)


def _tell_unchecked(request: HttpRequest, form: Any) -> None:
    """Say what was taken over although nobody could check it."""
    for sentence in getattr(form, "unchecked", ()):
        messages.warning(request, sentence)


def _organisation_form(request: HttpRequest, application: Any) -> Any:
    if application.organisation:
        initial = {"category": application.category}
        return forms.CategoryForm(sent(request), initial=initial)
    said = ("name", "kind", "country", "category")
    form = forms.DescribedCategoryForm(
        sent(request),
        initial={name: getattr(application, name) for name in said}
        | queries.facts_told(application),
        asked=queries.asked_of_organisations(application.cluster),
    )
    if _comes_back_later(request):
        form.let_be_incomplete()
    return form


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_draft
def questions(request: HttpRequest, application: Any) -> HttpResponse:
    given = queries.answers_to(application, for_user=request.user)
    form = forms.QuestionsForm(
        sent(request),
        questions=queries.questions_of(application.cluster),
        answered={each.code: each.value for each in given},
    )
    if _comes_back_later(request):
        form.let_be_incomplete()
    if form.is_valid():
        return _keep(
            request,
            application,
            "representative",
            lambda: actions.answer(application, form.answers, by=request.user, now=timezone.now()),
        )
    return _part(request, application, "questions", form)


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_draft
def representative(request: HttpRequest, application: Any) -> HttpResponse:
    charter = queries.current_charter(application.cluster)
    accepted = application.charter_accepted_at and application.charter == charter
    form = forms.RepresentativeForm(
        sent(request),
        initial={
            "name": application.representative_name or request.user.full_name,
            "function": application.representative_function,
            "has_authority": application.authority_declared_at is not None,
            "accepts_charter": bool(accepted),
            "lets_be_read": application.reading_consented_at is not None,
            "lets_be_listed": application.listing_consented_at is not None,
        },
    )
    if _comes_back_later(request):
        form.let_be_incomplete()
    if form.is_valid():
        return _keep(
            request,
            application,
            "check",
            lambda: actions.name_representative(
                application, form.representative, by=request.user, now=timezone.now()
            ),
        )
    language = get_language()
    text = {
        "charter": charter,
        "text": charter.text_in(language, field="text") if charter else "",
        "text_language": charter.language_of(language, field="text") if charter else "",
    }
    return _part(request, application, "representative", form, **text)


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_draft
def check(request: HttpRequest, application: Any) -> HttpResponse:
    if request.method == "POST" and (answer := _submit(request, application)):
        return answer
    missing = queries.missing_in(application, for_user=request.user)
    asked = queries.questions_of(application.cluster)
    given = queries.answers_to(application, for_user=request.user)
    return _part(
        request,
        application,
        "check",
        None,
        missing=missing_in_words(missing, asked),
        answered=answered(given),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask once more, then take an application back, or delete a draft."""
    application = _own(request, public_id)
    is_draft = application.state == "draft"
    if not is_draft and not policies.can_withdraw(request.user, application):
        return redirect("membership:status", public_id)
    if request.method == "POST":
        take_back = actions.discard_draft if is_draft else actions.withdraw
        try:
            take_back(application, by=request.user, now=timezone.now())
        except actions.TooLate:
            messages.warning(request, _("Meanwhile this has changed; please look at it again."))
            return redirect("membership:status", public_id)
        messages.success(
            request,
            _("Your draft is deleted.") if is_draft else _("Your application is taken back."),
        )
        return redirect("membership:index")
    context = {"application": application, "is_draft": is_draft}
    return render(request, "membership/withdraw.html", context)


def _submit(request: HttpRequest, application: Any) -> HttpResponse | None:
    """Submit it and lead to what becomes of it; None where the page says what is in the way."""
    try:
        actions.submit(application, by=request.user, now=timezone.now())
    except actions.Incomplete:
        messages.error(request, _("Something is still missing; please see below."))
        return None
    except actions.AlreadyApplied:
        messages.error(
            request,
            _(
                "Somebody already applied for this organisation. Please ask your colleagues, or "
                "write to the cluster team."
            ),
        )
        return None
    except actions.AlreadyMember:
        messages.error(request, _("This organisation is a member already."))
        return None
    except actions.TooLate:
        messages.warning(request, _("This application has been submitted already."))
    else:
        messages.success(request, _("Thank you. Your application is with the cluster team."))
    return redirect("membership:status", application.public_id)


def _keep(
    request: HttpRequest, application: Any, next_part: str, keep: Callable[[], None]
) -> HttpResponse:
    """Keep what was entered, and go on, or come back later."""
    try:
        keep()
    except actions.TooLate:
        messages.warning(
            request, _("This was not saved: the application can no longer be changed.")
        )
        return redirect("membership:status", application.public_id)
    except actions.NotAnAnswer:
        # The form changed between opening the page and sending it.
        messages.warning(
            request, _("The cluster has just changed its form. Please look through it again.")
        )
        return redirect("membership:questions", application.public_id)
    if _comes_back_later(request):
        messages.success(request, _("Saved. You can go on whenever you like."))
        return redirect("membership:status", application.public_id)
    return redirect(f"membership:{next_part}", application.public_id)


def _part(
    request: HttpRequest, application: Any, here: str, form: Any, **more: Any
) -> HttpResponse:
    missing = queries.missing_in(application, for_user=request.user)
    context = {
        "application": application,
        "parts": parts(here, missing),
        "form": form,
        "in_directory": application.organisation,
    }
    return render(
        request,
        PARTS[here],
        context | more,
        status=_status_of(form) if form is not None else 200,
    )


def _own(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_own_application, public_id, for_user=request.user)


def _comes_back_later(request: HttpRequest) -> bool:
    return request.POST.get("then") == "later"


def _status_of(form: Any) -> int:
    return 422 if form.is_bound and not form.is_valid() else 200
