from django.apps import AppConfig


class ClustersConfig(AppConfig):
    name = "liaison.hub.clusters"
    label = "clusters"
