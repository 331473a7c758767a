"""The rules amended between the end of applications and the seal: too few homes for the plan.

What was announced may only be made possible, never larger: places move between regions or fall away,
groups shrink, a place that would stay empty passes to another region. Each amendment is a new version
of the rules, dated, with a public reason, and everyone who applied is told; the earlier ones stay.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit, outbox
from common.counted import counted
from events.domain import rules
from events.domain.campaign_parts import GROUPS, CampaignNotValid, check_groups
from events.domain.campaigns import SHORTEST_REASON
from events.models import (
    Application,
    ApplicationState,
    Campaign,
    CampaignState,
    Draw,
    DrawState,
    OverflowRule,
    Rules,
    Stratum,
    Verdict,
)
from events.queries.draws import request_at_work

FIGURES = ("quota", *GROUPS)


class AmendmentRefused(Exception):
    """The rules cannot be amended so, or not any more; the message says why."""


@transaction.atomic
def amend(
    *,
    campaign: Campaign,
    overflow: str,
    regions: Mapping[str, Mapping[str, int]],
    reasons: Mapping[str, str],
    by: User,
    at: datetime,
) -> list[Rules]:
    """Make the plan one that can be kept, and publish the rules anew in every language.

    ``regions`` maps each stratum's key to its new quota, min_newcomers, share_only and holdout; a
    quota of 0 takes a region out in which nobody eligible applied. ``reasons`` maps language to
    the public reason. Publishes ``campaign.amended``. Raises AmendmentRefused.
    """
    held = Campaign.objects.select_for_update().select_related("brand").get(pk=campaign.pk)
    strata = list(Stratum.objects.filter(campaign=held).order_by("position", "pk"))
    _refuse_too_late(held)
    reasons = {language: " ".join(text.split()) for language, text in reasons.items()}
    if any(len(reasons.get(one, "")) < SHORTEST_REASON for one in rules.LANGUAGES):
        raise AmendmentRefused(_("Give the public reason in a sentence, in both languages."))
    before = _plan(held, strata)
    _change(held, strata, overflow=overflow, regions=regions)
    after = _plan(held, [one for one in strata if one.quota])
    if before == after:
        raise AmendmentRefused(_("Nothing is different yet: change what cannot be kept."))
    version = max(text.version for text in Rules.objects.filter(campaign=held)) + 1
    try:
        made = rules.freeze(campaign=held, version=version, at=at, reasons=reasons)
    except rules.RulesNotWritable as error:
        raise AmendmentRefused(str(error)) from error
    audit.record(
        chain=f"brand:{held.brand_id}",
        actor=f"user:{by.pk}",
        action="campaign.amended",
        subject=f"campaign:{held.pk}",
        data={"rules_version": version, "before": before, "after": after}
        | {f"rules_{text.language}": text.sha256 for text in made},
        at=at,
    )
    outbox.publish("campaign.amended", campaign_id=held.pk, version=version)
    return made


def _refuse_too_late(campaign: Campaign) -> None:
    sealed = Draw.every.filter(campaign=campaign).exclude(state=DrawState.VOID).exists()
    if campaign.state != CampaignState.CLOSED or sealed or request_at_work(campaign) is not None:
        raise AmendmentRefused(
            _("Rules are amended between the end of applications and the seal, and not now.")
        )


def _plan(campaign: Campaign, strata: list[Stratum]) -> dict[str, object]:
    figures = {one.key: {name: getattr(one, name) for name in FIGURES} for one in strata}
    return {"overflow": str(campaign.overflow), "regions": figures}


def _change(
    campaign: Campaign,
    strata: list[Stratum],
    *,
    overflow: str,
    regions: Mapping[str, Mapping[str, int]],
) -> None:
    """Check and store the smaller plan; regions without a place go."""
    if campaign.overflow == OverflowRule.POOL and overflow != OverflowRule.POOL:
        raise AmendmentRefused(_("Places that pass to other regions were announced, and stay so."))
    total = 0
    for one in strata:
        wanted = regions[one.key]
        for name in GROUPS:
            if wanted[name] > getattr(one, name):
                raise AmendmentRefused(
                    _("“%(name)s”: groups and places for newcomers may shrink, not grow.")
                    % {"name": one.name}
                )
        for name in FIGURES:
            setattr(one, name, wanted[name] if wanted["quota"] else 0)
        try:
            check_groups(one.name, one.quota, {name: wanted[name] for name in GROUPS})
        except CampaignNotValid as error:
            if one.quota:
                raise AmendmentRefused(str(error)) from error
        total += one.quota
    if not 1 <= total <= campaign.hosts_wanted:
        raise AmendmentRefused(
            _("The rules announced %(places)s; there may be fewer, down to one, and not more.")
            % {"places": counted(campaign.hosts_wanted, "place")}
        )
    for one in strata:
        if one.quota:
            one.save(update_fields=FIGURES)
        else:
            _take_out(one)
    campaign.overflow, campaign.hosts_wanted = overflow, total
    campaign.save(update_fields=["overflow", "hosts_wanted"])


def _take_out(stratum: Stratum) -> None:
    theirs = Application.objects.filter(stratum=stratum)
    if theirs.filter(state=ApplicationState.SUBMITTED, verdict=Verdict.ELIGIBLE).exists():
        raise AmendmentRefused(
            _("“%(name)s” keeps at least one place: somebody eligible applied there.")
            % {"name": stratum.name}
        )
    theirs.update(stratum=None)
    stratum.delete()
