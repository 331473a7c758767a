"""What stands between a draft and its publication: each gap in a sentence, with where it is filled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Brand
from common.counted import counted
from events.domain import rules
from events.models import Campaign

ADULT = 18


@dataclass(frozen=True)
class Gap:
    """Something missing. ``section`` is the part of the draft it is in, ``field`` the field.

    Sections are basics, words, regions, draw, prizes and rules; "" is the brand's own facts.
    """

    text: str
    section: str
    field: str = ""


def gaps(*, campaign: Campaign, at: datetime) -> list[Gap]:
    """Say, one sentence each, everything that stands between this draft and its publication."""
    found = [
        *_of_words(campaign),
        *_of_places(campaign),
        *_of_dates(campaign, at),
        *_of_comparison(campaign),
        *_of_the_law(campaign),
    ]
    if found:
        return found
    for language in rules.LANGUAGES:
        try:
            rules.preview(campaign=campaign, language=language)
        except rules.RulesNotWritable as error:
            return [Gap(str(error), "rules")]
    return []


def _of_words(campaign: Campaign) -> Iterator[Gap]:
    known = {one.language: one for one in campaign.wordings.all()}
    sentences = {
        "fr": _("The French words are missing: title, one or two sentences, and the pact."),
        "en": _("The English words are missing: title, one or two sentences, and the pact."),
    }
    for language, sentence in sentences.items():
        words = known.get(language)
        empty = [name for name in ("title", "tagline", "pact") if not getattr(words, name, "")]
        if empty:
            yield Gap(sentence, "words", f"{language}-{empty[0]}")


def _of_places(campaign: Campaign) -> Iterator[Gap]:
    strata = list(campaign.strata.order_by("position", "id"))
    total = sum(stratum.quota for stratum in strata)
    if not strata:
        yield Gap(_("No region has a place yet: add at least one."), "regions", "0-name")
    elif total != campaign.hosts_wanted:
        sentence = ngettext(
            "The regions add up to %(total)s place; the campaign wants %(hosts)s.",
            "The regions add up to %(total)s places; the campaign wants %(hosts)s.",
            total,
        ) % {"total": total, "hosts": counted(campaign.hosts_wanted, "host")}
        yield Gap(sentence, "regions", "0-quota")
    if not campaign.prizes.exists():
        yield Gap(
            _("Nothing says what a host receives: add at least one thing, with its value."),
            "prizes",
            "0-kind",
        )


def _of_dates(campaign: Campaign, at: datetime) -> Iterator[Gap]:
    if campaign.applications_close_at <= at:
        yield Gap(
            _("Applications would close in the past: choose a later day."),
            "basics",
            "applications_close_at",
        )
    if campaign.party_from_date < _draw_date(campaign):
        yield Gap(
            _("The parties would begin before the draw: move one of the two."),
            "basics",
            "party_from_date",
        )


def _of_comparison(campaign: Campaign) -> Iterator[Gap]:
    if not campaign.outcome and any(one.share_only or one.holdout for one in campaign.strata.all()):
        yield Gap(
            _(
                "Groups are named to compare with, but not what is compared: choose it under “The"
                " draw”, or take the groups away."
            ),
            "draw",
            "outcome",
        )
    first = campaign.outcome_from_date
    if first and first < _draw_date(campaign):
        yield Gap(
            _("The comparison would begin before the draw: move its first day."),
            "draw",
            "outcome_from_date",
        )


def _of_the_law(campaign: Campaign) -> Iterator[Gap]:
    brand = campaign.brand
    if campaign.minimum_age < ADULT:
        yield Gap(
            _("Hosting is for adults: the minimum age is at least 18."), "basics", "minimum_age"
        )
    if campaign.concerns_alcohol and not settings.ALCOHOL_CAMPAIGNS:
        yield Gap(
            _("Campaigns about drinks with alcohol are switched off on this installation."),
            "basics",
            "concerns_alcohol",
        )
    if strange := strange_shop(brand, campaign.shop_url):
        yield Gap(strange, "basics", "shop_url")
    if not all((brand.legal_name, brand.registration, brand.address, brand.contact_email)):
        yield Gap(_("The brand’s legal name, registration, address or contact is missing."), "")


def _draw_date(campaign: Campaign) -> date:
    return campaign.draw_at.astimezone(ZoneInfo(campaign.timezone)).date()


def strange_shop(brand: Brand, url: str) -> str:
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
