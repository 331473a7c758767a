"""The second step of the demo's people, who have no telephone in their pocket."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings

from accounts.models import User


def code_of(user: User) -> str:
    """In the demo, the code that a telephone would show: its people have none in their pocket."""
    if not settings.DEMO:
        return ""
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return ""
    secret = totp.decrypt(factor.data["secret"])
    counters = list(totp.yield_hotp_counters_from_time())
    return str(totp.format_hotp_value(totp.hotp_value(secret, counters[len(counters) // 2])))
