"""Who may take part: every reason is a code with plain words, and nothing else is weighed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queries import works_for
from events.models import (
    Application,
    Campaign,
    DuplicateMember,
    Hold,
    HoldOutcome,
    Part,
    Place,
    PlaceState,
    Stratum,
    Verdict,
)
from events.places import (
    METROPOLITAN_REGIONS,
    Home,
    department_of,
    home,
    plain_name,
    region_of,
)


class Reason(StrEnum):
    """Why an application does not take part in the draw."""

    UNDER_AGE = "UNDER_AGE"
    OUTSIDE_COUNTRY = "OUTSIDE_COUNTRY"
    NO_STRATUM = "NO_STRATUM"
    STAFF_OR_FAMILY = "STAFF_OR_FAMILY"
    COOL_DOWN = "COOL_DOWN"
    TOO_FEW_SEATS = "TOO_FEW_SEATS"
    HOUSEHOLD_DUPLICATE = "HOUSEHOLD_DUPLICATE"  # staff decided that another one stands for it
    NOT_A_PERSON = "NOT_A_PERSON"  # staff decided that a program filled it in


@dataclass(frozen=True)
class Weighing:
    """A verdict with its reasons (codes in the order of ``Reason``) and the region it falls in."""

    verdict: Verdict
    reasons: tuple[str, ...]
    stratum: Stratum | None


def weigh(*, application: Application, at: datetime) -> Weighing:
    """Weigh one application as it stands; reads only.

    Age is known by year of birth alone: the year in which someone comes of age counts as of age,
    and the person declares it when submitting.
    """
    campaign = application.campaign
    stratum, place_reason = _placed(campaign, application)
    found = [
        (Reason.UNDER_AGE, _under_age(campaign, application, at)),
        (Reason.OUTSIDE_COUNTRY, place_reason == Reason.OUTSIDE_COUNTRY),
        (Reason.NO_STRATUM, place_reason == Reason.NO_STRATUM),
        (
            Reason.STAFF_OR_FAMILY,
            campaign.excludes_staff
            and (application.tied_to_brand or works_for(application.user_id, campaign.brand_id)),
        ),
        (Reason.COOL_DOWN, _drawn_lately(campaign, application)),
        (Reason.TOO_FEW_SEATS, (application.seats or 0) < campaign.seats_min),
        (Reason.HOUSEHOLD_DUPLICATE, _stepped_back(application)),
        (Reason.NOT_A_PERSON, _refused(application)),
    ]
    reasons = tuple(str(reason) for reason, holds in found if holds)
    return Weighing(Verdict.INELIGIBLE if reasons else Verdict.ELIGIBLE, reasons, stratum)


def words(*, reason: str, campaign: Campaign) -> str:
    """Say a reason to the person it is about, in the active language."""
    return {
        Reason.UNDER_AGE: _("Hosts must be aged %(age)s or over.") % {"age": campaign.minimum_age},
        Reason.OUTSIDE_COUNTRY: _("This campaign is for homes in mainland France and Corsica.")
        if campaign.country == "FR"
        else _("Your home is outside the country of this campaign."),
        Reason.NO_STRATUM: _("There is no table in your region this time."),
        Reason.STAFF_OR_FAMILY: _(
            "People who work for the organiser, and their families, do not take part."
        ),
        Reason.COOL_DOWN: ngettext(
            "Your home was drawn less than %(days)s day before this campaign: other people first.",
            "Your home was drawn less than %(days)s days before this campaign: other people first.",
            campaign.cooldown_days,
        )
        % {"days": campaign.cooldown_days},
        Reason.TOO_FEW_SEATS: ngettext(
            "The table needs at least %(seats)s seat.",
            "The table needs at least %(seats)s seats.",
            campaign.seats_min,
        )
        % {"seats": campaign.seats_min},
        Reason.HOUSEHOLD_DUPLICATE: _(
            "This looks like a second application of one person: another one from the same home "
            "takes part, and stands for this one too."
        ),
        Reason.NOT_A_PERSON: _(
            "Somebody of the organiser looked at it and thinks that a program filled it in."
        ),
    }.get(Reason(reason), reason)


def home_key(application: Application) -> str:
    """Return SHA-256 (hex) of the home's canonical address; empty while there is none."""
    return home_keys(application)["household_key"]


def home_keys(application: Application) -> dict[str, str]:
    """Return the columns by which applications are compared, each SHA-256 (hex) or empty."""
    where = home_of(application)
    year = application.birth_year
    names = (application.first_name, application.last_name)
    who = plain_name(*names) or " ".join(names).strip().casefold()
    return {
        "household_key": _hashed(where.key) if where else "",
        "near_key": _hashed(where.near_key) if where else "",
        "person_key": _hashed(f"{who}|{year}|{where.near}") if where and who and year else "",
    }


def home_of(application: Application) -> Home | None:
    """Return the address of an application taken apart; None while there is none."""
    if not (application.address_line and application.postcode):
        return None
    return home(
        line=f"{application.address_line} {application.address_extra}".strip(),
        postcode=application.postcode,
        city=application.city,
        country=application.country,
    )


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _placed(campaign: Campaign, application: Application) -> tuple[Stratum | None, Reason | None]:
    strata = list(campaign.strata.order_by("position", "id"))
    everybody_else = next((stratum for stratum in strata if not stratum.departments), None)
    if application.country != campaign.country:
        return None, Reason.OUTSIDE_COUNTRY
    if campaign.country != "FR":
        return everybody_else, None if everybody_else else Reason.NO_STRATUM
    department = department_of(application.postcode)
    if department is None:
        return None, Reason.OUTSIDE_COUNTRY
    named = next((stratum for stratum in strata if department in stratum.departments), None)
    if named is not None:
        return named, None
    if region_of(department) not in METROPOLITAN_REGIONS:
        return None, Reason.OUTSIDE_COUNTRY
    return everybody_else, None if everybody_else else Reason.NO_STRATUM


def _under_age(campaign: Campaign, application: Application, at: datetime) -> bool:
    if application.birth_year is None:
        return False
    year = at.astimezone(ZoneInfo(campaign.timezone)).year
    return year - application.birth_year < campaign.minimum_age


def _stepped_back(application: Application) -> bool:
    stepped = DuplicateMember.objects.filter(application=application, part=Part.STEPS_BACK)
    return stepped.exists()


def _refused(application: Application) -> bool:
    return Hold.objects.filter(application=application, outcome=HoldOutcome.REFUSED).exists()


def _drawn_lately(campaign: Campaign, application: Application) -> bool:
    if not campaign.cooldown_days:
        return False
    same = Q(rank__entrant__application__email_hash=application.email_hash)
    if application.household_key:
        same |= Q(rank__entrant__application__household_key=application.household_key)
    return (
        Place.objects.filter(
            same,
            draw__campaign__brand_id=campaign.brand_id,
            asked_at__gte=campaign.applications_open_at - timedelta(days=campaign.cooldown_days),
            state__in=[PlaceState.ASKED, PlaceState.ACCEPTED, PlaceState.WITHDRAWN],
        )
        .exclude(draw__campaign=campaign)
        .exists()
    )
