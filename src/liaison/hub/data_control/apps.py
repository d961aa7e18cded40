from django.apps import AppConfig


class DataControlConfig(AppConfig):
    name = "liaison.hub.data_control"
    label = "data_control"
