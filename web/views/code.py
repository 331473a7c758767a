"""The code from the mail: pasted as it comes, sent again after a pause, and what to do when it is too late."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.views import ConfirmLoginCodeView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.addresses import likelier
from accounts.forms import SignInForm
from common import clock

PAUSE_S = 30
SENT_AT = "sent_at"
ANOTHER = "account_request_login_code"


class CodeView(ConfirmLoginCodeView):
    """allauth's page of the code; whatever goes wrong, the way to the page one came for is kept."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        process = getattr(self, "_process", None)
        if process and response.status_code == 200 and SENT_AT not in process.state:
            process.state[SENT_AT] = clock.now().timestamp()  # the page opens as the mail leaves
            process.persist()
        if response.headers.get("Location") != reverse(ANOTHER):
            return response
        if not getattr(self, "out_of_tries", False):
            messages.error(
                request,
                _(
                    "This code is too old, or its page was closed. Ask for another one: it takes a moment."
                ),
            )
        return redirect(self._with_next(reverse(ANOTHER)))

    def form_valid(self, form: Any) -> HttpResponse:
        if self.request.POST.get("action") == "instead":
            return self._instead()
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say how many tries are left; after the last, another code is asked for."""
        if self.request.POST.get("action") == "instead":
            return self._instead()
        if self._process.record_invalid_attempt():
            left = self._process.max_attempts - self._process.state["failed_attempts"]
            form.errors["code"] = form.error_class(
                [
                    ngettext(
                        "This is not the code of our last mail. %(left)s try is left.",
                        "This is not the code of our last mail. %(left)s tries are left.",
                        left,
                    )
                    % {"left": left}
                ]
            )
            return self.render_to_response(self.get_context_data(form=form))
        self.out_of_tries = True
        messages.error(
            self.request,
            _(
                "Three times it was not the code we sent, so it no longer opens. Ask for another one."
            ),
        )
        return redirect(reverse(ANOTHER))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"likelier": likelier(self._process.state.get("email") or "")}

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        """Send another code, which lasts as long as the first; not before the last had time to arrive."""
        state = self._process.state
        since = clock.now().timestamp() - state.get(SENT_AT, 0)
        if since < PAUSE_S:
            left = max(1, round(PAUSE_S - since))
            messages.info(
                self.request,
                ngettext(
                    "A code has just left. Look among the unwanted mail too; in %(left)s second we can send another one.",
                    "A code has just left. Look among the unwanted mail too; in %(left)s seconds we can send another one.",
                    left,
                )
                % {"left": left},
            )
        else:
            state[SENT_AT] = clock.now().timestamp()
            state["at"] = self._process.initial_state(user=None)["at"]  # by allauth's own clock
            self._process.resend()
            messages.success(
                self.request, _("Another code is on its way; the earlier one no longer opens.")
            )
        return redirect(self._with_next(reverse("account_confirm_login_code")))

    def _instead(self) -> HttpResponse:
        """Begin again with the address that was probably meant."""
        address = likelier(self._process.state.get("email") or "")
        form = SignInForm({"login": address}, request=self.request)
        if not address or not form.is_valid():
            return redirect(self._with_next(reverse("account_confirm_login_code")))
        self._process.abort()
        form.login(self.request, redirect_url=self.get_next_url())
        return redirect(self._with_next(reverse("account_confirm_login_code")))

    def _with_next(self, path: str) -> str:
        following = self.get_next_url()
        return f"{path}?{urlencode({'next': following})}" if following else path


confirm_code = CodeView.as_view()
