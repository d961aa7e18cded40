from django.apps import AppConfig


class ClustersConfig(AppConfig):
    name = "liaison.hub.clusters"
    label = "clusters"

    def ready(self) -> None:
        # Its ear for people who leave.
        import liaison.hub.clusters.actions  # noqa: F401
