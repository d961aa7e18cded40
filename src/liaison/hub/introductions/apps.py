from django.apps import AppConfig


class IntroductionsConfig(AppConfig):
    name = "liaison.hub.introductions"
    label = "introductions"

    def ready(self) -> None:
        # Its ears for people who leave, for mergers of organisations, for answers by e-mail, and
        # for letters that come back.
        import liaison.hub.introductions.actions
        import liaison.hub.introductions.replies  # noqa: F401
