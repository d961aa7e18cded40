"""What we write to people about change requests; replies go to the cluster team."""

import datetime as dt
from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liaison.hub.change_requests.choices import BY_THE_TEAM, ChangeState
from liaison.hub.change_requests.models import ChangeRequest, RequestedChange, RequestNote
from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.directory.visibility import acts_for
from liaison.hub.notifications.actions import Words, send_letter_about, write_to_team
from liaison.hub.notifications.choices import LetterKind

# Says what a field is called, in the language of the reader; the pages know it.
LabelOf = Callable[[str], str]


def tell_team(request_id: int, *, now: dt.datetime) -> None:
    """Tell the team of each cluster that decides, where it has an address."""
    request = _get(request_id)
    for cluster in _clusters(request):
        _to_team(request, cluster, lambda: _arrival(request), now=now)


def ask_member(note_id: int, *, now: dt.datetime) -> None:
    """Tell whoever asked what the team wants to know."""
    note = _note(note_id)
    _to_member(note.request, lambda: _question(note), now=now)


def tell_answer(note_id: int, *, now: dt.datetime) -> None:
    """Tell whoever looks into it that the organisation has answered; else the teams."""
    note = _note(note_id)
    request = note.request
    clusters = _clusters(request)
    person = request.assignee
    # Whoever has left the team since reads nothing more of its work.
    own = next((each for each in clusters if person and is_of_the_team(person, each)), None)
    if person and own:
        send_letter_about(
            "change_requests:request",
            request.public_id,
            lambda: _answer(note),
            about=LetterKind.WORK_WAITS,
            to=person.email,
            language=person.language,
            cluster=own,
            now=now,
        )
        return
    for cluster in clusters:
        _to_team(request, cluster, lambda: _answer(note), now=now)


def tell_decision(request_id: int, *, label_of: LabelOf, now: dt.datetime) -> None:
    """Tell whoever asked what the team decided on each change."""
    request = _get(request_id)
    _to_member(request, lambda: _decision(request, label_of), now=now)


def tell_put_back(request_id: int, *, now: dt.datetime) -> None:
    """Tell whoever asked that what was taken over is looked at again."""
    request = _get(request_id)
    _to_member(request, lambda: _put_back(request), now=now)


def _arrival(request: ChangeRequest) -> tuple[str, str]:
    number = request.changes.count()
    subject = _("Changes asked for: %(organisation)s")
    body = ngettext(
        "Hello,\n"
        "\n"
        "%(organisation)s asks for a change of its entry. An answer is promised by %(day)s.\n"
        "\n"
        "The change waits under “Changes asked for”.",
        "Hello,\n"
        "\n"
        "%(organisation)s asks for %(number)d changes of its entry. An answer is promised by "
        "%(day)s.\n"
        "\n"
        "The changes wait under “Changes asked for”.",
        number,
    )
    return _filled(subject, body, request, number=number)


def _question(note: RequestNote) -> tuple[str, str]:
    subject = _("A question about your changes to %(organisation)s")
    body = _(
        "Hello,\n"
        "\n"
        "the team of %(cluster)s looks at the changes that you asked for of the entry of "
        "%(organisation)s, and has a question:\n"
        "\n"
        "%(said)s\n"
        "\n"
        "Please answer under “My organisations”, “Changes asked for”. The changes wait until then."
    )
    return _filled(subject, body, note.request, said=note.said)


def _answer(note: RequestNote) -> tuple[str, str]:
    subject = _("A word about changes asked for: %(organisation)s")
    body = _(
        "Hello,\n"
        "\n"
        "%(organisation)s writes about the changes that it asked for:\n"
        "\n"
        "%(said)s\n"
        "\n"
        "The changes wait under “Changes asked for”. An answer is promised by %(day)s."
    )
    return _filled(subject, body, note.request, said=note.said)


def _decision(request: ChangeRequest, label_of: LabelOf) -> tuple[str, str]:
    decided = request.changes.filter(state__in=BY_THE_TEAM)
    subject = _("On your changes to %(organisation)s")
    body = _(
        "Hello,\n"
        "\n"
        "the team of %(cluster)s has looked at the changes that you asked for of the entry of "
        "%(organisation)s:\n"
        "\n"
        "%(outcomes)s\n"
        "\n"
        "If something is wrong here, please answer this letter."
    )
    outcomes = "\n\n".join(_outcome(each, label_of) for each in decided)
    return _filled(subject, body, request, outcomes=outcomes)


def _outcome(change: RequestedChange, label_of: LabelOf) -> str:
    sentences = {
        ChangeState.APPLIED: _("%(field)s: taken over."),
        ChangeState.REFUSED: _("%(field)s: not taken over. The reason: %(reason)s"),
        ChangeState.OUTDATED: _(
            "%(field)s: left as it is, because the entry was changed in the meantime."
        ),
    }
    words = {"field": label_of(change.field), "reason": change.reason}
    return sentences[ChangeState(change.state)] % words


def _put_back(request: ChangeRequest) -> tuple[str, str]:
    subject = _("Your changes to %(organisation)s are looked at again")
    body = _(
        "Hello,\n"
        "\n"
        "what was taken over of the changes that you asked for of the entry of %(organisation)s "
        "is put back for now, and looked at again. You hear from us by %(day)s at the latest."
    )
    return _filled(subject, body, request)


def _filled(subject: str, body: str, request: ChangeRequest, **words: str | int) -> tuple[str, str]:
    words |= {
        "cluster": ", ".join(cluster.name for cluster in _clusters(request)),
        "organisation": request.organisation.name,
        "day": date_format(request.answer_due_on) if request.answer_due_on else "–",
    }
    return subject % words, body % words


def _to_member(request: ChangeRequest, words: Words, *, now: dt.datetime) -> None:
    """Write to whoever asked, as long as they act for the organisation; replies go to the team."""
    person, clusters = request.asked_by, _clusters(request)
    if not (person.is_active and clusters and acts_for(person, request.organisation)):
        return
    send_letter_about(
        "change_requests:own",
        request.public_id,
        words,
        about=LetterKind.CHANGE,
        to=person.email,
        language=person.language,
        cluster=clusters[0],
        now=now,
    )


def _to_team(request: ChangeRequest, cluster: Cluster, words: Words, *, now: dt.datetime) -> None:
    write_to_team("change_requests:request", request.public_id, words, cluster=cluster, now=now)


def _clusters(request: ChangeRequest) -> list[Cluster]:
    return list(request.clusters.order_by("pk"))


def _get(request_id: int) -> ChangeRequest:
    related = ("organisation", "asked_by", "assignee")
    return ChangeRequest.objects.select_related(*related).get(pk=request_id)


def _note(note_id: int) -> RequestNote:
    related = ("request__organisation", "request__asked_by", "request__assignee")
    return RequestNote.objects.select_related(*related).get(pk=note_id)
