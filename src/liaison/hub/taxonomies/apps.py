from django.apps import AppConfig


class TaxonomiesConfig(AppConfig):
    name = "liaison.hub.taxonomies"
    label = "taxonomies"
