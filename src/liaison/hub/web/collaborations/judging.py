"""Who may read a collaboration, and whether it is a flagship."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liaison.hub.collaborations import actions, queries
from liaison.hub.collaborations.choices import FlagshipQuestion, Openness
from liaison.hub.web.collaborations.forms import JudgeForm, OpenForm
from liaison.hub.web.collaborations.views import show
from liaison.hub.web.layout.views import found_or_404


@require_POST
def open_to(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    collaboration = found_or_404(queries.get_kept, public_id, for_user=request.user)
    form = OpenForm(request.POST)
    if form.is_valid():
        openness = Openness(form.cleaned_data["openness"])
        try:
            actions.open_to(public_id, openness=openness, by=request.user, now=timezone.now())
        except actions.LeadNotNamed:
            form.add_error(
                "openness",
                _(
                    "Its lead has not let itself be named to so many yet. Open it to its partners"
                    " first, and wait for the lead’s answer."
                ),
            )
        else:
            messages.success(request, _("Saved."))
            return redirect("collaborations:collaboration", public_id)
    return show(request, collaboration, open_form=form, status=422)


@require_POST
def judge(request: HttpRequest, public_id: uuid.UUID, question: str) -> HttpResponse:
    """Answer one question about flagships."""
    collaboration = found_or_404(queries.get_kept, public_id, for_user=request.user)
    if question not in FlagshipQuestion.values:
        raise Http404
    form = JudgeForm(request.POST)
    if form.is_valid():
        actions.answer_flagship(
            public_id,
            question=FlagshipQuestion(question),
            is_yes=form.cleaned_data["answer"] == "yes",
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("collaborations:collaboration", public_id)
    return show(request, collaboration, judge_form=form, judged_now=question, status=422)
