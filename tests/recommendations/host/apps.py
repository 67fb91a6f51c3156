from django.apps import AppConfig


class HostConfig(AppConfig):
    name = "tests.recommendations.host"
    label = "host"
