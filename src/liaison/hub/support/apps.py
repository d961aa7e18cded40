from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "liaison.hub.support"
    label = "support"

    def ready(self) -> None:
        # Its ears for people who leave, and for answers by e-mail.
        import liaison.hub.support.actions
        import liaison.hub.support.replies  # noqa: F401
        from liaison.hub.support.ways import tell_timelines

        tell_timelines()
