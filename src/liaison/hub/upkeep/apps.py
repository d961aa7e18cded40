from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "liaison.hub.upkeep"
    label = "upkeep"

    def ready(self) -> None:
        # Its ear for people who leave.
        import liaison.hub.upkeep.actions  # noqa: F401
