"""Addresses for programs: /hooks/ for shops, /api/v1/ for brand software."""

from django.urls import URLPattern, URLResolver, include, path

from api.hooks import mail
from api.hooks import views as hooks

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("hooks/mail/", mail.mail_hook, name="mail-hook"),
    path("hooks/<str:code>/", hooks.shop_hook, name="shop-hook"),
    path("api/v1/", include("api.v1.urls")),
]
