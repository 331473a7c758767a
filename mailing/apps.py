"""Messages as rows before they are effects."""

from django.apps import AppConfig


class MailingConfig(AppConfig):
    name = "mailing"
