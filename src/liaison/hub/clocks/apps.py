from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ClocksConfig(AppConfig):
    name = "liaison.hub.clocks"
    label = "clocks"

    def ready(self) -> None:
        # Its ear for people who leave.
        import liaison.hub.clocks.actions  # noqa: F401

        # Each part registers the kinds of its clocks in its module `clocks`.
        autodiscover_modules("clocks")
