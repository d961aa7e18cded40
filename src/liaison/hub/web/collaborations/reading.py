"""Whose collaborations a page is about, and who may open it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from liaison.hub.web.layout.context import cluster_of, team_desk_of


def cluster_kept(request: HttpRequest) -> Any:
    """Return the site's cluster to its team; raises PermissionDenied for everybody else."""
    # Every page asks for the team's desk; whoever has one is in the team.
    if team_desk_of(request) is None:
        raise PermissionDenied
    return cluster_of(request)
