"""The parts of a campaign kept as a whole: words, regions with their places, prizes, clauses."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from events.domain import rules
from events.models import (
    Campaign,
    CampaignWording,
    OptionalClause,
    Prize,
    PrizeKind,
    RulesClause,
    Stratum,
)
from events.places import DEPARTMENTS
from events.reglement.facts import NUMBERED

LONGEST_CLAUSE = 4000
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


def replace_clauses(campaign: Campaign, clauses: list[Mapping[str, str]]) -> None:
    """Articles of the rules in the brand's own words, in their order. Raises CampaignNotValid."""
    rows, replaced = [], set()
    for position, clause in enumerate(clauses):
        article = clause.get("replaces", "")
        if article and (article not in OptionalClause.values or article in replaced):
            raise CampaignNotValid(
                _("An article that may be worded anew is worded once; the others are obligatory.")
            )
        replaced.add(article)
        texts = {
            name: "\n".join(rules.paragraphs(clause.get(name, "")))
            for name in ("text_fr", "text_en")
        }
        headings = {
            name: "" if article else " ".join(clause.get(name, "").split())
            for name in ("heading_fr", "heading_en")
        }
        _check_clause(texts, {} if article else headings)
        rows.append(
            RulesClause(campaign=campaign, position=position, replaces=article, **texts, **headings)
        )
    RulesClause.objects.filter(campaign=campaign).delete()
    RulesClause.objects.bulk_create(rows)


def _check_clause(texts: Mapping[str, str], headings: Mapping[str, str]) -> None:
    if not all(texts.values()) or not all(headings.values()):
        raise CampaignNotValid(
            _("A clause is worded in French and in English, each with its heading and its text.")
        )
    if max(map(len, texts.values())) > LONGEST_CLAUSE:
        raise CampaignNotValid(_("This clause is too long: make two of it."))
    lines = [line for text in texts.values() for line in text.split("\n")]
    if any(NUMBERED.match(line) for line in lines):
        raise CampaignNotValid(
            _("A line of a clause may not begin like the number of an article: “4. …”.")
        )
