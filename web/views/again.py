"""Whoever is asked again who they are, and has nothing to show but the code they came in by."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import reauthenticate as by_password
from allauth.mfa.base.views import reauthenticate as by_code
from allauth.mfa.webauthn.views import reauthenticate_webauthn as by_key
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

type View = Callable[..., Any]


def _or_a_word(view: View) -> View:
    """allauth's page; who has neither a password nor a second step reads a word instead of its 403."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        methods = get_adapter(request).get_reauthentication_methods(request.user)
        if request.user.is_authenticated and not methods:
            return render(request, "account/nothing_to_show.html")
        response: HttpResponse = view(request, *args, **kwargs)
        return response

    return shown


show_password_again = _or_a_word(by_password)
show_code_again = _or_a_word(by_code)
show_key_again = _or_a_word(by_key)
