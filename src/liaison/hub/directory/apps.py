from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "liaison.hub.directory"
    label = "directory"

    def ready(self) -> None:
        # Its ear for people who leave.
        import liaison.hub.directory.actions  # noqa: F401
