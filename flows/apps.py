"""What happens next: fact, handler, one domain call."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "flows"
