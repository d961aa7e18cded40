from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "liaison.hub.notifications"
    label = "notifications"

    def ready(self) -> None:
        # Its ear for people who leave.
        import liaison.hub.notifications.actions  # noqa: F401
