"""Shops, orders, evidence, attribution."""

from django.apps import AppConfig

from common.triggers import Trigger


class SalesConfig(AppConfig):
    name = "sales"
    triggers = [
        Trigger("credit_append_only", "sales_credit", "The credit ledger is append-only"),
    ]
