from django.apps import AppConfig


class InterestsConfig(AppConfig):
    name = "liaison.hub.interests"
    label = "interests"

    def ready(self) -> None:
        # Its ears for listings that end, and for people who leave.
        import liaison.hub.interests.actions  # noqa: F401
