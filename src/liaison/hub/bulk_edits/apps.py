from django.apps import AppConfig


class BulkEditsConfig(AppConfig):
    name = "liaison.hub.bulk_edits"
    label = "bulk_edits"
