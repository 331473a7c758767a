"""Pages for fans, hosts and guests."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "web"
