from django.apps import AppConfig


class CollectingConfig(AppConfig):
    name = "liaison.hub.collecting"
    label = "collecting"

    def ready(self) -> None:
        # Its ear for people who leave.
        import liaison.hub.collecting.actions  # noqa: F401
