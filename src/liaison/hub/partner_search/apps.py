from django.apps import AppConfig


class PartnerSearchConfig(AppConfig):
    name = "liaison.hub.partner_search"
    label = "partner_search"

    def ready(self) -> None:
        # Its ear for people who leave.
        import liaison.hub.partner_search.actions  # noqa: F401
