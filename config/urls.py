"""Every door of the house, in one list."""

from django.urls import URLPattern, URLResolver, include, path

handler400 = "web.views.errors.bad_request"
handler403 = "web.views.errors.forbidden"
handler404 = "web.views.errors.not_found"
handler500 = "web.views.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("web.urls")),
    path("desk/", include("desk.urls")),
    path("", include("api.urls")),
    path("account/", include("allauth.urls")),
]
