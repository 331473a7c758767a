"""Invitations, guests, RSVPs, waiting list."""

from django.apps import AppConfig


class GuestsConfig(AppConfig):
    name = "guests"
