"""``{% demo_code user as code %}``: what the telephone of a demo person would show."""

from django import template

from accounts.demo_codes import code_of
from accounts.models import User

register = template.Library()


@register.simple_tag(name="demo_code")
def demo_code(user: User) -> str:
    """The code of this half minute; "" outside a demonstration."""
    return code_of(user) if user.is_authenticated else ""
