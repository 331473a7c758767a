"""Who is calling: a brand's software, by its key, within the scopes of the key."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.domain import keys
from accounts.models import ApiKey


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
        return Caller(key), key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class HasScope(BasePermission):
    """The view's ``scope`` must be among those of the key."""

    message = "This key does not have the scope that this address asks for."
    code = "scope_missing"

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ApiKey) and view.scope in request.auth.scopes  # type: ignore[attr-defined]


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
