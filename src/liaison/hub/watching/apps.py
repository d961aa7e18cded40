from django.apps import AppConfig


class WatchingConfig(AppConfig):
    name = "liaison.hub.watching"
    label = "watching"

    def ready(self) -> None:
        # Its ear for people who leave.
        import liaison.hub.watching.actions  # noqa: F401
