from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "liaison.hub.audit"
    label = "audit"
