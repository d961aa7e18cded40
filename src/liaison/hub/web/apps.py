from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "liaison.hub.web"

    def ready(self) -> None:
        # Its ear for people who sign in.
        import liaison.hub.web.partner_search.signing_in  # noqa: F401
        from liaison.hub.upkeep.describing import tell_words
        from liaison.hub.web.entry_editing.presenting import briefly, label_of

        # Letters tell of entries in the words of the pages.
        tell_words(label_of, briefly)
