from django.apps import AppConfig


class PolicyNeedsConfig(AppConfig):
    name = "liaison.hub.policy_needs"
    label = "policy_needs"
