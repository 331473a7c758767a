"""What an applicant is asked to agree to: one purpose, one box, one text with its version."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Purpose
from events.models import Campaign, Rules

TEXTS_VERSION = "2026-11"


@dataclass(frozen=True)
class Agreement:
    """One box: ``text`` is what is shown beside it and kept as proof."""

    purpose: str
    text: str
    version: str
    required: bool


def agreements(*, campaign: Campaign, rules: Rules) -> list[Agreement]:
    """List the boxes of one campaign in the active language, the required ones first.

    Whoever applies agrees to the rules and has read the notice; nothing else is ever a condition.
    """
    brand = campaign.brand.name
    return [
        Agreement(
            Purpose.RULES,
            _("I accept the rules, version %(version)s, and I am aged %(age)s or over.")
            % {"version": rules.version, "age": campaign.minimum_age},
            f"rules-{rules.version}:{rules.sha256[:16]}",
            True,
        ),
        Agreement(
            Purpose.PRIVACY,
            _(
                "I have read how %(brand)s uses what I wrote here: to check my application, to run"
                " the draw, to answer me, and to send the kit if I am drawn."
            )
            % {"brand": brand},
            TEXTS_VERSION,
            True,
        ),
        Agreement(
            Purpose.MARKETING,
            _("I would like to receive news from %(brand)s by e-mail. I can stop at any time.")
            % {"brand": brand},
            TEXTS_VERSION,
            False,
        ),
        Agreement(
            Purpose.MEASUREMENT,
            _(
                "My purchases in the shop of %(brand)s may be counted, by a fingerprint of my e-mail"
                " address, to measure what this campaign changes."
            )
            % {"brand": brand},
            TEXTS_VERSION,
            False,
        ),
        Agreement(
            Purpose.PHOTOS,
            _("If I host, %(brand)s may ask me for photos; I decide again for each one.")
            % {"brand": brand},
            TEXTS_VERSION,
            False,
        ),
    ]
