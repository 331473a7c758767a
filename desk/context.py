"""What every desk page is given: the brand, the rail, the person."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.capabilities import Capability, may
from accounts.models import Membership

# (section, its name in the rail, its address, who sees it), in the order of the story.
SECTIONS = [
    ("today", _("Today"), "desk:today", Capability.SEE_DESK),
    ("campaigns", _("Campaigns"), "desk:campaigns", Capability.SEE_DESK),
    ("applications", _("Applications"), "desk:applications", Capability.SEE_APPLICATIONS),
    ("messages", _("Messages"), "desk:messages", Capability.SEE_APPLICATIONS),
    ("draws", _("Draws"), "desk:draws", Capability.SEE_APPLICATIONS),
    ("shipping", _("Kits"), "desk:shipping", Capability.SHIP),
    ("stock", _("Stock"), "desk:stock", Capability.SHIP),
    ("orders", _("Orders"), "desk:orders", Capability.SEE_ORDERS),
    ("shops", _("Shops"), "desk:shops", Capability.MANAGE_SHOPS),
    ("report", _("Report"), "desk:report", Capability.SEE_REPORT),
    ("look", _("Look"), "desk:look", Capability.EDIT_BRAND),
    ("team", _("Team"), "desk:team", Capability.MANAGE_STAFF),
    ("settings", _("Settings"), "desk:settings", Capability.EDIT_SETTINGS),
]


def desk_context(
    request: HttpRequest, section: str, *, counts: dict[str, int] | None = None, **more: Any
) -> dict[str, Any]:
    """Return the context of ``desk/base.html``; ``counts`` puts a figure beside a section."""
    brand = request.brand  # type: ignore[attr-defined]
    member: Membership = request.membership  # type: ignore[attr-defined]
    nav = []
    for key, label, name, capability in SECTIONS:
        if not may(member, capability):
            continue
        nav.append(
            {
                "label": label,
                "url": reverse(name, args=[brand.slug]),
                "count": (counts or {}).get(key, 0),
                "current": key == section,
            }
        )
    return {
        "brand": brand,
        "membership": member,
        "nav": nav,
        "home_url": reverse("desk:today", args=[brand.slug]),
        "may": {str(capability): may(member, capability) for capability in Capability},
        **more,
    }
