"""Writing a contact into the register: one short form, also in two steps without JavaScript."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liaison.hub.clusters.queries import people_in_team
from liaison.hub.directory.lookup import find_organisations
from liaison.hub.interactions import actions, queries
from liaison.hub.interactions.choices import InteractionKind, Missing
from liaison.hub.web.interactions.forms import LONGEST_FIND, LogForm
from liaison.hub.web.interactions.reading import cluster_kept
from liaison.hub.web.layout.views import found_or_404

CANDIDATES = 8
# What was typed means an organisation without a second step if it is likely, and the only such one.
_CLEAR = 0.95
_LISTS = ("organisations", "named", "colleagues")


@require_http_methods(["GET", "POST"])
@never_cache
def log(request: HttpRequest) -> HttpResponse:
    """Write a new contact; begun on an organisation's page, that one is ticked."""
    cluster = cluster_kept(request)
    if request.method == "POST":
        return _sent(request, cluster, interaction=None)
    initial = {
        "kind": InteractionKind.MEETING,
        "day": timezone.localdate(),
        "organisations": request.GET.getlist("with"),
        "colleagues": [str(request.user.public_id)],
    }
    return show_form(request, form_with(request, cluster, initial=initial), interaction=None)


@require_http_methods(["GET", "POST"])
@never_cache
def change(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Correct a contact, or complete a draft."""
    interaction = found_or_404(queries.get_interaction, public_id, for_user=request.user)
    if request.method == "POST":
        return _sent(request, interaction.cluster, interaction=interaction)
    initial = _as_written(interaction, request)
    form = form_with(request, interaction.cluster, initial=initial)
    return show_form(request, form, interaction=interaction)


@require_safe
@never_cache
def look_up(request: HttpRequest) -> HttpResponse:
    """Return with whom a contact may have been, while somebody types."""
    cluster = cluster_kept(request)
    initial = {name: request.GET.getlist(name) for name in _LISTS}
    form = form_with(request, cluster, initial=initial, find=request.GET.get("find", ""))
    return render(request, "interactions/_with_whom.html", {"form": form})


def _sent(request: HttpRequest, cluster: Any, *, interaction: Any) -> HttpResponse:
    sent = request.POST.copy()
    find = sent.get("find", "")
    if "look" in sent:
        form = form_with(request, cluster, initial=_as_sent(sent), find=find)
        return show_form(request, form, interaction=interaction)
    found = _candidates(find, request.user)
    if clear := _clearly_meant(found):
        sent.appendlist("organisations", str(clear))
        sent["find"] = find = ""
    form = form_with(request, cluster, data=sent, find=find)
    if form.is_valid() and (saved := _saved(request, cluster, form, interaction)):
        return saved
    return show_form(request, form, interaction=interaction, status=422)


def _saved(
    request: HttpRequest, cluster: Any, form: LogForm, interaction: Any
) -> HttpResponse | None:
    """Keep what was written and lead on; none where something is wrong with it."""
    if form.cleaned_data["find"]:
        form.add_error("find", _("Please tick whom you mean, or leave this empty."))
        return None
    now = timezone.now()
    try:
        if interaction is None:
            kept = actions.log_interaction(cluster, form.written, by=request.user, now=now)
        else:
            kept = found_or_404(
                actions.change_interaction,
                interaction.public_id,
                form.written,
                version=form.cleaned_data["version"] or 0,
                by=request.user,
                now=now,
            )
    except actions.InTheFuture:
        form.add_error("day", _("This day has not come yet. Please note it once you have met."))
    except actions.TooLate:
        form.add_error(
            None,
            _("A colleague changed it meanwhile. Open it in another window and compare the two."),
        )
    else:
        return _lead_on(request, kept)
    return None


def _lead_on(request: HttpRequest, kept: Any) -> HttpResponse:
    if not kept.is_draft:
        messages.success(request, _("It stands in the register."))
        return redirect("interactions:interaction", kept.public_id)
    lacks = kept.missing(has_organisations=kept.with_organisations.exists())
    missing = ", ".join(str(Missing(each).label) for each in lacks)
    said = _("Kept as a draft that you alone see. Still missing: %(missing)s.")
    messages.warning(request, said % {"missing": missing})
    return redirect("interactions:change", kept.public_id)


def form_with(
    request: HttpRequest,
    cluster: Any,
    *,
    data: QueryDict | None = None,
    initial: dict[str, Any] | None = None,
    find: str = "",
) -> LogForm:
    """Return the form with what may be ticked: what is ticked already, and what was typed."""
    ticked = data.getlist("organisations") if data else (initial or {}).get("organisations", [])
    chosen = queries.organisations_called(_ids(ticked), for_user=request.user)
    known = {each.pk for each in chosen}
    found = [each.organisation for each in _candidates(find, request.user)]
    team = list(people_in_team(cluster))
    if request.user not in team:
        team.append(request.user)
    return LogForm(
        data,
        initial=initial,
        organisations=[*chosen, *(each for each in found if each.pk not in known)],
        people=queries.people_named_by(chosen),
        team=team,
        kept_for_days=settings.NAMES_MET_ARE_KEPT_FOR_DAYS,
    )


def _candidates(find: str, user: Any) -> list[Any]:
    # As much as the field takes: this is asked before the form says that it is too long.
    text = find[:LONGEST_FIND].strip()
    return find_organisations(text, for_user=user, top=CANDIDATES) if text else []


def _clearly_meant(found: list[Any]) -> uuid.UUID | None:
    likely = [each for each in found if each.score >= _CLEAR]
    return likely[0].organisation.public_id if len(likely) == 1 else None


def _ids(texts: list[str]) -> list[uuid.UUID]:
    """Return the public ids among what an address or a form holds."""
    ids = []
    for text in texts:
        try:
            ids.append(uuid.UUID(str(text)))
        except ValueError:
            continue
    return ids


def _as_sent(sent: QueryDict) -> dict[str, Any]:
    return {
        name: sent.getlist(name) if name in _LISTS else sent.get(name, "")
        for name in LogForm.base_fields
    }


def _as_written(interaction: Any, request: HttpRequest) -> dict[str, Any]:
    """Return a contact as its form is filled in."""
    met = list(interaction.people_met.select_related("named"))
    happened_at = interaction.happened_at and timezone.localtime(interaction.happened_at)
    sees_note = queries.may_see_note(interaction, for_user=request.user)
    organisations = queries.organisations_of(interaction, for_user=request.user)
    colleagues = interaction.colleagues.select_related("person")
    return {
        "kind": interaction.kind,
        "day": happened_at and happened_at.date(),
        "time": happened_at.time() if happened_at and interaction.is_timed else None,
        "organisations": [str(each.public_id) for each in organisations],
        "named": [str(each.named.public_id) for each in met if each.named],
        "names": "\n".join(each.name for each in met if each.name),
        "summary": interaction.summary,
        "note": interaction.note if sees_note else "",
        "note_seen_by": interaction.note_seen_by if sees_note else None,
        "colleagues": [str(each.person.public_id) for each in colleagues],
        "version": interaction.version,
    }


def show_form(
    request: HttpRequest, form: LogForm, *, interaction: Any, status: int = 200
) -> HttpResponse:
    """Return the page with a form; `interaction` is the contact it changes, none for a new one."""
    sees_note = interaction is None or queries.may_see_note(interaction, for_user=request.user)
    context = {"form": form, "interaction": interaction, "sees_note": sees_note}
    return render(request, "interactions/log.html", context, status=status)
