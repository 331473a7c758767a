"""A campaign's life: drafted, published, closed, drawn, running, finished, or cancelled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Brand, User
from common import audit, codes, outbox
from events.domain import rules
from events.domain.campaign_gaps import ADULT, Gap, gaps, strange_shop
from events.domain.campaign_parts import (
    CampaignNotValid,
    check_comparison,
    replace_clauses,
    replace_prizes,
    replace_strata,
    replace_wordings,
)
from events.models import CAMPAIGN_NEXT, Campaign, CampaignKind, CampaignState

__all__ = [
    "CampaignMoved",
    "CampaignNotEditable",
    "CampaignNotValid",
    "NotPublishable",
    "cancel",
    "close",
    "create",
    "edit",
    "finish",
    "mark_drawn",
    "move_due",
    "publish",
    "start",
]
S = CampaignState
SHORTEST_REASON = 10  # characters of a reason that strangers read
BASICS = frozenset(
    {
        "kind",
        "timezone",
        "applications_open_at",
        "applications_close_at",
        "draw_at",
        "party_from_date",
        "party_until_date",
        "hosts_wanted",
        "answer_within_hours",
        "minimum_age",
        "country",
        "excludes_staff",
        "concerns_alcohol",
        "seats_min",
        "seats_max",
        "cooldown_days",
        "kit_days_before",
        "transit_days",
        "liability_cap_minor",
        "conversion_window_days",
        "attribution_rule",
        "overflow",
        "chances_rule",
        "outcome",
        "outcome_from_date",
        "outcome_until_date",
        "shop_url",
        "hashtag",
    }
)
# What the frozen rules do not speak of may still change afterwards.
ALWAYS_OPEN = frozenset({"shop_url", "hashtag", "kit_days_before", "transit_days"})


class CampaignNotEditable(Exception):
    """The rules are frozen, so what they say is too."""


class NotPublishable(Exception):
    """Something is missing; ``gaps`` lists everything, one sentence each."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__(" ".join(gap.text for gap in gaps))
        self.gaps = list(gaps)


class CampaignMoved(Exception):
    """The campaign cannot make this move from the state it is in."""


@transaction.atomic
def create(
    *, brand: Brand, by: User, at: datetime, title: str, slug: str = "", **fields: Any
) -> Campaign:
    """Draft a campaign; ``fields`` are the columns of ``BASICS``.

    The slug is made from the title when none is given. Raises CampaignNotValid.
    """
    _check_basics(fields)
    _check_alcohol(fields)
    wanted = slugify(slug or title)[:50]
    for attempt in range(5):
        unique = wanted if wanted and attempt == 0 else f"{wanted}-{codes.slug()[:4].lower()}"
        try:
            with transaction.atomic():
                campaign = Campaign.objects.create(
                    brand=brand,
                    slug=unique.strip("-"),
                    created_by=by,
                    created_at=at,
                    **{"timezone": brand.timezone, "kind": CampaignKind.PARTY, **fields},
                )
            break
        except IntegrityError as error:
            if "slug" not in str(error):
                raise CampaignNotValid(
                    _("These dates or figures contradict each other.")
                ) from error
            if slug:
                raise CampaignNotValid(
                    _("Another campaign already has this address: choose another one.")
                ) from error
    else:
        raise CampaignNotValid(_("This address is taken: choose another one."))
    _note(campaign, "campaign.created", by, at)
    return campaign


@transaction.atomic
def edit(
    *,
    campaign: Campaign,
    by: User,
    at: datetime,
    fields: Mapping[str, Any] | None = None,
    wordings: Mapping[str, Mapping[str, str]] | None = None,
    strata: Iterable[Mapping[str, Any]] | None = None,
    prizes: Iterable[Mapping[str, Any]] | None = None,
    clauses: Iterable[Mapping[str, str]] | None = None,
) -> Campaign:
    """Change a draft; each part given replaces that part as a whole.

    ``wordings`` maps a language to title, tagline, story and pact; ``strata`` holds key, name,
    quota and departments, and min_newcomers, share_only and holdout where they change; ``prizes`` holds kind, name_fr, name_en, quantity and value_minor; ``clauses`` replaces, heading_fr, heading_en, text_fr and text_en.
    After publication only what the rules do not say (``ALWAYS_OPEN``) may change. Raises
    CampaignNotEditable and CampaignNotValid.
    """
    # Sealing and publishing lock this row too, so that nobody edits under their hands.
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    fields = dict(fields or {})
    if campaign.state != S.DRAFT:
        closed = any(part is not None for part in (wordings, strata, prizes, clauses))
        changed = {name for name, value in fields.items() if getattr(campaign, name) != value}
        if closed or not changed <= ALWAYS_OPEN or campaign.state in (S.FINISHED, S.CANCELLED):
            raise CampaignNotEditable(
                _("The rules were frozen when this campaign opened; what they say cannot change.")
            )
        if "shop_url" in changed and (strange := strange_shop(campaign.brand, fields["shop_url"])):
            raise CampaignNotValid(strange)
    merged = {**{name: getattr(campaign, name) for name in BASICS}, **fields}
    _check_basics(merged)
    if campaign.state == S.DRAFT:
        _check_alcohol(merged)
    for name, value in fields.items():
        setattr(campaign, name, value)
    if fields:
        campaign.save(update_fields=sorted(fields))
    if wordings is not None:
        replace_wordings(campaign, wordings)
    if strata is not None:
        replace_strata(campaign, list(strata))
    if prizes is not None:
        replace_prizes(campaign, list(prizes))
    if clauses is not None:
        replace_clauses(campaign, list(clauses))
    parts = {"wordings": wordings, "strata": strata, "prizes": prizes, "clauses": clauses}
    said = sorted(fields) + [name for name, value in parts.items() if value is not None]
    _note(campaign, "campaign.edited", by, at, changed=said)
    return campaign


@transaction.atomic
def publish(*, campaign: Campaign, by: User, at: datetime) -> Campaign:
    """Open the campaign: version 1 of the rules is frozen in French and in English.

    Publishes ``campaign.published``. Raises NotPublishable with everything that is missing, and
    CampaignMoved when it is no longer a draft.
    """
    campaign = Campaign.objects.select_for_update().select_related("brand").get(pk=campaign.pk)
    if campaign.state == S.DRAFT:
        found = gaps(campaign=campaign, at=at)
        if found:
            raise NotPublishable(found)
    _move(campaign, S.PUBLISHED, published_at=at)
    frozen = rules.freeze(campaign=campaign, version=1, at=at)
    hashes = {f"rules_{found.language}": found.sha256 for found in frozen}
    _note(campaign, "campaign.published", by, at, rules_version=1, **hashes)
    outbox.publish("campaign.published", campaign_id=campaign.pk)
    return campaign


@transaction.atomic
def close(*, campaign: Campaign, by: User | None, at: datetime) -> Campaign:
    """End the application window, never before the moment the rules announce.

    Publishes ``campaign.closed``. Raises CampaignMoved, also when it is too early.
    """
    if at < campaign.applications_close_at:
        raise CampaignMoved(
            _("Applications stay open until the day the rules announce; nobody may close earlier.")
        )
    _move(campaign, S.CLOSED)
    _note(campaign, "campaign.closed", by, at)
    outbox.publish("campaign.closed", campaign_id=campaign.pk)
    return campaign


@transaction.atomic
def mark_drawn(*, campaign: Campaign, by: User | None, at: datetime) -> Campaign:
    """Record that the draw has named the hosts. Raises CampaignMoved."""
    _move(campaign, S.DRAWN)
    _note(campaign, "campaign.drawn", by, at)
    return campaign


@transaction.atomic
def start(*, campaign: Campaign, by: User | None, at: datetime) -> Campaign:
    """Record that the parties have begun. Raises CampaignMoved."""
    _move(campaign, S.RUNNING)
    _note(campaign, "campaign.started", by, at)
    return campaign


@transaction.atomic
def finish(*, campaign: Campaign, by: User | None, at: datetime) -> Campaign:
    """Record that the last party is over. Raises CampaignMoved."""
    _move(campaign, S.FINISHED)
    _note(campaign, "campaign.finished", by, at)
    return campaign


@transaction.atomic
def cancel(*, campaign: Campaign, by: User, at: datetime, reason: str) -> Campaign:
    """Call the campaign off, saying why in a sentence: its draw and parties end for that reason.

    Publishes ``campaign.cancelled``. Raises CampaignNotValid, CampaignMoved.
    """
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise CampaignNotValid(_("Say why in a sentence: the people who applied will read it."))
    _move(campaign, S.CANCELLED, cancelled_at=at, cancel_reason=reason)
    _note(campaign, "campaign.cancelled", by, at)
    outbox.publish("campaign.cancelled", campaign_id=campaign.pk, by_id=by.pk)
    return campaign


def move_due(*, at: datetime) -> int:
    """Close, start and finish every campaign whose hour has come; returns how many moved.

    Running it twice, or in two places at once, moves each campaign once.
    """
    moved = 0
    due = Campaign.objects.filter(state__in=[S.PUBLISHED, S.DRAWN, S.RUNNING]).order_by("id")
    for campaign in due:
        today = at.astimezone(ZoneInfo(campaign.timezone)).date()
        try:
            if campaign.state == S.PUBLISHED and campaign.applications_close_at <= at:
                close(campaign=campaign, by=None, at=at)
            elif campaign.state == S.DRAWN and campaign.party_from_date <= today:
                start(campaign=campaign, by=None, at=at)
            elif campaign.state == S.RUNNING and campaign.party_until_date <= today:
                finish(campaign=campaign, by=None, at=at)
            else:
                continue
        except CampaignMoved:  # somebody was first
            continue
        moved += 1
    return moved


def _move(campaign: Campaign, to: CampaignState, **columns: Any) -> None:
    sources = [state for state, allowed in CAMPAIGN_NEXT.items() if to in allowed]
    moved = Campaign.objects.filter(pk=campaign.pk, state__in=sources).update(state=to, **columns)
    campaign.refresh_from_db()
    if not moved:
        raise CampaignMoved(
            _("This campaign is in the state “%(now)s”: it cannot become “%(wanted)s”.")
            % {"now": campaign.get_state_display(), "wanted": S(to).label}
        )


def _note(campaign: Campaign, action: str, by: User | None, at: datetime, **data: Any) -> None:
    audit.record(
        chain=f"brand:{campaign.brand_id}",
        actor=f"user:{by.pk}" if by else "system",
        action=action,
        subject=f"campaign:{campaign.pk}",
        data=data,
        at=at,
    )


def _check_basics(fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - BASICS
    if unknown:
        raise TypeError(f"not a column of a campaign one may set: {sorted(unknown)}")
    opens, closes = fields.get("applications_open_at"), fields.get("applications_close_at")
    draw_at = fields.get("draw_at")
    first, last = fields.get("party_from_date"), fields.get("party_until_date")
    if opens and closes and not opens < closes:
        raise CampaignNotValid(_("Applications must open before they close."))
    if closes and draw_at and not closes < draw_at:
        raise CampaignNotValid(_("The draw comes after applications close."))
    if first and last and not first < last:
        raise CampaignNotValid(_("The last day of the parties comes after the first."))
    check_comparison(fields)
    if fields.get("hosts_wanted", 1) < 1:
        raise CampaignNotValid(_("At least one host is wanted."))
    if fields.get("seats_min", 1) > fields.get("seats_max", 200):
        raise CampaignNotValid(_("The smallest table is larger than the largest one."))


def _check_alcohol(fields: Mapping[str, Any]) -> None:
    if not fields.get("concerns_alcohol"):
        return
    if not settings.ALCOHOL_CAMPAIGNS:
        raise CampaignNotValid(
            _("Campaigns about drinks with alcohol are switched off on this installation.")
        )
    if fields.get("minimum_age", ADULT) < ADULT:
        raise CampaignNotValid(_("A campaign about drinks with alcohol is for adults only."))
