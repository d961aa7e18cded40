from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "liaison.hub.agreements"
    label = "agreements"

    def ready(self) -> None:
        # Its ears for contacts that are released, people who leave and files that are not needed.
        from liaison.hub.agreements.messages import tell_in_letters
        from liaison.hub.agreements.ways import tell_timelines

        tell_in_letters()
        tell_timelines()
