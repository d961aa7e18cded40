"""The pages behind the link of a letter: an entry as it stands, and what to say of it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liaison.hub.upkeep import actions, queries
from liaison.hub.upkeep.describing import described
from liaison.hub.web.layout.views import sent
from liaison.hub.web.upkeep.forms import ChangedForm

# Programs that look into letters open their links: only the reader's own button decides.
_REFUSALS = (actions.NotOurs, actions.Spent, actions.NoLongerActs)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def still_correct(request: HttpRequest, token: str) -> HttpResponse:
    """Show the entry; once the reader presses the button, note that it is still correct."""
    now = timezone.now()
    try:
        if request.method == "POST":
            organisation = actions.still_correct(token, now=now)
            return render(request, "upkeep/thanks.html", {"organisation": organisation})
        question = queries.question_with(token, now=now)
    except _REFUSALS as refusal:
        return _refused(request, refusal)
    context = {
        "organisation": question.organisation,
        "fields": described(question.organisation),
        "token": token,
    }
    return render(request, "upkeep/still_correct.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def changed(request: HttpRequest, token: str) -> HttpResponse:
    """Lead to the form of the entry, or pass a word on to the team."""
    now = timezone.now()
    form = ChangedForm(sent(request))
    try:
        question = queries.question_with(token, now=now)
        teams = actions.teams_that_read(question.organisation)
        if teams and form.is_valid():
            actions.say_changed(token, said=form.cleaned_data["said"], now=now)
            context = {"organisation": question.organisation, "passed_on": True}
            return render(request, "upkeep/thanks.html", context)
    except _REFUSALS as refusal:
        return _refused(request, refusal)
    context = {
        "organisation": question.organisation,
        "teams": [team.name for team in teams],
        "form": form,
        "token": token,
    }
    status = 422 if form.is_bound else 200
    return render(request, "upkeep/changed.html", context, status=status)


def _refused(request: HttpRequest, refusal: Exception) -> HttpResponse:
    context = {
        "is_answered": getattr(refusal, "is_answered", False),
        "no_longer_acts": isinstance(refusal, actions.NoLongerActs),
    }
    status = 403 if context["no_longer_acts"] else 410
    return render(request, "upkeep/spent.html", context, status=status)
