from django.apps import AppConfig


class IntroductionsConfig(AppConfig):
    name = "liaison.hub.introductions"
    label = "introductions"

    def ready(self) -> None:
        # Its ear for people who leave.
        import liaison.hub.introductions.actions  # noqa: F401
