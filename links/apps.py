"""One mechanism for every short link, and the clicks on it."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "links"
