"""Pages of those who ask: their questions, a new one, one of them."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.core import files
from liaison.hub.support import actions, queries
from liaison.hub.support.choices import CaseState
from liaison.hub.web.layout.context import cluster_of
from liaison.hub.web.layout.files import as_download
from liaison.hub.web.layout.views import found_or_404, sent
from liaison.hub.web.support import attaching, forms, presenting
from liaison.hub.web.support.helping import links_for

CASES_PER_PAGE = 20


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show the reader's questions, and the topics about which to ask."""
    cluster = cluster_of(request)
    own = queries.own_cases(cluster, for_user=request.user)
    page = Paginator(own, CASES_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [presenting.show_case(each) for each in page.object_list]
    language = get_language()
    context = {
        "page": page,
        "topics": [(each.code, each.name_in(language)) for each in queries.topics_of(cluster)],
        "days": queries.promise_of(cluster).normal,
    }
    return render(request, "support/index.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Show what often answers questions on a topic, then the form; keep what is asked."""
    cluster = cluster_of(request)
    topic = found_or_404(queries.get_topic, code, cluster=cluster)
    own = queries.organisations_to_ask_for(for_user=request.user)
    uploads = request.FILES if request.method == "POST" else None
    name = f"ask:{_uuid(request.POST.get('key', ''))}"
    kept = attaching.kept_for(request, name)
    form = forms.AskForm(sent(request), uploads, organisations=own, kept=kept)
    if form.is_valid():
        said = form.cleaned_data
        chosen = said.get("organisation", "")
        try:
            case = actions.ask(
                cluster=cluster,
                topic=topic,
                subject=said["subject"],
                said=said["said"],
                organisation=next((each for each in own if str(each.public_id) == chosen), None),
                is_shared=said.get("is_shared", False),
                uploads=form.uploads,
                public_id=said["key"],
                by=request.user,
                now=timezone.now(),
            )
        except actions.TooManyCases:
            form.add_error(
                None,
                _(
                    "You have asked many questions today. Please add what is missing to one of "
                    "them, or go on tomorrow."
                ),
            )
        else:
            attaching.sent_off(request, form, name)
            messages.success(
                request, _("Your question is with the team. You get the answer by e-mail too.")
            )
            return redirect("support:case", case.public_id)
    if form.is_bound:
        attaching.keep(request, form, name)
    language = get_language()
    context = {
        "topic": topic,
        "name": topic.name_in(language),
        "help": topic.text_in(language, field="help"),
        "help_language": topic.language_of(language, field="help"),
        "links": links_for(topic.code),
        "days": queries.promise_of(cluster).normal,
        "form": form,
    }
    return render(request, "support/ask.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def case(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one question and its thread; what is sent is a further word."""
    shown = _own(request, public_id)
    if shown.joined_to_id and request.method == "GET":
        return redirect("support:case", shown.joined_to.public_id)
    if shown.joined_to_id:
        # Joined while somebody wrote: their words belong there.
        shown = _own(request, shown.joined_to.public_id)
    is_asked = shown.state == CaseState.WAITING
    uploads = request.FILES if request.method == "POST" else None
    name = f"case:{shown.public_id}"
    form = forms.WordForm(
        sent(request),
        uploads,
        kept=attaching.kept_for(request, name),
        label=_("Your answer") if is_asked else _("Write more"),
        help_text=_("The team gets it by e-mail."),
    )
    if form.is_valid() and _write(request, shown, form):
        attaching.sent_off(request, form, name)
        return redirect("support:case", shown.public_id)
    if form.is_bound:
        attaching.keep(request, form, name)
    words = queries.thread_of(shown, for_user=request.user)
    context = {
        "shown": shown,
        "topic": shown.topic.name_in(get_language()),
        "words": presenting.show_words(words),
        "form": form,
        "is_late": shown.is_late_on(timezone.localdate()),
        "is_own": shown.asked_by_id == request.user.pk,
    }
    return render(request, "support/case.html", context, status=422 if form.is_bound else 200)


@require_POST
def settle(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    shown = _own(request, public_id)
    return _do(
        request,
        shown,
        lambda **who: actions.settle(shown, **who),
        done=_("It is settled. If something comes up, write once more below."),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def erase(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask once more, then erase what was said."""
    shown = _own(request, public_id)
    if request.method == "POST":
        try:
            actions.erase(shown, by=request.user, now=timezone.now())
        except actions.TooLate:
            messages.warning(request, _("It is open again, so nothing was erased."))
            return redirect("support:case", public_id)
        messages.success(request, _("Your question is erased, with its files."))
        return redirect("support:index")
    return render(request, "support/erase.html", {"shown": shown})


@require_safe
def file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer with a file, to be kept and not to be shown, to those who read the word it is of."""
    found = found_or_404(queries.get_file, public_id, for_user=request.user)
    kind = files.Kind[found.kind]
    try:
        content = files.read(found.path)
    except FileNotFoundError:
        return render(request, "support/file_gone.html", {"name": found.name}, status=410)
    return as_download(content, content_type=kind.content_type, name=found.name)


def _write(request: HttpRequest, shown: Any, form: forms.WordForm) -> bool:
    """Write what a form says into a thread; return whether there is nothing more to be done."""
    said = form.cleaned_data["said"]
    try:
        actions.write(shown, said=said, uploads=form.uploads, by=request.user, now=timezone.now())
    except actions.TooLate:
        messages.warning(request, _("Nothing can be added to this question any more."))
    except actions.TooManyWords:
        form.add_error(None, _("This thread is full. Please ask a new question."))
    except actions.TooManyFiles:
        form.add_error("files", _("There are as many files as a question may have."))
    else:
        messages.success(request, _("Thank you. The team has it."))
    return not form.errors


def _do(request: HttpRequest, shown: Any, action: Any, *, done: str) -> HttpResponse:
    try:
        action(by=request.user, now=timezone.now())
    except actions.TooLate:
        messages.warning(request, _("This was done already. Nothing else was done."))
    else:
        messages.success(request, done)
    return redirect("support:case", shown.public_id)


def _own(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_own_case, public_id, for_user=request.user)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
