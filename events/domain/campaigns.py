"""A campaign's life: drafted, published, closed, drawn, running, finished, or cancelled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Brand, User
from common import audit, codes, outbox
from common.counted import counted
from events.domain import rules
from events.domain.campaign_parts import (
    CampaignNotValid,
    check_comparison,
    missing_of_comparison,
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
    "missing",
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
ADULT = 18


class CampaignNotEditable(Exception):
    """The rules are frozen, so what they say is too."""


class NotPublishable(Exception):
    """Something is missing; ``problems`` lists everything, one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


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
) -> Campaign:
    """Change a draft; each part given replaces that part as a whole.

    ``wordings`` maps a language to title, tagline, story and pact; ``strata`` holds key, name,
    quota and departments, and min_newcomers, share_only and holdout where they change; ``prizes`` holds kind, name_fr, name_en, quantity and value_minor.
    After publication only what the rules do not say (``ALWAYS_OPEN``) may change. Raises
    CampaignNotEditable and CampaignNotValid.
    """
    # Sealing and publishing lock this row too, so that nobody edits under their hands.
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    fields = dict(fields or {})
    if campaign.state != S.DRAFT:
        closed = wordings is not None or strata is not None or prizes is not None
        changed = {name for name, value in fields.items() if getattr(campaign, name) != value}
        if closed or not changed <= ALWAYS_OPEN or campaign.state in (S.FINISHED, S.CANCELLED):
            raise CampaignNotEditable(
                _("The rules were frozen when this campaign opened; what they say cannot change.")
            )
        if "shop_url" in changed and (strange := _strange_shop(campaign.brand, fields["shop_url"])):
            raise CampaignNotValid(strange)
    _check_basics({**{name: getattr(campaign, name) for name in BASICS}, **fields})
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
    parts = {"wordings": wordings, "strata": strata, "prizes": prizes}
    said = sorted(fields) + [name for name, value in parts.items() if value is not None]
    _note(campaign, "campaign.edited", by, at, changed=said)
    return campaign


def missing(*, campaign: Campaign, at: datetime) -> list[str]:
    """Say, one sentence each, everything that stands between this draft and its publication."""
    found: list[str] = []
    strata = list(campaign.strata.order_by("position", "id"))
    total = sum(stratum.quota for stratum in strata)
    languages = {w.language for w in campaign.wordings.all() if w.title and w.tagline and w.pact}
    if "fr" not in languages:
        found.append(_("The French words are missing: title, one or two sentences, and the pact."))
    if "en" not in languages:
        found.append(_("The English words are missing: title, one or two sentences, and the pact."))
    if not strata:
        found.append(_("No region has a place yet: add at least one."))
    elif total != campaign.hosts_wanted:
        found.append(
            ngettext(
                "The regions add up to %(total)s place; the campaign wants %(hosts)s.",
                "The regions add up to %(total)s places; the campaign wants %(hosts)s.",
                total,
            )
            % {"total": total, "hosts": counted(campaign.hosts_wanted, "host")}
        )
    if not campaign.prizes.exists():
        found.append(
            _("Nothing says what a host receives: add at least one thing, with its value.")
        )
    if campaign.applications_close_at <= at:
        found.append(_("Applications would close in the past: choose a later day."))
    there = ZoneInfo(campaign.timezone)
    if campaign.party_from_date < campaign.draw_at.astimezone(there).date():
        found.append(_("The parties would begin before the draw: move one of the two."))
    found += missing_of_comparison(campaign)
    if campaign.minimum_age < ADULT:
        found.append(_("Hosting is for adults: the minimum age is at least 18."))
    brand = campaign.brand
    if strange := _strange_shop(brand, campaign.shop_url):
        found.append(strange)
    if not all((brand.legal_name, brand.registration, brand.address, brand.contact_email)):
        found.append(_("The brand’s legal name, registration, address or contact is missing."))
    if not found:
        for language in rules.LANGUAGES:
            try:
                rules.preview(campaign=campaign, language=language)
            except rules.RulesNotWritable as error:
                found.append(str(error))
                break
    return found


@transaction.atomic
def publish(*, campaign: Campaign, by: User, at: datetime) -> Campaign:
    """Open the campaign: version 1 of the rules is frozen in French and in English.

    Publishes ``campaign.published``. Raises NotPublishable with everything that is missing, and
    CampaignMoved when it is no longer a draft.
    """
    campaign = Campaign.objects.select_for_update().select_related("brand").get(pk=campaign.pk)
    if campaign.state == S.DRAFT:
        problems = missing(campaign=campaign, at=at)
        if problems:
            raise NotPublishable(problems)
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


def _strange_shop(brand: Brand, url: str) -> str:
    """Say what is wrong with the page of the shop; "" when links may lead there, or to none.

    Our links carry the brand's name: they lead to the hosts the brand has named, and by https.
    """
    if not url:
        return ""
    hosts = [str(host).lower() for host in brand.shop_domains]
    try:
        parts = urlsplit(url)
        usual = parts.scheme == "https" and parts.port in (None, 443) and "@" not in parts.netloc
        # Browsers read a backslash as a slash: what follows it may be another host.
        usual = usual and (parts.hostname or "") in hosts and "\\" not in url
    except ValueError:  # a port that is none, a bracket that is not closed
        usual = False
    if usual and url.isprintable():
        return ""
    if not hosts:
        return _("The brand has named no shop yet, so no page of a shop can be given.")
    return _(
        "The page of the shop must begin with https:// and stand on one of the brand’s own shops:"
        " %(hosts)s."
    ) % {"hosts": ", ".join(hosts)}


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
