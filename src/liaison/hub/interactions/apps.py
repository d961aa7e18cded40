from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    name = "liaison.hub.interactions"
    label = "interactions"

    def ready(self) -> None:
        # Its ears for people who leave, and for mails that are forwarded to it.
        import liaison.hub.interactions.actions
        import liaison.hub.interactions.replies  # noqa: F401

        # What comes of contacts.
        from liaison.hub.interactions.ways import register_outcomes

        register_outcomes()
