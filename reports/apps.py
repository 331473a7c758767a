"""Read only: funnel, cost, revenue."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
