from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "liaison.hub.jobs"
    label = "jobs"

    def ready(self) -> None:
        # Each part registers its kinds of jobs in its own module `jobs`.
        autodiscover_modules("jobs")
