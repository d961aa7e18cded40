from django.apps import AppConfig


class CollaborationsConfig(AppConfig):
    name = "liaison.hub.collaborations"
    label = "collaborations"

    def ready(self) -> None:
        # Its ear for mergers of organisations, and what it adds to the register and to timelines.
        from liaison.hub.collaborations.ways import tell_register

        tell_register()
