from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "liaison.hub.web"

    def ready(self) -> None:
        # Its ear for people who sign in.
        import liaison.hub.web.partner_search.signing_in  # noqa: F401
