from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "liaison.hub.accounts"
    label = "accounts"
