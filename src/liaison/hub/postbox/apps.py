from django.apps import AppConfig


class PostboxConfig(AppConfig):
    name = "liaison.hub.postbox"
    label = "postbox"
