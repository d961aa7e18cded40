from django.apps import AppConfig


class ChangeRequestsConfig(AppConfig):
    name = "liaison.hub.change_requests"
    label = "change_requests"

    def ready(self) -> None:
        # Its ears for edits that have to wait, and for people who leave.
        import liaison.hub.change_requests.actions  # noqa: F401
