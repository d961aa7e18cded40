"""The page behind the link of a letter: how was it? Opening it changes nothing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liaison.hub.support import actions
from liaison.hub.support.choices import Face
from liaison.hub.web.layout.views import sent
from liaison.hub.web.support.forms import FeedbackForm

_REFUSALS = (actions.NotOurs, actions.Spent)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def how_was_it(request: HttpRequest, token: str) -> HttpResponse:
    """Show three faces; only the reader's own button says which."""
    now = timezone.now()
    try:
        if request.method == "POST" and request.POST.get("face") in Face.values:
            case = actions.give_face(token, Face(request.POST["face"]), now=now)
            return _thanks(request, token, case, FeedbackForm())
        case = actions.case_behind(token, now=now)
        if case.face:
            raise actions.Spent(is_answered=True)
    except _REFUSALS as refusal:
        return _refused(request, refusal)
    context = {"shown": case, "token": token, "faces": Face.choices}
    return render(request, "support/how_was_it.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def words(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what somebody adds to a face."""
    now = timezone.now()
    form = FeedbackForm(sent(request))
    try:
        if form.is_valid():
            case = actions.add_words(token, said=form.cleaned_data["said"], now=now)
            return _thanks(request, token, case, None)
        case = actions.case_behind(token, now=now)
        if case.feedback or not case.face:
            raise actions.Spent(is_answered=bool(case.face))
    except _REFUSALS as refusal:
        return _refused(request, refusal)
    return _thanks(request, token, case, form)


def _thanks(request: HttpRequest, token: str, case: object, form: object) -> HttpResponse:
    is_wrong = isinstance(form, FeedbackForm) and form.is_bound
    context = {"shown": case, "token": token, "form": form}
    return render(request, "support/thanks.html", context, status=422 if is_wrong else 200)


def _refused(request: HttpRequest, refusal: Exception) -> HttpResponse:
    is_answered = getattr(refusal, "is_answered", False)
    said = (
        _("You have answered already, thank you. Nothing more was changed.")
        if is_answered
        else _("It has run out, or is not complete. Nothing was changed.")
    )
    return render(request, "support/spent.html", {"said": said}, status=410)
