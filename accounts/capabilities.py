"""Who may do what: one table, role by capability."""

from enum import StrEnum

from accounts.models import Membership, Role


class Capability(StrEnum):
    """Something a member of a brand may do at its desk."""

    SEE_DESK = "SEE_DESK"
    EDIT_BRAND = "EDIT_BRAND"
    EDIT_CAMPAIGN = "EDIT_CAMPAIGN"
    SEE_APPLICATIONS = "SEE_APPLICATIONS"
    DECIDE_APPLICATIONS = "DECIDE_APPLICATIONS"
    ERASE_PERSON = "ERASE_PERSON"
    SEAL = "SEAL"
    DRAW = "DRAW"
    SHIP = "SHIP"
    SEE_ORDERS = "SEE_ORDERS"
    MANAGE_SHOPS = "MANAGE_SHOPS"
    SEE_REPORT = "SEE_REPORT"
    MANAGE_STAFF = "MANAGE_STAFF"
    EDIT_SETTINGS = "EDIT_SETTINGS"
    MANAGE_KEYS = "MANAGE_KEYS"


_C = Capability
CAPABILITIES: dict[str, frozenset[Capability]] = {
    Role.OWNER: frozenset(Capability),
    # An organiser seals but does not draw: the second pair of eyes is a draw officer's. What cannot
    # be undone for a person is done by those who answer persons. Who the brand is in law, and what
    # software may read of it, is its owner's business.
    Role.ORGANISER: frozenset(Capability)
    - {_C.DRAW, _C.ERASE_PERSON, _C.EDIT_SETTINGS, _C.MANAGE_KEYS},
    Role.DRAW_OFFICER: frozenset({_C.SEE_DESK, _C.SEE_APPLICATIONS, _C.SEAL, _C.DRAW}),
    Role.LOGISTICS: frozenset({_C.SEE_DESK, _C.SHIP}),
    Role.ANALYST: frozenset({_C.SEE_DESK, _C.SEE_ORDERS, _C.SEE_REPORT}),
    # Who seals and draws decides on nobody's application: a list is made by others than it is drawn by.
    Role.CARE: frozenset(
        {_C.SEE_DESK, _C.SEE_APPLICATIONS, _C.DECIDE_APPLICATIONS, _C.ERASE_PERSON}
    ),
}


def may(membership: Membership | None, capability: Capability) -> bool:
    """Say whether this member may do this; nobody outside the brand may do anything."""
    return membership is not None and capability in CAPABILITIES.get(membership.role, frozenset())


def may_give(giver: str, role: str) -> bool:
    """Say whether a member in the role ``giver`` may give ``role``, or take it away.

    Nobody gives what they may not do themselves: an organiser who may not draw cannot make the
    officer who does.
    """
    held = CAPABILITIES.get(giver, frozenset())
    return Capability.MANAGE_STAFF in held and CAPABILITIES[role] <= held
