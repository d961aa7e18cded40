from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "liaison.hub.lifecycle"
    label = "lifecycle"
