"""Pages for what went wrong: what happened, that nothing is lost, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or cookies are refused; what was typed is still in the browser."""
    return render(request, "403.html", {"form_expired": True}, status=403)
