"""Every door of the house, in one list."""

from django.urls import URLPattern, URLResolver, include, path

from web.views.again import show_code_again, show_key_again, show_password_again
from web.views.code import confirm_code

handler400 = "web.views.errors.bad_request"
handler403 = "web.views.errors.forbidden"
handler404 = "web.views.errors.not_found"
handler500 = "web.views.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("web.urls")),
    path("desk/", include("desk.urls")),
    path("", include("api.urls")),
    # Before allauth's own pages of the same names, which they take the place of.
    path("account/login/code/confirm/", confirm_code, name="account_confirm_login_code"),
    path("account/reauthenticate/", show_password_again, name="account_reauthenticate"),
    path("account/2fa/reauthenticate/", show_code_again, name="mfa_reauthenticate"),
    path(
        "account/2fa/webauthn/reauthenticate/", show_key_again, name="mfa_reauthenticate_webauthn"
    ),
    path("account/", include("allauth.urls")),
]
