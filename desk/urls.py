"""Addresses of the pages for brand staff, all under /desk/."""

from django.urls import URLPattern

app_name = "desk"
urlpatterns: list[URLPattern] = []
