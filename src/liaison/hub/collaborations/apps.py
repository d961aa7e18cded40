from django.apps import AppConfig


class CollaborationsConfig(AppConfig):
    name = "liaison.hub.collaborations"
    label = "collaborations"

    def ready(self) -> None:
        # What it adds to the register of contacts and to timelines.
        from liaison.hub.collaborations.ways import tell_register

        tell_register()
