"""Sign-in: type an address, receive a code, be in. Known or new, the steps are the same."""

from typing import Any

from allauth.account.forms import LoginForm, RequestLoginCodeForm
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.domain import people
from common import clock


class SignInForm(LoginForm):
    """One field. A new address gets its account here, usable once its code has come back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["login"]
        field.label = _("Your e-mail address")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.update({"autocomplete": "email", "inputmode": "email"})

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        if self.user is None:
            self.user = people.ensure(
                email=self.cleaned_data["login"],
                language=translation.get_language() or "fr",
                at=clock.now(),
            )
        return super().login(request, redirect_url)


class RequestCodeForm(RequestLoginCodeForm):
    """Asking for another code; as at sign-in, a new address gets its account."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if email and self._user is None:
            self._user = people.ensure(
                email=email, language=translation.get_language() or "fr", at=clock.now()
            )
        return email
