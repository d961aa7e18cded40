from django.apps import AppConfig


class IdentitiesConfig(AppConfig):
    name = "liaison.hub.identities"
    label = "identities"
