from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "liaison.hub.claims"
    label = "claims"

    def ready(self) -> None:
        # Its ear for people who leave.
        import liaison.hub.claims.actions  # noqa: F401
