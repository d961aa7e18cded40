from django.apps import AppConfig


class PartnerSearchConfig(AppConfig):
    name = "liaison.hub.partner_search"
    label = "partner_search"
