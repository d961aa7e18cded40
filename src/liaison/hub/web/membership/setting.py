"""Pages of a cluster's managers: who decides, what the form asks, what the charter says."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.clusters.queries import current_cluster
from liaison.hub.membership import actions, policies, queries
from liaison.hub.membership.choices import WRITTEN_IN, AnswerKind, AskedFact, Asking
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.membership import setting_forms as forms


def of_own_cluster(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a page the cluster whose site this is, if the reader manages it."""

    @wraps(page)
    def answer(request: HttpRequest, **keywords: Any) -> HttpResponse:
        cluster = current_cluster(host=request.get_host())
        if not policies.can_change_admission(request.user, cluster):
            raise PermissionDenied
        return page(request, cluster, **keywords)

    return answer


@require_safe
@never_cache
@of_own_cluster
def index(request: HttpRequest, cluster: Any) -> HttpResponse:
    language = get_language()
    kinds = dict(AnswerKind.choices)
    context = {
        "admission": queries.admission_of(cluster),
        "questions": [
            {
                "question": each,
                "text": each.text_in(language, field="text"),
                "kind": kinds[each.kind],
                "lacks": [code for code in ("fr", "de") if not getattr(each, f"text_{code}")],
            }
            for each in queries.questions_of(cluster)
        ],
        "charters": list(queries.charters_of(cluster)),
    }
    return render(request, "membership/settings.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def rules(request: HttpRequest, cluster: Any) -> HttpResponse:
    admission = queries.admission_of(cluster)
    form = forms.AdmissionForm(sent(request))
    if admission is not None:
        form.initial = {name: getattr(admission, name) for name in form.fields}
    if form.is_valid():
        actions.change_admission(cluster, form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("membership:settings")
    return _form_page(request, "membership/rules.html", form)


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def facts(request: HttpRequest, cluster: Any) -> HttpResponse:
    """What is asked of organisations that the directory does not have yet."""
    admission = queries.admission_of(cluster)
    if admission is None:
        return redirect("membership:rules")
    initial = dict.fromkeys(AskedFact.values, Asking.NOT.value) | admission.asked_facts
    form = forms.AskedFactsForm(sent(request), initial=initial)
    if form.is_valid():
        actions.ask_of_organisations(
            cluster, form.cleaned_data, by=request.user, now=timezone.now()
        )
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("membership:settings")
    return _form_page(request, "membership/asked_facts.html", form)


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def add_question(request: HttpRequest, cluster: Any) -> HttpResponse:
    form = forms.QuestionForm(sent(request))
    if form.is_valid():
        try:
            actions.add_question(cluster, form.cleaned_data, by=request.user, now=timezone.now())
        except actions.TooManyQuestions:
            form.add_error(None, _("The form is full. Please take a question out first."))
        else:
            messages.success(request, _("The question is on the form."))
            return redirect("membership:settings")
    return _form_page(request, "membership/question.html", form, is_new=True)


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def question(request: HttpRequest, cluster: Any, question_id: int) -> HttpResponse:
    asked = _question(cluster, question_id)
    form = forms.QuestionForm(sent(request), initial=_as_entered(asked))
    if form.is_valid():
        actions.change_question(asked, form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("The question is changed. Answers given before stay."))
        return redirect("membership:settings")
    return _form_page(request, "membership/question.html", form, is_new=False, question=asked)


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def remove_question(request: HttpRequest, cluster: Any, question_id: int) -> HttpResponse:
    asked = _question(cluster, question_id)
    if request.method == "POST":
        actions.remove_question(asked, by=request.user, now=timezone.now())
        messages.success(request, _("The question is no longer asked."))
        return redirect("membership:settings")
    text = asked.text_in(get_language(), field="text")
    context = {"question": asked, "text": text}
    return render(request, "membership/remove_question.html", context)


@require_POST
@of_own_cluster
def move_question(request: HttpRequest, cluster: Any, question_id: int) -> HttpResponse:
    asked = _question(cluster, question_id)
    up = request.POST.get("to") == "up"
    actions.move_question(asked, up=up, by=request.user, now=timezone.now())
    text = {"question": asked.text_in(get_language(), field="text")}
    messages.success(
        request,
        _("“%(question)s” moved up.") % text if up else _("“%(question)s” moved down.") % text,
    )
    return redirect("membership:settings")


@require_http_methods(["GET", "POST"])
@never_cache
@of_own_cluster
def new_charter(request: HttpRequest, cluster: Any) -> HttpResponse:
    current = queries.current_charter(cluster)
    form = forms.CharterForm(sent(request), initial=_charter_as_entered(current))
    if form.is_valid():
        try:
            charter = actions.publish_charter(
                cluster,
                after=form.cleaned_data["after"],
                texts=form.texts,
                by=request.user,
                now=timezone.now(),
            )
        except actions.SomebodyElsePublished:
            form.add_error(
                None, _("A colleague has just published a version. Please open this page anew.")
            )
        else:
            messages.success(
                request, _("Version %(number)d is in force.") % {"number": charter.version}
            )
            return redirect("membership:settings")
    return _form_page(request, "membership/new_charter.html", form, charter=current)


def _question(cluster: Any, question_id: int) -> Any:
    return found_or_404(queries.get_question, question_id, cluster=cluster)


def _as_entered(question: Any) -> dict[str, Any]:
    names = ("text_en", "text_fr", "text_de", "help_en", "help_fr", "help_de")
    entered = {name: getattr(question, name) for name in (*names, "kind", "is_required")}
    for language in WRITTEN_IN:
        lines = [each[language] for each in question.choices if language in each]
        entered[f"choices_{language}"] = "\n".join(lines)
    return entered


def _charter_as_entered(charter: Any) -> dict[str, Any]:
    if charter is None:
        return {"after": 0}
    texts = {f"text_{language}": getattr(charter, f"text_{language}") for language in WRITTEN_IN}
    return {"after": charter.version, **texts}


def _form_page(request: HttpRequest, template: str, form: Any, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form} | more, status=status)
