from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "liaison.hub.listings"
    label = "listings"

    def ready(self) -> None:
        # Its ears for people who leave, and what of it answers a need that is described.
        import liaison.hub.listings.actions
        import liaison.hub.listings.queries  # noqa: F401
