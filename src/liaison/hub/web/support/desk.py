"""Pages of the team: what waits, one case, each step with it, several at once."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.hub.support import actions, policies, queries
from liaison.hub.support.choices import CaseState, Priority, WordKind
from liaison.hub.support.describing import filled, language_of
from liaison.hub.support.queries import ALL, LATE, MINE, NOBODYS, OPEN, Narrowing
from liaison.hub.web.layout.context import cluster_of, team_desk_of
from liaison.hub.web.layout.views import found_or_404
from liaison.hub.web.support import attaching, forms, presenting

CASES_PER_PAGE = 25
_LONGEST_SEARCH = 100


def cluster_of_team(request: HttpRequest) -> Any:
    """Return the cluster whose site this is to its team; to others there is no such page."""
    # The frame of the page asks the same, and both ask once.
    if team_desk_of(request) is None:
        raise Http404
    return cluster_of(request)


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show the team what members ask: what waits first, by its clock."""
    cluster = cluster_of_team(request)
    user, today = request.user, timezone.localdate()
    narrowing = _narrowing(request)
    found = queries.cases_in(cluster, narrowing, on=today, for_user=user)
    counts = queries.counts_in(cluster, on=today, for_user=user)
    paginator = Paginator(found, CASES_PER_PAGE)
    is_narrowed = narrowing != Narrowing(show=narrowing.show)
    if not is_narrowed:
        # Counted with the others already.
        paginator.count = counts[narrowing.show]
    page = paginator.get_page(request.GET.get("page"))
    shown = queries.cases_with(page.object_list, for_user=user)
    page.object_list = [presenting.show_case(each) for each in shown]
    tabs = {OPEN: _("Open"), LATE: _("Late")} | dict(CaseState.choices) | {ALL: _("All of them")}
    language = get_language()
    topics = queries.all_topics(cluster, for_user=user)
    colleagues = queries.team_of(cluster, for_user=user)
    team = [(str(each.public_id), each.full_name or each.email) for each in colleagues]
    context = {
        "page": page,
        "narrowing": narrowing,
        "is_narrowed": is_narrowed,
        "tabs": [(code, name, counts[code]) for code, name in tabs.items()],
        "topics": [(each.code, each.name_in(language)) for each in topics],
        "owners": [
            ("", _("Anybody's")),
            (MINE, _("Mine")),
            (NOBODYS, _("Nobody's yet")),
            *team,
        ],
        "team": team,
    }
    return render(request, "support/desk.html", context)


@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """Give the ticked cases to a colleague, or close them; then show how to undo it."""
    cluster = cluster_of_team(request)
    chosen = list(filter(None, map(_uuid, request.POST.getlist("case"))))
    if not chosen:
        messages.warning(request, _("Please tick the questions first."))
        return _back_to_list(request)
    who = {"cluster": cluster, "by": request.user, "now": timezone.now()}
    if "close" in request.POST:
        step = actions.close_all(chosen, **who)
        number = len(step.before)
        done = ngettext(
            "%(number)d question is closed.", "%(number)d questions are closed.", number
        )
    else:
        to = found_or_404(
            queries.get_colleague,
            _uuid(request.POST.get("to", "")),
            cluster=cluster,
            for_user=request.user,
        )
        step = actions.assign(chosen, to=to, **who)
        number = len(step.before)
        done = ngettext(
            "%(number)d question has another owner.",
            "%(number)d questions have another owner.",
            number,
        )
    messages.success(request, done % {"number": number})
    if not number:
        return _back_to_list(request)
    return redirect("support:step", step.public_id)


@require_http_methods(["GET", "POST"])
@never_cache
def step(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show what was done to several cases, and undo it."""
    done = found_or_404(queries.get_step, public_id, for_user=request.user)
    if request.method == "POST":
        try:
            number = actions.undo(done, by=request.user, now=timezone.now())
        except actions.TooLate:
            messages.warning(request, _("It is undone already."))
        else:
            _tell_undone(request, number, of=len(done.before))
        return redirect("support:desk")
    context = {"step": done, "number": len(done.before)}
    return render(request, "support/step.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a case to the team; what is sent is its answer, or an answer at hand to look at."""
    shown = _read(request, public_id)
    if request.method == "GET":
        return _page(request, shown)
    if "put" in request.POST:
        return _with_canned(request, shown)
    form = _answer_form(shown, request)
    name = _answer_name(shown)
    if not form.is_valid():
        attaching.keep(request, form, name)
        return _page(request, shown, answer_form=form, status=422)
    said = form.cleaned_data
    try:
        actions.answer(
            shown,
            said=said["said"],
            seen=said["seen"],
            waits=said["waits"],
            uploads=form.uploads,
            by=request.user,
            now=timezone.now(),
        )
    except actions.SomebodyWrote:
        # Nothing of what was written is lost; what came meanwhile is read first.
        seen = queries.last_word(shown)
        written = {"said": said["said"], "waits": said["waits"], "seen": seen}
        form = _answer_form(shown, initial=written, kept=attaching.keep(request, form, name))
        messages.warning(
            request,
            _(
                "Somebody wrote while you did, so nothing was sent. Please read what is new; your "
                "words and files stand below still."
            ),
        )
        return _page(request, shown, answer_form=form, status=409)
    except actions.TooLate:
        messages.warning(request, _("This question was joined to another; please answer there."))
    except (actions.TooManyWords, actions.TooManyFiles) as refusal:
        _say_why(form, refusal)
        attaching.keep(request, form, name)
        return _page(request, shown, answer_form=form, status=422)
    else:
        attaching.sent_off(request, form, name)
        messages.success(request, _("Your answer is on its way."))
    return redirect("support:answer", public_id)


@require_POST
def take(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    shown = _read(request, public_id)
    done = _("You look into it. Your colleagues see that.")
    return _do(request, shown, lambda **who: actions.take(shown, **who), done=done)


@require_POST
def give_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    shown = _read(request, public_id)
    done = _("It waits for whoever of the team takes it.")
    return _do(request, shown, lambda **who: actions.give_back(shown, **who), done=done)


@require_POST
def close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    shown = _read(request, public_id)
    done = _("Closed. In half an hour the member is asked how it was, unless it is open again.")
    return _do(request, shown, lambda **who: actions.close(shown, **who), done=done)


@require_POST
def reopen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    shown = _read(request, public_id)
    done = _("It is open again.")
    return _do(request, shown, lambda **who: actions.reopen(shown, **who), done=done)


@require_POST
def note(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note something within the team."""
    shown = _read(request, public_id)
    name = f"note:{shown.public_id}"
    form = _note_form(request, kept=attaching.kept_for(request, name))
    if form.is_valid():
        said = form.cleaned_data["said"]
        try:
            return _do(
                request,
                shown,
                lambda **who: actions.note(shown, said=said, uploads=form.uploads, **who),
                done=_("Noted. Only your team reads it."),
            )
        except (actions.TooManyWords, actions.TooManyFiles) as refusal:
            _say_why(form, refusal)
    attaching.keep(request, form, name)
    return _page(request, shown, note_form=form, status=422)


@require_POST
def hand_over(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    shown = _read(request, public_id)
    team = queries.team_of(shown.cluster, for_user=request.user)
    form = forms.HandOverForm(request.POST, team=team, prefix="hand")
    if not form.is_valid():
        return _page(request, shown, hand_form=form, status=422)
    to = next(person for person in team if str(person.public_id) == form.cleaned_data["to"])
    return _do(
        request,
        shown,
        lambda **who: actions.hand_over(shown, to=to, said=form.cleaned_data["said"], **who),
        done=_("It is %(name)s's now.") % {"name": to.full_name},
    )


@require_POST
def sort(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change topic and priority."""
    shown = _read(request, public_id)
    topics = queries.all_topics(shown.cluster, for_user=request.user)
    form = forms.SortForm(request.POST, topics=topics, language=get_language(), prefix="sort")
    if not form.is_valid():
        return _page(request, shown, sort_form=form, status=422)
    said = form.cleaned_data
    topic = next(each for each in topics if each.code == said["topic"])
    return _do(
        request,
        shown,
        lambda **who: actions.sort(shown, topic=topic, priority=Priority(said["priority"]), **who),
        done=_("Saved."),
    )


@require_POST
def join(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say that this case is the same as another."""
    shown = _read(request, public_id)
    other = _read(request, _uuid(request.POST.get("other", "")) or public_id)
    return _do(
        request,
        shown,
        lambda **who: actions.join(shown, other, **who),
        done=_("Both are one now; what was written stands in one thread."),
        then=other,
    )


@require_POST
def take_apart(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    shown = _read(request, public_id)
    done = _("It stands by itself again.")
    return _do(request, shown, lambda **who: actions.take_apart(shown, **who), done=done)


def _page(request: HttpRequest, shown: Any, *, status: int = 200, **given: Any) -> HttpResponse:
    user, cluster, language = request.user, shown.cluster, get_language()
    words = queries.thread_of(shown, for_user=user)
    desk = queries.desk_of(cluster, for_user=user)
    others = queries.candidates_to_join(shown, for_user=user)
    sorted_as = {"topic": shown.topic.code, "priority": shown.priority}
    context = {
        "shown": shown,
        "topic": shown.topic.name_in(language),
        "is_late": shown.is_late_on(timezone.localdate()),
        "words": presenting.show_words(words),
        # Those on the topic first.
        "canned": sorted(desk.canned, key=lambda each: each.topic_id != shown.topic_id),
        "answers_in": shown.asked_by.get_language_display(),
        "answer_form": given.get("answer_form")
        or _answer_form(shown, initial={"seen": _last_of(words)}),
        "note_form": given.get("note_form") or _note_form(),
        "hand_form": given.get("hand_form") or forms.HandOverForm(team=desk.team, prefix="hand"),
        "sort_form": given.get("sort_form")
        or forms.SortForm(topics=desk.topics, language=language, prefix="sort", initial=sorted_as),
        "others": [each for each in others if policies.can_be_joined(shown, each)],
        "earlier": [presenting.show_case(each) for each in others],
        "is_joined": shown.joined_to_id is not None,
    }
    return render(request, "support/answer.html", context, status=status)


def _with_canned(request: HttpRequest, shown: Any) -> HttpResponse:
    """Put an answer at hand after what is written already, to be looked at before it is sent."""
    key = request.POST.get("canned", "")
    written = request.POST.get("said", "").strip()
    initial: dict[str, Any] = {"said": written, "waits": "waits" in request.POST}
    # A word that came meanwhile is still to be read.
    seen = request.POST.get("seen", "")
    initial["seen"] = int(seen) if seen.isdecimal() and len(seen) < 18 else 0
    if key.isdecimal() and len(key) < 18:
        chosen = found_or_404(
            queries.get_canned_answer, int(key), cluster=shown.cluster, for_user=request.user
        )
        initial["said"] = "\n\n".join(filter(None, (written, filled(chosen, shown))))
        if language_of(chosen, shown) != shown.asked_by.language:
            messages.warning(
                request,
                _("This answer is not there in the language of who asked; here it is in English."),
            )
    else:
        messages.warning(request, _("Please choose an answer at hand first."))
    sent = _answer_form(shown, request)
    sent.full_clean()
    kept = attaching.keep(request, sent, _answer_name(shown))
    for error in (*sent.errors.get("files", ()), *sent.errors.get("kept", ())):
        messages.warning(request, error)
    return _page(request, shown, answer_form=_answer_form(shown, initial=initial, kept=kept))


def _last_of(words: list[Any]) -> int:
    """Return the key of the last word of a thread that was not said within the team."""
    return max((word.pk for word in words if word.kind != WordKind.INTERNAL), default=0)


def _answer_form(
    shown: Any,
    request: HttpRequest | None = None,
    *,
    initial: dict[str, Any] | None = None,
    kept: Any = (),
) -> forms.AnswerForm:
    data = (request.POST, request.FILES) if request else (None, None)
    if request:
        kept = attaching.kept_for(request, _answer_name(shown))
    return forms.AnswerForm(
        *data,
        label=_("Your answer"),
        help_text=_("Goes to the member by e-mail too."),
        initial=initial,
        kept=kept,
    )


def _answer_name(shown: Any) -> str:
    return f"answer:{shown.public_id}"


def _say_why(form: Any, refusal: Exception) -> None:
    if isinstance(refusal, actions.TooManyFiles):
        form.add_error("files", _("There are as many files as a question may have."))
    else:
        form.add_error(None, _("This thread is full. Please write to the member by e-mail."))


def _note_form(request: HttpRequest | None = None, *, kept: Any = ()) -> forms.WordForm:
    data = (request.POST, request.FILES) if request else (None, None)
    return forms.WordForm(
        *data,
        label=_("A note for your team"),
        help_text=_("Who asked never reads it."),
        prefix="note",
        kept=kept,
    )


def _do(
    request: HttpRequest, shown: Any, action: Any, *, done: str, then: Any = None
) -> HttpResponse:
    """Do something with a case, and say what became of it."""
    try:
        action(by=request.user, now=timezone.now())
    except actions.TooLate:
        messages.warning(
            request, _("Somebody was faster: this is done already. Nothing else was done.")
        )
    else:
        messages.success(request, done)
        shown = then or shown
    return redirect("support:answer", shown.public_id)


def _narrowing(request: HttpRequest) -> Narrowing:
    asked = request.GET
    known = {OPEN, LATE, ALL, *CaseState.values}
    show = asked.get("show", OPEN)
    return Narrowing(
        show=show if show in known else OPEN,
        topic=asked.get("topic", "").replace("\x00", ""),
        owner=asked.get("owner", ""),
        text=asked.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH],
    )


def _tell_undone(request: HttpRequest, number: int, *, of: int) -> None:
    if number == of:
        messages.success(request, _("Undone: all of them are as they were."))
        return
    said = ngettext(
        "%(number)d question is as it was. With the others more was done since, so they stay.",
        "%(number)d questions are as they were. With the others more was done since, so they stay.",
        number,
    )
    messages.warning(request, said % {"number": number})


def _back_to_list(request: HttpRequest) -> HttpResponse:
    return redirect(reverse("support:desk") + "?" + urlencode(_plain(request)))


def _plain(request: HttpRequest) -> dict[str, str]:
    """Return of the list from which a form came what narrows it, and no more."""
    asked = {name: request.POST.get(f"list-{name}", "") for name in ("show", "topic", "owner", "q")}
    return {name: value for name, value in asked.items() if value}


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _read(request: HttpRequest, public_id: uuid.UUID) -> Any:
    return found_or_404(queries.get_case, public_id, for_user=request.user)
