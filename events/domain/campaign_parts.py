"""The parts of a campaign that are kept as a whole: words, regions with their places, prizes."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.text import slugify
from django.utils.translation import gettext as _

from events.models import Campaign, CampaignWording, Prize, PrizeKind, Stratum
from events.places import DEPARTMENTS

GROUPS = ("min_newcomers", "share_only", "holdout")


class CampaignNotValid(Exception):
    """What was entered contradicts itself; the message says what to change."""


def check_comparison(fields: Mapping[str, Any]) -> None:
    """Refuse a compared outcome without its days, and days without it. Raises CampaignNotValid."""
    first, until = fields.get("outcome_from_date"), fields.get("outcome_until_date")
    if not fields.get("outcome"):
        if first or until:
            raise CampaignNotValid(_("Days of comparison are given, but not what is compared."))
    elif not first or not until:
        raise CampaignNotValid(_("Say from which day to which day orders are compared."))
    elif not first < until:
        raise CampaignNotValid(_("The last day of the comparison comes after the first."))


def missing_of_comparison(campaign: Campaign) -> list[str]:
    """What keeps a draft from being published, as ``campaigns.missing``, about groups and outcome."""
    found = []
    if not campaign.outcome and any(one.share_only or one.holdout for one in campaign.strata.all()):
        found.append(
            _(
                "Groups are named to compare with, but not what is compared: choose it under “The"
                " draw”, or take the groups away."
            )
        )
    first = campaign.outcome_from_date
    if first and first < campaign.draw_at.astimezone(ZoneInfo(campaign.timezone)).date():
        found.append(_("The comparison would begin before the draw: move its first day."))
    return found


def replace_wordings(campaign: Campaign, wordings: Mapping[str, Mapping[str, str]]) -> None:
    """Title, tagline, story and pact of each language."""
    for language, words in wordings.items():
        CampaignWording.objects.update_or_create(
            campaign=campaign,
            language=language,
            defaults={name: words.get(name, "") for name in ("title", "tagline", "story", "pact")},
        )


def replace_strata(campaign: Campaign, strata: list[Mapping[str, Any]]) -> None:
    """Regions in their order; one that says nothing of newcomers and groups keeps what it had.

    ``key`` tells which region a row was, so that it may be renamed. Raises CampaignNotValid.
    """
    before = {
        row["key"]: row for row in Stratum.objects.filter(campaign=campaign).values("key", *GROUPS)
    }
    taken: dict[str, str] = {}
    keys: set[str] = set()
    names: set[str] = set()
    kept = {one["key"] for one in strata if one.get("key") in before}
    rows = []
    for position, wanted in enumerate(strata):
        name = wanted["name"]
        departments = list(wanted.get("departments") or [])
        for code in departments:
            if code not in DEPARTMENTS:
                raise CampaignNotValid(
                    _("There is no department “%(code)s”; codes look like 59, 2A or 974.")
                    % {"code": code}
                )
            if code in taken:
                raise CampaignNotValid(
                    _("Department %(code)s stands both in “%(one)s” and in “%(other)s”.")
                    % {"code": code, "one": taken[code], "other": name}
                )
            taken[code] = name
        if not departments:
            if "" in taken:
                raise CampaignNotValid(_("Only one region may stand for everybody else."))
            taken[""] = name
        if name.casefold() in names:
            raise CampaignNotValid(
                _("Two regions have the same name: “%(name)s”.") % {"name": name}
            )
        names.add(name.casefold())
        key = str(wanted.get("key") or "")
        if key not in before or key in keys:
            key = _new_key(key or name, position, used=keys | kept)
        if int(wanted["quota"]) < 1:
            raise CampaignNotValid(_("Each region has at least one place."))
        keys.add(key)
        known = before.get(key, {})
        groups = {one: int(wanted.get(one, known.get(one, 0))) for one in GROUPS}
        check_groups(name, int(wanted["quota"]), groups)
        rows.append(
            Stratum(
                campaign=campaign,
                key=key,
                name=name,
                position=position,
                quota=int(wanted["quota"]),
                departments=departments,
                **groups,
            )
        )
    Stratum.objects.filter(campaign=campaign).delete()
    Stratum.objects.bulk_create(rows)


def _new_key(name: str, position: int, *, used: set[str]) -> str:
    """A key made of a region's name that no other region has."""
    made = slugify(name)[:36] or f"region-{position + 1}"
    key, number = made, 2
    while key in used:
        key, number = f"{made}-{number}", number + 1
    return key


def check_groups(name: str, quota: int, groups: Mapping[str, int]) -> None:
    """Refuse figures that contradict each other. Raises CampaignNotValid."""
    if min(groups.values()) < 0:
        raise CampaignNotValid(
            _("“%(name)s”: numbers of people cannot be negative.") % {"name": name}
        )
    if groups["min_newcomers"] > quota:
        raise CampaignNotValid(
            _(
                "“%(name)s” keeps more places for newcomers (%(newcomers)s) than it has in all"
                " (%(quota)s). Lower the first number, or give the region more places."
            )
            % {"name": name, "newcomers": groups["min_newcomers"], "quota": quota}
        )


def replace_prizes(campaign: Campaign, prizes: list[Mapping[str, Any]]) -> None:
    """What every host receives."""
    Prize.objects.filter(campaign=campaign).delete()
    Prize.objects.bulk_create(
        Prize(
            campaign=campaign,
            kind=PrizeKind(prize["kind"]),
            name_fr=prize["name_fr"],
            name_en=prize["name_en"],
            quantity=int(prize.get("quantity", 1)),
            value_minor=int(prize["value_minor"]),
        )
        for prize in prizes
    )
