"""One organisation, and one project: who they are and what proves it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.http import require_safe

from liaison.hub.clusters.queries import current_cluster
from liaison.hub.directory import queries
from liaison.hub.directory.choices import Evidence
from liaison.hub.identities.queries import get_picture, sources_joined
from liaison.hub.partner_search.choices import (
    CLUSTER_EXCLUSION_REASONS,
    LONGEST_NOTE,
    ExclusionReason,
)
from liaison.hub.partner_search.policies import can_exclude_in
from liaison.hub.partner_search.queries import exclusions_in, exclusions_of
from liaison.hub.web.components.bars import shares
from liaison.hub.web.components.evidence import counted
from liaison.hub.web.components.maps import Place, partner_map, results_map
from liaison.hub.web.components.timeline import project_timeline
from liaison.hub.web.directory import picture
from liaison.hub.web.layout.views import found_or_404
from liaison.matching import Involvement, Organisation, Project
from liaison.opendata import Picture, entry_key

PROJECTS_PER_PAGE = 25
TOPICS_SHOWN = 10
# Identifiers that are addresses.
ADDRESSES = ("https://ror.org/", "https://openalex.org/")
# Browsers remember a permanent redirect; people may take apart again what they joined.
SECONDS_A_REDIRECT_IS_REMEMBERED = 3600


@dataclass(frozen=True)
class ExclusionChoices:
    """
    What the reader may do so that an organisation is not suggested, and what is decided already.

    :ivar cluster: the cluster whose site this is, for its managers; none for others
    """

    is_excluded: bool
    cluster: Any
    is_excluded_in_cluster: bool
    reasons = tuple(ExclusionReason)
    reasons_of_cluster = CLUSTER_EXCLUSION_REASONS
    longest_note = LONGEST_NOTE


@require_safe
@login_not_required
def organisation(request: HttpRequest, organisation_id: str) -> HttpResponse:
    shown = found_or_404(queries.get_described, organisation_id, for_user=request.user)
    if shown.id != organisation_id:
        return _redirect(request, shown)
    told = get_picture(shown.id, for_user=request.user)
    involvements = queries.involvements_of(shown, for_user=request.user)
    counts = queries.evidence_counts(shown, for_user=request.user)
    partners = queries.partners_of(shown, for_user=request.user)
    choices = _exclusion_choices(request, shown)
    response = render(
        request,
        "directory/organisation.html",
        {
            "organisation": shown,
            "identifier": _identifier(shown),
            "identifier_url": shown.id if shown.id.startswith(ADDRESSES) else "",
            "evidence": counted(counts),
            "leaves_out": sum(counts.values()) - len(involvements),
            "involvements": Paginator(involvements, PROJECTS_PER_PAGE).get_page(
                request.GET.get("page")
            ),
            "timeline": project_timeline(_projects_first(involvements)),
            "partners": partners,
            "partner_map": partner_map(
                _place_of(shown), [_place_of(partner.organisation) for partner in partners]
            ),
            "topics": shares(queries.topics_of(shown, for_user=request.user)[:TOPICS_SHOWN]),
            # The same people who decide whom the cluster suggests to nobody.
            "picture": picture.show(told, may_judge=bool(choices and choices.cluster)),
            "sources": _sources_of(told, involvements, request),
            "back_to_search": _search_left(request),
            "profile_here": queries.public_profiles().get(shown.id),
            "invented": any(involvement.project.invented for involvement in involvements),
            "exclusion_choices": choices,
        },
    )
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


@require_safe
@login_not_required
def project(request: HttpRequest, project_id: str) -> HttpResponse:
    shown = found_or_404(queries.get_project, project_id, for_user=request.user)
    participants = queries.participants_of(shown, for_user=request.user)
    places = [_place_of(involvement.organisation) for involvement in participants]
    sources = _told_by([shown], request)
    return render(
        request,
        "directory/project.html",
        {
            "project": shown,
            "source_url": shown.url if shown.url.startswith(("https://", "http://")) else "",
            "participants": participants,
            "map": results_map(place for place in places if place),
            "sources": sources,
            "own_source": sources[0] if len(sources) == 1 else None,
            "back_to_search": _search_left(request),
        },
    )


def _identifier(shown: Organisation) -> str:
    """Return by which identifier its source knows it; "" where the source gives none."""
    scheme = entry_key(shown.id).partition(":")[0]
    return "" if scheme in picture.WITHOUT_IDENTIFIERS else shown.id


def _projects_first(involvements: list[Involvement]) -> list[Involvement]:
    """Return the projects; where there are none, what there is."""
    projects = [each for each in involvements if each.project.kind == Evidence.PROJECT]
    return projects or involvements


def _sources_of(
    told: Picture | None, involvements: list[Involvement], request: HttpRequest
) -> list[Any]:
    """Return the sources of its evidence, and those that tell of the organisation besides."""
    sources = _told_by((each.project for each in involvements), request)
    named = {source.get("source") for source in sources}
    others = dict.fromkeys(member.source for member in told.members) if told else {}
    joined = sources_joined()
    return [*sources, *(joined[code] for code in others if code not in named and code in joined)]


def _told_by(projects: Iterable[Project], request: HttpRequest) -> list[Any]:
    """Return the sources of these projects, studies and works; all where that is not known."""
    sources = queries.sources(for_user=request.user)
    codes = {project.source for project in projects}
    return [source for source in sources if source.get("source") in codes] or sources


def _redirect(request: HttpRequest, shown: Organisation) -> HttpResponse:
    """Lead from the identifier of another of its entries to the page of the organisation."""
    address = reverse("directory:organisation", args=[shown.id])
    query = request.META["QUERY_STRING"]
    response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    patch_cache_control(response, max_age=SECONDS_A_REDIRECT_IS_REMEMBERED)
    return response


def _exclusion_choices(request: HttpRequest, shown: Organisation) -> ExclusionChoices | None:
    """Return what a signed-in reader may decide; a list of one's own needs an account."""
    if not request.user.is_authenticated or not shown.project_count:
        return None
    own = exclusions_of(for_user=request.user)
    cluster = current_cluster(host=request.get_host())
    manages = can_exclude_in(request.user, cluster)
    of_cluster = exclusions_in(cluster, for_user=request.user) if manages else None
    return ExclusionChoices(
        is_excluded=_is_among(own, shown),
        cluster=cluster if manages else None,
        is_excluded_in_cluster=manages and _is_among(of_cluster, shown),
    )


def _is_among(exclusions: Any, shown: Organisation) -> bool:
    """Say whether it was excluded, be it as an entry that was joined with another since."""
    return shown.id in queries.current_ids(exclusions.values_list("organisation_id", flat=True))


def _place_of(organisation: Organisation) -> Place | None:
    if organisation.lat is None or organisation.lon is None:
        return None
    return Place(
        lat=organisation.lat,
        lon=organisation.lon,
        label=organisation.name,
        url=reverse("directory:organisation", args=[organisation.id]),
    )


def _search_left(request: HttpRequest) -> str | None:
    """Return the address of the results the reader comes from, if that is where they come from."""
    came_from = request.META.get("HTTP_REFERER", "")
    here = f"{request.scheme}://{request.get_host()}"
    path = came_from.removeprefix(here)
    return path if came_from.startswith(here) and "/search/" in path.partition("?")[0] else None
