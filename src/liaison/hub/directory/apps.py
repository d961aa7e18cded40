from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "liaison.hub.directory"
    label = "directory"

    def ready(self) -> None:
        # Its ears for people who leave.
        import liaison.hub.directory.actions
        import liaison.hub.directory.people.actions  # noqa: F401
