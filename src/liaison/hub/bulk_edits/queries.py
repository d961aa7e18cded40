"""Which bulk edits there were, what became of each organisation, and what may be chosen."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from liaison.hub.accounts.choices import TEAM
from liaison.hub.bulk_edits.choices import BulkState
from liaison.hub.bulk_edits.models import BulkEdit, BulkEditedRow
from liaison.hub.clusters.models import Cluster, ClusterRole, FocusArea
from liaison.hub.clusters.queries import key_of_area
from liaison.hub.directory.choices import TermsOf
from liaison.hub.directory.editing.terms import Offered
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import organisations_visible_to, sight_of
from liaison.hub.jobs.queries import NoJob, get_job
from liaison.hub.taxonomies.queries import in_tree, key_of, terms_in_force

NoBulkEdit = BulkEdit.DoesNotExist


def clusters_of_team(*, for_user: Any) -> QuerySet[Cluster]:
    """Return the clusters in whose team `for_user` is; they edit many organisations at once."""
    return Cluster.objects.filter(pk__in=sight_of(for_user).team).order_by("name")


def works_in_a_team(user: Any) -> bool:
    """Say whether the user may edit many organisations at once."""
    if not (user.is_authenticated and user.is_active):
        return False
    held = ClusterRole.objects.filter(person=user, role__in=TEAM)
    return user.is_superuser or held.exists()


def bulk_edits(*, for_user: Any) -> QuerySet[BulkEdit]:
    """Return the bulk edits of the user's teams that were done, the newest first."""
    return _seen_by(for_user).exclude(state=BulkState.DRAFT).order_by("-done_at", "-pk")


def get_bulk_edit(public_id: uuid.UUID, *, for_user: Any) -> BulkEdit:
    """Return a bulk edit of the user's teams; one not done yet is its author's. See NoBulkEdit."""
    edit = _seen_by(for_user).get(public_id=public_id)
    if edit.state == BulkState.DRAFT and edit.chosen_by_id != for_user.pk:
        raise NoBulkEdit
    return edit


def counts_of(edit: BulkEdit) -> dict[str, int]:
    """Return how many organisations came to which outcome so far."""
    counted = edit.rows.values("outcome").annotate(number=Count("pk")).order_by()
    return dict(counted.values_list("outcome", "number"))


def organisations_with(
    edit: BulkEdit, outcomes: Iterable[str], *, most: int, for_user: Any
) -> list[tuple[Organisation, str]]:
    """Return some organisations that came to these outcomes, as far as `for_user` sees them."""
    rows = edit.rows.filter(outcome__in=list(outcomes))
    seen = organisations_visible_to(for_user).filter(public_id__in=rows.values("organisation"))
    found = list(seen.order_by("plain", "pk")[:most])
    became = dict(
        BulkEditedRow.objects.filter(
            edit=edit, organisation__in=[each.public_id for each in found]
        ).values_list("organisation", "outcome")
    )
    return [(each, became[each.public_id]) for each in found]


def offered_terms(*, for_user: Any) -> dict[str, list[Offered]]:
    """Return by subject the terms in force and the focus areas of the user's clusters."""
    clusters = list(clusters_of_team(for_user=for_user))
    found: dict[str, list[Offered]] = {}
    terms = terms_in_force(cluster_ids=[one.pk for one in clusters])
    by_taxonomy: dict[int, list[Any]] = {}
    for term in terms:
        by_taxonomy.setdefault(term.version.taxonomy_id, []).append(term)
    for own in by_taxonomy.values():
        for placed in in_tree(own):
            taxonomy = placed.term.version.taxonomy
            offered = Offered(taxonomy.slug, key_of(placed.term), placed.term, placed.depth)
            found.setdefault(taxonomy.subject, []).append(offered)
    areas = FocusArea.objects.filter(cluster__in=clusters).select_related("cluster")
    for area in areas.order_by("cluster__name", "position"):
        offered = Offered(area.cluster.name, key_of_area(area), area)
        found.setdefault(TermsOf.FOCUS_AREAS, []).append(offered)
    return found


def job_of(edit: BulkEdit, *, for_user: Any) -> Any:
    """Return the job that does or undoes it; None where there is none to see."""
    if edit.job is None:
        return None
    try:
        return get_job(edit.job, for_user=for_user)
    except NoJob:
        return None


def _seen_by(user: Any) -> QuerySet[BulkEdit]:
    found = BulkEdit.objects.filter(cluster__in=sight_of(user).team)
    return found.select_related("cluster", "chosen_by", "undone_by")
