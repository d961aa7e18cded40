"""Which edits have to wait for whom, and who may do what with a change request."""

from collections.abc import Iterable
from typing import Any

from liaison.hub.change_requests.models import ChangeRequest, ReviewRule
from liaison.hub.change_requests.queries import rules_for
from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.core.choices import Visibility
from liaison.hub.directory.editing import CODES, together_with
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.relations.values import RELATIONS
from liaison.hub.directory.visibility import acts_for
from liaison.hub.membership.policies import manages

# What a cluster may look at: the fields of entries, and what organisations are to each other.
REVIEWABLE = (*CODES, RELATIONS)


def to_review(
    person: Any, organisation: Organisation, codes: Iterable[str]
) -> dict[str, frozenset[int]]:
    """
    Return of each field that `person` may not change at once the ids of the clusters that decide.

    Whoever acts for a member waits, unless they are of a team that decides on the field. An entry
    that only those who act for it see needs no review: nobody else reads it.
    """
    if person.is_superuser or organisation.visibility == Visibility.PRIVATE:
        return {}
    rules = rules_for(organisation)
    if not rules or not acts_for(person, organisation):
        return {}
    own = {rule.cluster_id for rule in rules if is_of_the_team(person, rule.cluster)}
    found = {code: _deciding(rules, code) for code in codes}
    return {code: clusters for code, clusters in found.items() if clusters and not clusters & own}


def _deciding(rules: list[ReviewRule], code: str) -> frozenset[int]:
    parts = together_with(code)
    return frozenset(rule.cluster_id for rule in rules if any(map(rule.covers, parts)))


def can_decide(user: Any, request: ChangeRequest) -> bool:
    """Say whether the user works in the team of a cluster that decides on this."""
    return ChangeRequest.objects.for_the_team_of(user).filter(pk=request.pk).exists()


def can_take_back(user: Any, request: ChangeRequest) -> bool:
    """Say whether the user acts for the organisation; a colleague may take back and answer too."""
    return ChangeRequest.objects.of_those_acting_for(user).filter(pk=request.pk).exists()


def still_speaks(request: ChangeRequest) -> bool:
    """Say whether whoever asked still acts for the organisation."""
    person = request.asked_by
    return person.is_active and acts_for(person, request.organisation)


def can_change_rule(user: Any, cluster: Cluster) -> bool:
    """Say whether the user decides what the cluster looks at."""
    return manages(user, cluster)
