"""Who is calling: a brand's software, by its key, within the scopes of the key."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.domain import keys
from accounts.models import ApiKey
from common import clock

PROBLEM = "application/problem+json"


class Caller:
    """The software behind a key; it is nobody's account."""

    is_authenticated = True
    is_active = True

    def __init__(self, key: ApiKey) -> None:
        self.key = key
        self.pk = None


class KeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer cvk_…``. A wrong, ended or malformed key is answered alike (401)."""

    def authenticate(self, request: Request) -> tuple[Caller, ApiKey] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        key = keys.find(parts[1].decode("latin-1")) if len(parts) == 2 else None
        if key is None:
            raise AuthenticationFailed("This key is not valid.", code="invalid_key")
        keys.used(key=key, at=clock.now())
        return Caller(key), key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class HasScope(BasePermission):
    """The view's ``scope`` must be among those of the key."""

    message = "This key does not have the scope that this address asks for."
    code = "scope_missing"

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ApiKey) and view.scope in request.auth.scopes  # type: ignore[attr-defined]


class ProblemShape(serializers.Serializer):
    """What every error is: a problem of RFC 9457."""

    type = serializers.CharField(help_text="Always about:blank: the code says which problem.")
    status = serializers.IntegerField(help_text="The same as the answer's.")
    code = serializers.CharField(help_text="A word for programs, such as scope_missing.")
    detail = serializers.CharField(help_text="A sentence for people.")
    fields = serializers.DictField(  # type: ignore[assignment]
        required=False, help_text="Of a body that was refused: what is wrong with each field."
    )


PROBLEMS = {
    (401, PROBLEM): OpenApiResponse(ProblemShape, "No living key came along."),
    (403, PROBLEM): OpenApiResponse(ProblemShape, "The key does not have this scope."),
    (404, PROBLEM): OpenApiResponse(ProblemShape, "This brand has nothing of that name."),
}


class DoorSchema(AutoSchema):
    """Tells of each address the scope it asks for, and how it says no."""

    def get_description(self) -> str:  # type: ignore[override]
        asked: Any = self.view
        return f"{super().get_description()}\n\nScope of the key: `{asked.scope}`."

    def get_response_serializers(self) -> Any:
        told = super().get_response_serializers()
        return {**(told if isinstance(told, dict) else {200: told}), **PROBLEMS}


class KeyScheme(OpenApiAuthenticationExtension):
    """How the key is told to readers of the OpenAPI file."""

    target_class = "api.v1.auth.KeyAuthentication"
    name = "brandKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        scheme: dict[str, str] = build_bearer_security_scheme_object(
            header_name="Authorization",
            token_prefix="Bearer",  # noqa: S106 - the scheme's word, no secret
        )
        return scheme
