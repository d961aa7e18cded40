"""A few organisations that together answer what a need asks for."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liaison.hub.directory.choices import Kind
from liaison.hub.directory.queries import current_index, get_organisation
from liaison.hub.partner_search.queries import ProposedTeam, propose_team
from liaison.hub.web.layout.views import found_or_none
from liaison.hub.web.partner_search.coverage import SIGNS, Answered, coverage_in, how_far
from liaison.hub.web.partner_search.forms import TeamForm
from liaison.hub.web.partner_search.own import own_search
from liaison.hub.web.partner_search.presenting import ShownMatch, show
from liaison.hub.web.partner_search.saying import choices_in, sayings_in


@dataclass(frozen=True)
class ShownMember:
    """
    A member of the team on the page.

    :ivar leads: what it is in the team for: requirements that nobody in it answers better
    """

    shown: ShownMatch
    is_shortlisted: bool
    leads: list[str]


@dataclass(frozen=True)
class ShownRequirement:
    """
    One thing the need asks for, and who of the team answers it.

    :ivar words: how far, and by whom
    """

    text: str
    sign: str
    words: str
    is_missing: bool


@require_safe
@never_cache
@login_not_required
def team(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    search = own_search(request, public_id)
    form = TeamForm(request.GET or None, countries=current_index().countries)
    context = {"search": search, "form": form}
    if form.is_bound and not form.is_valid():
        return render(request, "partner_search/team.html", context, status=422)
    sayings = sayings_in(search, request)
    proposed = propose_team(
        search,
        standing=sayings.stands,
        rules=form.rules,
        own_country=form.country,
    )
    context["team"] = proposed
    context["requirements"] = _requirements(proposed)
    context["members"] = _members(proposed, search, sayings)
    context["missing"] = [_missing(rule) for rule in proposed.missing]
    context["not_weighed"] = _names(proposed.not_weighed, request.user)
    return render(request, "partner_search/team.html", context)


def _requirements(proposed: ProposedTeam) -> list[ShownRequirement]:
    leading = {
        requirement: member.match.organisation.name
        for member in proposed.members
        for requirement in member.leads
    }
    shown = []
    for place, (text, strength) in enumerate(
        zip(proposed.requirements, proposed.covered, strict=True)
    ):
        answered = how_far(strength)
        words = _answered_by(answered, leading.get(place, ""))
        shown.append(ShownRequirement(text, SIGNS[answered], words, answered == "not"))
    return shown


def _answered_by(answered: Answered, name: str) -> str:
    if answered == "answered":
        return _("answered by %(name)s") % {"name": name}
    if answered == "in part":
        return _("answered in part, by %(name)s") % {"name": name}
    return _("answered by nobody in the team")


def _members(proposed: ProposedTeam, search: Any, sayings: Any) -> list[ShownMember]:
    matches = [member.match for member in proposed.members]
    shown = show(
        matches,
        first=1,
        best=max((match.score for match in matches), default=1.0),
        choices=choices_in(search, sayings),
        coverage=coverage_in(proposed.requirements, spoken=search.language),
    )
    return [
        ShownMember(
            each,
            member.is_shortlisted,
            [proposed.requirements[lead] for lead in member.leads],
        )
        for each, member in zip(shown, proposed.members, strict=True)
    ]


def _missing(rule: str) -> str:
    """Return what is missing, in a sentence."""
    sentences = {
        "members": _("Too few of the suggested organisations are from countries that count."),
        "countries": _("The suggested organisations are from too few different countries."),
        "member_state": _("None of those that fit is in a member state of the European Union."),
    }
    if rule in sentences:
        return sentences[rule]
    kind = Kind(rule.removeprefix("kind:")).label
    return _("Nobody of this kind fits into the team: %(kind)s.") % {"kind": kind}


def _names(ids: Sequence[str], user: Any) -> list[str]:
    found = [found_or_none(get_organisation, id_, for_user=user) for id_ in ids]
    return [each.name if each else id_ for each, id_ in zip(found, ids, strict=True)]
