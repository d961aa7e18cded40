from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "liaison.hub.membership"
    label = "membership"

    def ready(self) -> None:
        # Its ear for people who leave.
        import liaison.hub.membership.actions  # noqa: F401
        from liaison.hub.directory.visibility import Memberships, tell_memberships
        from liaison.hub.membership.queries import (
            clusters_of,
            organisations_of,
            shown_memberships,
        )

        # Members see what is for members.
        tell_memberships(Memberships(clusters_of, organisations_of, shown_memberships))
