from django.apps import AppConfig


class EnrichmentConfig(AppConfig):
    name = "liaison.hub.enrichment"
    label = "enrichment"
