"""The history of a cluster, told in sentences."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from liaison.hub.accounts.choices import Role
from liaison.hub.directory.queries import get_organisation
from liaison.hub.partner_search.actions.feedback import VISITOR
from liaison.hub.partner_search.choices import HandOverKind
from liaison.hub.web.accounts.matchmaking import SENTENCES_OF_MATCHMAKING
from liaison.hub.web.layout.views import found_or_none

# By what was done, and to what kind of thing where that makes a difference.
SENTENCES = {
    ("role.granted", ""): _("%(actor)s gave %(person)s the role “%(role)s”."),
    ("role.withdrawn", ""): _("%(actor)s took the role “%(role)s” from %(person)s."),
    ("cluster.set_up", ""): _("The cluster was set up."),
    ("cluster.changed", ""): _("%(actor)s changed what the cluster says of itself, or its look."),
    ("cluster.looked_at", ""): _("%(actor)s found that what the cluster says of itself is right."),
    ("focus_area.added", ""): _("%(actor)s added a focus area."),
    ("focus_area.changed", ""): _("%(actor)s changed a focus area."),
    ("focus_area.moved", ""): _("%(actor)s moved a focus area."),
    ("focus_area.removed", ""): _("%(actor)s removed a focus area."),
    ("hand_over.made", HandOverKind.NOBODY_FITS): _(
        "%(actor)s handed a need for which nobody fits to the cluster team."
    ),
    ("hand_over.made", HandOverKind.INTRODUCTION): _(
        "%(actor)s asked the cluster team for an introduction."
    ),
    ("hand_over.taken", HandOverKind.NOBODY_FITS): _(
        "%(actor)s began to look into a need for which nobody fits."
    ),
    ("hand_over.taken", HandOverKind.INTRODUCTION): _(
        "%(actor)s began to look into an introduction that was asked for."
    ),
    ("hand_over.given", HandOverKind.NOBODY_FITS): _(
        "%(actor)s gave a need for which nobody fits to a colleague."
    ),
    ("hand_over.given", HandOverKind.INTRODUCTION): _(
        "%(actor)s gave a wish for an introduction to a colleague."
    ),
    ("hand_over.given_back", HandOverKind.NOBODY_FITS): _(
        "%(actor)s let others look into a need for which nobody fits."
    ),
    ("hand_over.given_back", HandOverKind.INTRODUCTION): _(
        "%(actor)s let others look into a wish for an introduction."
    ),
    ("hand_over.answered", HandOverKind.NOBODY_FITS): _(
        "%(actor)s answered a need for which nobody fits."
    ),
    ("hand_over.answered", HandOverKind.INTRODUCTION): _(
        "%(actor)s answered the wish for an introduction."
    ),
    ("hand_over.taken_back", HandOverKind.NOBODY_FITS): _(
        "%(actor)s took back a need that was handed to the cluster team."
    ),
    ("hand_over.taken_back", HandOverKind.INTRODUCTION): _(
        "%(actor)s took back the wish for an introduction."
    ),
    ("membership_application.started", ""): _("%(actor)s began an application for membership."),
    ("membership_application.discarded", ""): _(
        "%(actor)s deleted the draft of an application for membership."
    ),
    ("membership_application.submitted", ""): _(
        "%(actor)s submitted an application for membership."
    ),
    ("membership_application.withdrawn", ""): _(
        "%(actor)s took back an application for membership."
    ),
    ("membership_application.returned", ""): _(
        "%(actor)s returned an application for membership for completion."
    ),
    ("membership_application.review_begun", ""): _(
        "%(actor)s began to review an application for membership."
    ),
    ("membership_application.recommended", ""): _(
        "%(actor)s put an application for membership up for decision."
    ),
    ("membership_application.voted_on", ""): _("%(actor)s voted on an application for membership."),
    ("membership_application.conflict_declared", ""): _(
        "%(actor)s declared a conflict of interest in an application for membership."
    ),
    ("membership_application.approved", ""): _("%(actor)s approved an application for membership."),
    ("membership_application.refused", ""): _("%(actor)s refused an application for membership."),
    ("membership_application.reopened", ""): _(
        "%(actor)s reopened the decision on an application for membership."
    ),
    ("membership.begun", ""): _("%(actor)s let a membership begin."),
    ("membership.reviewed", ""): _("%(actor)s reviewed a membership."),
    ("membership.suspended", ""): _("%(actor)s suspended a membership."),
    ("membership.resumed", ""): _("%(actor)s let a suspended membership run again."),
    ("membership.ended", ""): _("%(actor)s ended a membership."),
    ("membership.commitment_recorded", ""): _(
        "%(actor)s recorded evidence of a member’s commitment."
    ),
    ("admission.set_up", ""): _("A form and a charter to start from were set up."),
    ("admission.changed", ""): _("%(actor)s changed the rules for admitting members."),
    ("admission.question_added", ""): _("%(actor)s added a question to the application form."),
    ("admission.question_changed", ""): _("%(actor)s changed a question of the application form."),
    ("admission.question_moved", ""): _("%(actor)s moved a question of the application form."),
    ("admission.question_removed", ""): _("%(actor)s took a question off the application form."),
    ("charter.published", ""): _("%(actor)s published a new version of the charter."),
    ("review_rule.changed", ""): _("%(actor)s changed what the team looks at before it shows."),
    ("change_request.made", ""): _("%(actor)s asked for changes of an entry."),
    ("change_request.taken_back", ""): _("%(actor)s took back changes that were asked for."),
    ("change_request.withdrawn", ""): _("%(actor)s closed a request of which nothing is left."),
    ("change_request.taken", ""): _("%(actor)s began to look into changes that were asked for."),
    ("change_request.given", ""): _("%(actor)s gave changes asked for to a colleague."),
    ("change_request.given_back", ""): _("%(actor)s let others look into changes asked for."),
    ("change_request.asked_back", ""): _("%(actor)s asked a member about changes asked for."),
    ("change_request.answered", ""): _("%(actor)s wrote to the team about changes asked for."),
    ("change_request.noted", ""): _("%(actor)s noted something about changes asked for."),
    ("change_request.applied", ""): _("%(actor)s took changes over that were asked for."),
    ("change_request.refused", ""): _("%(actor)s did not take a change over."),
    ("change_request.left", ""): _("%(actor)s left a field as it is, as the change was outdated."),
    ("change_request.decided", ""): _("%(actor)s decided the last change of a request."),
    ("change_request.put_back", ""): _("%(actor)s put back changes that were taken over."),
    ("exclusion.added", ""): _(
        "%(actor)s decided that %(organisation)s is suggested to nobody in the cluster."
    ),
    ("pair.judged", ""): _("%(actor)s judged whether two entries are one organisation."),
    ("pair.judgement_taken_back", ""): _(
        "%(actor)s took back a judgement on whether two entries are one organisation."
    ),
    ("exclusion.removed", ""): _(
        "%(actor)s decided that %(organisation)s may be suggested in the cluster again."
    ),
    ("admission.facts_chosen", ""): _("%(actor)s chose what applicants are asked."),
    ("organisations.edited_together", ""): _("%(actor)s changed several organisations at once."),
    ("organisations.edited_together_undone", ""): _(
        "%(actor)s undid a change of several organisations."
    ),
    ("data_control.run", ""): _("%(actor)s had the entries looked through."),
    ("data_control.set_aside", ""): _("%(actor)s set a finding of data control aside."),
    ("data_control.taken_up", ""): _("%(actor)s took a finding of data control up again."),
    ("data_control.asked_to_fix", ""): _("%(actor)s asked a member to correct its entry."),
    ("data_control.set", ""): _("%(actor)s changed the rules of data control."),
    ("import.written", ""): _("%(actor)s imported organisations from a file."),
    ("import.undone", ""): _("%(actor)s undid an import of organisations."),
    ("job.queued", ""): _("%(actor)s asked for work in the background."),
    ("job.cancelled", ""): _("%(actor)s cancelled work in the background."),
    ("job.retried", ""): _("%(actor)s had work in the background tried again."),
    ("taxonomy.created", ""): _("%(actor)s began a taxonomy."),
    ("taxonomy.copied", ""): _("%(actor)s took over a taxonomy."),
    ("taxonomy.drafted", ""): _("%(actor)s began a new version of a taxonomy."),
    ("taxonomy.filled", ""): _("%(actor)s brought the terms of a taxonomy from a file."),
    ("taxonomy.term_saved", ""): _("%(actor)s changed a term of a taxonomy."),
    ("taxonomy.term_removed", ""): _("%(actor)s removed a term of a taxonomy."),
    ("taxonomy.way_said", ""): _("%(actor)s said what becomes of a term of a taxonomy."),
    ("taxonomy.way_taken_back", ""): _("%(actor)s took back what becomes of a term."),
    ("taxonomy.discarded", ""): _("%(actor)s gave up a new version of a taxonomy."),
    ("taxonomy.published", ""): _("%(actor)s published a version of a taxonomy."),
    **SENTENCES_OF_MATCHMAKING,
}


@dataclass(frozen=True)
class Line:
    """One thing that was done, as the page tells it."""

    at: dt.datetime
    sentence: str


def tell(events: Iterable[Any], *, names: Mapping[str, str]) -> list[Line]:
    """
    Put events into words.

    :param names: the names of people by public id; those not in it have left
    """
    return [Line(at=event.at, sentence=_sentence(event, names)) for event in events]


def _sentence(event: Any, names: Mapping[str, str]) -> str:
    sentence = SENTENCES.get(
        (event.verb, event.details.get("kind", "")), SENTENCES.get((event.verb, ""))
    )
    if sentence is None:
        # A verb this page has no words for yet is shown rather than hidden.
        return f"{event.verb}: {event.subject}"
    return str(sentence) % {
        "actor": _name(event.actor, names),
        "person": _name(event.subject, names),
        "role": _role(event.details.get("role", "")),
        "organisation": _organisation(event.details.get("organisation", "")),
    }


def _name(public_id: str, names: Mapping[str, str]) -> str:
    if not public_id:
        return str(_("The software"))
    if public_id == VISITOR:
        return str(_("Someone without an account"))
    return names.get(public_id) or str(_("someone who has left"))


def _role(code: str) -> str:
    return str(Role(code).label) if code in Role.values else code


def _organisation(organisation_id: str) -> str:
    """Return the name that open data gives it, which anybody may read; else its identifier."""
    if not organisation_id:
        return ""
    known = found_or_none(get_organisation, organisation_id, for_user=AnonymousUser())
    return known.name if known else organisation_id
