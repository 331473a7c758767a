"""Every door of the house, in one list."""

from django.urls import URLPattern, URLResolver, include, path

from web.views.code import confirm_code

handler400 = "web.views.errors.bad_request"
handler403 = "web.views.errors.forbidden"
handler404 = "web.views.errors.not_found"
handler500 = "web.views.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("web.urls")),
    path("desk/", include("desk.urls")),
    path("", include("api.urls")),
    # Before allauth's own page of the same name, which it takes the place of.
    path("account/login/code/confirm/", confirm_code, name="account_confirm_login_code"),
    path("account/", include("allauth.urls")),
]
