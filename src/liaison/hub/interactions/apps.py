from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    name = "liaison.hub.interactions"
    label = "interactions"

    def ready(self) -> None:
        # Its ear for people who leave.
        import liaison.hub.interactions.actions  # noqa: F401
