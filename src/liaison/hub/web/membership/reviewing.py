"""Pages of those who review and decide: the list of applications, one of them, each decision."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.clusters.queries import current_cluster
from liaison.hub.directory.actions import NumberTaken
from liaison.hub.membership import actions, policies, queries
from liaison.hub.membership.choices import (
    WITH_THE_CLUSTER,
    ApplicationState,
    Choice,
    RefusalReason,
)
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.membership import forms
from liaison.hub.web.membership.presenting import answered, history, waits_for

APPLICATIONS_PER_PAGE = 20
# In the order in which the filter offers them.
FILTERS = (
    ApplicationState.SUBMITTED,
    ApplicationState.UNDER_REVIEW,
    ApplicationState.RECOMMENDED,
    ApplicationState.RETURNED,
    ApplicationState.APPROVED,
    ApplicationState.REFUSED,
    ApplicationState.WITHDRAWN,
)


@dataclass(frozen=True)
class Shown:
    """One application in the list, and whom it waits for."""

    application: Any
    waits_for: str
    is_late: bool


@require_safe
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """Show the team all applications to its cluster, the committee those that it decides on."""
    cluster = current_cluster(host=request.get_host())
    user = request.user
    is_of_the_team = policies.is_of_the_team(user, cluster)
    applications = (
        queries.applications_to_review(cluster, for_user=user)
        if is_of_the_team
        else queries.applications_to_decide(cluster, for_user=user)
    )
    if not is_of_the_team and not applications.exists():
        raise Http404
    state = request.GET.get("state", "")
    if state in FILTERS:
        applications = applications.filter(state=state)
    page = Paginator(applications, APPLICATIONS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = _shown(page.object_list, queries.admission_of(cluster))
    counts = queries.counts_by_state(cluster, for_user=user)
    context = {
        "page": page,
        "state": state,
        "filters": [(each, counts[each]) for each in FILTERS if counts.get(each)],
        "is_of_the_team": is_of_the_team,
        "can_change_admission": policies.can_change_admission(user, cluster),
    }
    return render(request, "membership/desk.html", context)


@require_safe
@never_cache
def application(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _page(request, _read(request, public_id))


@require_POST
def begin(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _do(
        request,
        _read(request, public_id),
        actions.begin_review,
        done=_("You look into it. Your colleagues see that."),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def return_for_completion(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _do_with_words(
        request,
        _read(request, public_id),
        actions.return_for_completion,
        "membership/return.html",
        label=_("What is missing"),
        help_text=_("It goes out by e-mail as soon as you send it."),
        done=_("The applicant is asked to complete it."),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def recommend(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _do_with_words(
        request,
        _read(request, public_id),
        actions.recommend,
        "membership/recommend.html",
        label=_("What your team thinks of it"),
        help_text=_("Read by those who decide, not by the applicant."),
        done=_("It is put up for decision."),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def approve(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    approved = _read(request, public_id)
    _check_can_decide(request, approved)
    candidates = queries.same_in_directory(approved, for_user=request.user)
    form = forms.ApprovalForm(sent(request), candidates=candidates)
    if form.is_valid():
        entry = form.cleaned_data.get("entry", forms.ADDS_ENTRY)
        known = {str(each.public_id): each for each in candidates}
        return _do(
            request,
            approved,
            actions.approve,
            done=_("Approved. The membership begins, and a word of welcome is on its way."),
            organisation=known.get(entry),
        )
    is_owner = queries.acts_for(approved.applicant, approved.organisation)
    return _decision(request, "membership/approve.html", approved, form, is_owner=is_owner)


@require_http_methods(["GET", "POST"])
@never_cache
def refuse(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    refused = _read(request, public_id)
    _check_can_decide(request, refused)
    form = forms.RefusalForm(sent(request))
    if form.is_valid():
        return _do(
            request,
            refused,
            actions.refuse,
            done=_("Refused. The applicant gets the reason by e-mail."),
            reason=RefusalReason(form.cleaned_data["reason"]),
            said=form.cleaned_data["said"],
        )
    return _decision(request, "membership/refuse.html", refused, form)


@require_http_methods(["GET", "POST"])
@never_cache
def reopen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    reopened = _read(request, public_id)
    _check_can_decide(request, reopened)
    return _do_with_words(
        request,
        reopened,
        actions.reopen,
        "membership/reopen.html",
        label=_("Why the decision is looked at again"),
        help_text=_("The applicant gets this by e-mail."),
        done=_("The decision is taken back; the application is under review again."),
    )


@require_POST
def vote(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    voted_on = _read(request, public_id)
    form = forms.VoteForm(request.POST)
    if not form.is_valid():
        return _page(request, voted_on, vote_form=form, status=422)
    return _do(
        request,
        voted_on,
        actions.vote,
        done=_("Thank you for your vote."),
        choice=Choice(form.cleaned_data["choice"]),
        said=form.cleaned_data["said"],
    )


@require_POST
def declare_conflict(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    about = _read(request, public_id)
    form = _conflict_form(request.POST)
    if not form.is_valid():
        return _page(request, about, conflict_form=form, status=422)
    return _do(
        request,
        about,
        actions.declare_conflict,
        done=_("Thank you. You take no part in this decision."),
        said=form.cleaned_data["said"],
    )


def _page(
    request: HttpRequest,
    shown: Any,
    *,
    vote_form: Any = None,
    conflict_form: Any = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    admission = queries.admission_of(shown.cluster)
    by_committee = admission is not None and admission.is_by_committee
    part = policies.part_of(user, shown)
    whole = queries.whole_of(shown, for_user=user)
    own = next((vote for vote in whole.votes if vote.person == user), None)
    tally = queries.tally(shown, whole.votes, admission=admission)
    is_up = shown.state == ApplicationState.RECOMMENDED
    waits = shown.state in WITH_THE_CLUSTER
    can_vote = is_up and not own and part.can_vote
    can_declare = waits and not (own and own.has_conflict) and part.can_declare_conflict
    context = {
        "application": shown,
        "waits_for": waits_for(shown, by_committee=by_committee),
        "is_late": shown.is_late_on(timezone.localdate()),
        "answered": answered(whole.answers),
        "history": history(whole.steps, for_applicant=False, has_conflict=part.has_conflict),
        "shows_tally": by_committee and not part.has_conflict,
        "votes": _readable(whole.votes, own, by_committee=by_committee, part=part),
        "tally": tally,
        "has_conflict": part.has_conflict,
        "vote_form": (vote_form or forms.VoteForm()) if can_vote else None,
        "conflict_form": (conflict_form or _conflict_form()) if can_declare else None,
        "can_begin": shown.state == ApplicationState.SUBMITTED,
        "can_review": part.can_review and waits,
        "can_recommend": not is_up,
        "can_approve": part.can_decide
        and (is_up and tally.is_in_favour if by_committee else waits),
        "can_refuse": part.can_decide and (is_up and tally.is_against if by_committee else waits),
        "can_reopen": part.can_decide and shown.is_decided,
        "membership": whole.membership,
        "is_of_the_team": part.in_team,
        "acts_for_it": queries.acts_for(shown.applicant, shown.organisation),
        "same_in_directory": whole.same_in_directory,
    }
    return render(request, "membership/application.html", context, status=status)


def _readable(votes: list[Any], own: Any, *, by_committee: bool, part: policies.Part) -> list[Any]:
    """Return the votes and conflicts that somebody may read: with a conflict only their own."""
    if part.has_conflict:
        return [own] if own else []
    return votes if by_committee else [each for each in votes if each.has_conflict]


def _do(
    request: HttpRequest, about: Any, action: Any, *, done: str, **keywords: Any
) -> HttpResponse:
    """Do something with an application, and say what became of it."""
    try:
        action(about, **keywords, by=request.user, now=timezone.now())
    except actions.TooLate:
        messages.warning(
            request,
            _("Somebody was faster: this application has moved on. Nothing else was done."),
        )
    except actions.AlreadyVoted:
        messages.warning(request, _("You have voted already; nothing else was counted."))
    except actions.NotVotedYet:
        messages.warning(request, _("The committee’s votes do not allow this decision (yet)."))
    except actions.AlreadyMember:
        messages.warning(request, _("This organisation is a member already."))
    except NumberTaken as taken:
        messages.error(
            request,
            _(
                "The number %(number)s is that of another organisation of the directory. Return "
                "the application with a question about it, or look whether the two are one."
            )
            % {"number": taken.value},
        )
    except actions.AlreadyApplied:
        messages.warning(request, _("There is another application for this organisation by now."))
    else:
        messages.success(request, done)
    return redirect("membership:application", about.public_id)


def _do_with_words(
    request: HttpRequest,
    about: Any,
    action: Any,
    template: str,
    *,
    label: str,
    help_text: str,
    done: str,
) -> HttpResponse:
    """Ask for the words that go with what is done to an application, then do it."""
    form = forms.SaidForm(sent(request), label=label, help_text=help_text)
    if form.is_valid():
        return _do(request, about, action, done=done, said=form.cleaned_data["said"])
    return _decision(request, template, about, form)


def _decision(
    request: HttpRequest, template: str, about: Any, form: Any, **more: Any
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"application": about, "form": form} | more, status=status)


def _read(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_application, public_id, for_user=request.user)


def _check_can_decide(request: HttpRequest, about: Any) -> None:
    if not policies.can_decide(request.user, about):
        raise PermissionDenied


def _conflict_form(data: Any = None) -> forms.SaidForm:
    return forms.SaidForm(
        data,
        label=_("What connects you with the applicant"),
        help_text=_("Read by the team and the committee. You cannot vote or decide afterwards."),
    )


def _shown(applications: Any, admission: Any) -> list[Shown]:
    by_committee = admission is not None and admission.is_by_committee
    today = timezone.localdate()
    return [
        Shown(each, waits_for(each, by_committee=by_committee), each.is_late_on(today))
        for each in applications
    ]
