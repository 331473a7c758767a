"""People, brands, roles, consents, API keys."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
