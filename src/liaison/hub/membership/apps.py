from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "liaison.hub.membership"
    label = "membership"

    def ready(self) -> None:
        # Its ear for people who leave.
        import liaison.hub.membership.actions  # noqa: F401
