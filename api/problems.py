"""Errors of the API as RFC 9457 problems with a ``code``."""

from rest_framework.exceptions import ParseError
from rest_framework.response import Response
from rest_framework.views import exception_handler


def handler(error: Exception, context: dict[str, object]) -> Response | None:
    """Turn DRF's answer to ``error`` into a problem; unknown errors stay 500s."""
    if isinstance(error, RecursionError):  # a body nested thousands of times
        error = ParseError("The body is nested too deeply.")
    response = exception_handler(error, context)
    if response is None:
        return None
    detail = response.data.get("detail") if isinstance(response.data, dict) else None
    response.data = {
        "type": "about:blank",
        "status": response.status_code,
        "code": getattr(detail, "code", None) or "invalid",
        "detail": str(detail) if detail else "See the fields.",
        **({} if detail else {"fields": response.data}),
    }
    response.content_type = "application/problem+json"
    return response
