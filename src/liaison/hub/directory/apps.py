from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "liaison.hub.directory"
    label = "directory"
