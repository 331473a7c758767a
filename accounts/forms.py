"""Sign-in: type an address, receive a code, be in. Known or new, the steps are the same."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm
from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.domain import people
from accounts.models import User
from common import clock
from common.forms import PlainForm


class SignInForm(LoginForm):
    """One field. A new address gets its account here, usable once its code has come back."""

    user: User | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["login"]
        field.label = _("Your e-mail address")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.update({"autocomplete": "email", "inputmode": "email"})

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        if self.user is None:
            self.user = _account_for(self.cleaned_data["login"])
        return super().login(request, redirect_url)


class CodeForm(ConfirmLoginCodeForm):
    """The code as it was typed or pasted: spaces, dashes and case say nothing."""

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        self.cleaned_data["code"] = "".join(letter for letter in typed if letter.isalnum())
        code: str = super().clean_code()
        return code


class RequestCodeForm(RequestLoginCodeForm):
    """Asking for another code; as at sign-in, a new address gets its account."""

    _user: User | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label = _("Your e-mail address")
        field.widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if email and self._user is None:
            self._user = _account_for(email)
        return email


def _account_for(email: str) -> User | None:
    """Return the account of this address with the address still to be confirmed by its code."""
    user = people.ensure(email=email, language=translation.get_language() or "fr", at=clock.now())
    if user is not None:
        EmailAddress.objects.get_or_create(
            user=user, email=user.email, defaults={"primary": True, "verified": False}
        )
    return user


class AboutMeForm(PlainForm):
    """What a person is called, and which language our letters speak to them."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class ErasingForm(forms.Form):
    """The last word before somebody is erased."""

    as_guest = forms.BooleanField(
        label=_("Also the answers given with this address to other people’s invitations"),
        required=False,
        initial=True,
    )
    sure = forms.BooleanField(label=_("Erase everything; I know that nobody can bring it back"))


class DeskErasingForm(ErasingForm):
    """The same for staff, who also decide about what was lent (``lent``: there is something)."""

    loan_settled = forms.BooleanField(
        label=_("What was lent to this host is back, or the brand lets it go"), required=False
    )

    def __init__(self, *args: Any, lent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not lent:
            del self.fields["loan_settled"]
