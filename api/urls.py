"""Addresses for programs: /hooks/ for shops, /api/v1/ for brand software."""

from django.urls import URLPattern, URLResolver

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = []
