from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "liaison.hub.directory"
    label = "directory"

    def ready(self) -> None:
        # Its ears for people who leave, and what it knows of numbers.
        import liaison.hub.directory.actions
        import liaison.hub.directory.formats
        import liaison.hub.directory.people.actions  # noqa: F401
