"""What can be done with a cluster, its focus areas and the roles in it."""

from liaison.hub.clusters.actions.changes import ChangedMeanwhile, Conflict
from liaison.hub.clusters.actions.facts import (
    HostNotServed,
    HostRefused,
    HostReserved,
    HostTaken,
    NoLanguage,
    NotAFact,
    TooFaint,
    change_cluster,
    confirm_cluster,
)
from liaison.hub.clusters.actions.focus_areas import (
    FocusAreaGone,
    TooManyFocusAreas,
    add_focus_area,
    change_focus_area,
    focus_area_given_up,
    focus_areas_changed,
    move_focus_area,
    remove_focus_area,
)
from liaison.hub.clusters.actions.roles import (
    AlreadyHolds,
    DoesNotHold,
    LastManager,
    NotAClusterRole,
    appoint_first_manager,
    grant_role,
    withdraw_all_roles,
    withdraw_role,
)
from liaison.hub.clusters.actions.setting_up import (
    AlreadySetUp,
    set_up_cluster,
    set_up_new_cluster,
)
from liaison.hub.clusters.actions.steps import NotAllowed

__all__ = [
    "AlreadyHolds",
    "AlreadySetUp",
    "ChangedMeanwhile",
    "Conflict",
    "DoesNotHold",
    "FocusAreaGone",
    "HostNotServed",
    "HostRefused",
    "HostReserved",
    "HostTaken",
    "LastManager",
    "NoLanguage",
    "NotAClusterRole",
    "NotAFact",
    "NotAllowed",
    "TooFaint",
    "TooManyFocusAreas",
    "add_focus_area",
    "appoint_first_manager",
    "change_cluster",
    "change_focus_area",
    "confirm_cluster",
    "focus_area_given_up",
    "focus_areas_changed",
    "grant_role",
    "move_focus_area",
    "remove_focus_area",
    "set_up_cluster",
    "set_up_new_cluster",
    "withdraw_all_roles",
    "withdraw_role",
]
