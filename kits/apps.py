"""Catalogue, stock, kits, shipments."""

from django.apps import AppConfig

from common.triggers import Trigger


class KitsConfig(AppConfig):
    name = "kits"
    triggers = [
        Trigger("stock_append_only", "kits_stockmovement", "The stock ledger is append-only"),
    ]
