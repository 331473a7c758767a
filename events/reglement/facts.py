"""What a campaign's rules are made of: plain values, checked before a word is written.

There is no field for a price, a fee, a purchase or a premium call: taking part in a draw is free
(Code de la sécurité intérieure L320-1, Code de la consommation L121-20), and the wording says so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from common.money import EXPONENTS

Kind = Literal["PARTY", "DINNER"]
PrizeKind = Literal["GIVEN", "LOANED"]
Randomness = Literal["BEACON", "COMMIT_REVEAL"]
Overflow = Literal["REFUSE", "POOL"]
Replaceable = Literal["NETWORKS", "LIABILITY"]
Attribution = Literal[
    "precedence-last-touch", "precedence-first-touch", "linear", "position", "time-decay"
]
Purpose = Literal[
    "APPLICATION",  # applying, checking, answering
    "DRAW_PROOF",  # winners: defending the draw
    "DELIVERY",  # address and parcel
    "NEEDS",  # allergies, diets, sizes
    "GUESTS",  # friends' answers
    "ORDERS",  # orders credited
    "MEASURE",  # hashed e-mail, with consent
    "MARKETING",  # news, with consent
    "PHOTOS",  # pictures, with consent per use
]

ADULT = 18  # years; the only minimum the wording knows how to explain
NUMBERED = re.compile(r"[\s\W_]*\d+\s*[.)](?!\d)")


class RulesFactsInvalid(ValueError):
    """The settings cannot make lawful rules; the message tells the organiser what to change."""


@dataclass(frozen=True, kw_only=True)
class RulesStratum:
    """A region or group with its own number of hosts."""

    name: str
    quota: int
    min_newcomers: int = 0


@dataclass(frozen=True, kw_only=True)
class RulesPrize:
    """One thing each host receives; ``value_minor`` is one unit's value, tax included."""

    name: str
    kind: PrizeKind
    value_minor: int
    currency: str
    quantity: int = 1


@dataclass(frozen=True, kw_only=True)
class RulesQuestion:
    """Something the application asks besides the home, in the language of the text."""

    words: str
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long data for one purpose are kept; what the days count from is in the wording."""

    purpose: Purpose
    days: int


@dataclass(frozen=True, kw_only=True)
class OwnClause:
    """An article in the organiser's words, in the language of the text.

    ``replaces`` is the optional article it stands for, None for one of its own under ``heading``.
    """

    paragraphs: tuple[str, ...]
    heading: str = ""
    replaces: Replaceable | None = None


@dataclass(frozen=True, kw_only=True)
class RulesFacts:
    """One campaign, as its rules must tell it.

    Times are aware; ``party_until_date`` is the first day that is too late. Counts per
    campaign: ``hosts_wanted``, ``share_only`` (entrants given a link and no kit) and ``holdout``
    (entrants given neither). ``most_chances`` over 1: one more for each earlier draw without being
    offered a place, so many in all at most. ``alcohol``: drinks with alcohol are what the campaign is about;
    none is given. ``compares_orders``: the groups' orders are compared, from
    ``compared_from_date`` to the day before ``compared_until_date``. ``alternates`` is the number per stratum, None for everybody left.
    ``liability_cap_minor`` bounds what a host may be asked for loaned things, in ``currency``.
    """

    organiser_name: str
    legal_name: str
    registration: str
    address: str
    contact: str
    campaign_title: str
    kind: Kind
    opens_at: datetime
    closes_at: datetime
    draw_at: datetime
    party_from_date: date
    party_until_date: date
    timezone: str
    hosts_wanted: int
    strata: tuple[RulesStratum, ...]
    prizes: tuple[RulesPrize, ...]
    page_url: str
    proof_url: str
    country: str = "FR"
    minimum_age: int = ADULT
    seats_min: int = 4
    seats_max: int = 12
    staff_and_family_excluded: bool = True
    cooldown_days: int = 0
    currency: str = "EUR"
    liability_cap_minor: int = 0
    return_days: int = 14
    answer_within_hours: int = 72
    randomness: Randomness = "BEACON"
    beacon: str = "drand quicknet"
    alternates: int | None = None
    share_only: int = 0
    holdout: int = 0
    overflow: Overflow = "REFUSE"
    most_chances: int = 1
    compares_orders: bool = False
    compared_from_date: date | None = None
    compared_until_date: date | None = None
    conversion_window_days: int = 30
    attribution: Attribution = "precedence-last-touch"
    credits_earn_rewards: bool = False
    alcohol: bool = False
    controller: str = ""
    privacy_contact: str = ""
    retention: tuple[Retention, ...] = (
        Retention(purpose="APPLICATION", days=365),
        Retention(purpose="DRAW_PROOF", days=5 * 365),
        Retention(purpose="DELIVERY", days=60),
        Retention(purpose="NEEDS", days=7),
        Retention(purpose="GUESTS", days=365),
        Retention(purpose="ORDERS", days=3 * 365),
        Retention(purpose="MEASURE", days=365),
        Retention(purpose="MARKETING", days=3 * 365),
        Retention(purpose="PHOTOS", days=2 * 365),
    )
    networks: tuple[str, ...] = ("Instagram", "Facebook")
    deposited_with: str = ""
    mediator: str = ""
    questions: tuple[RulesQuestion, ...] = ()
    clauses: tuple[OwnClause, ...] = ()
    version: int = 1
    amended_date: date | None = None

    @property
    def party_last_date(self) -> date:
        """The last day on which a party may be held."""
        return self.party_until_date - timedelta(days=1)

    @property
    def compared_last_date(self) -> date | None:
        """The last day whose orders are compared."""
        until = self.compared_until_date
        return until and until - timedelta(days=1)

    @property
    def given(self) -> tuple[RulesPrize, ...]:
        return tuple(prize for prize in self.prizes if prize.kind == "GIVEN")

    @property
    def loaned(self) -> tuple[RulesPrize, ...]:
        return tuple(prize for prize in self.prizes if prize.kind == "LOANED")

    @property
    def added(self) -> tuple[OwnClause, ...]:
        """Articles of the organiser's own, in their order."""
        return tuple(clause for clause in self.clauses if clause.replaces is None)

    def own(self, article: Replaceable) -> tuple[str, ...] | None:
        """The organiser's words for an optional article; None where it keeps the usual ones."""
        return next((one.paragraphs for one in self.clauses if one.replaces == article), None)

    @property
    def given_minor(self) -> int:
        """Value of what one host keeps, in minor units."""
        return sum(prize.value_minor * prize.quantity for prize in self.given)


def check(facts: RulesFacts) -> None:
    """Raise RulesFactsInvalid for settings no honest rules can be written from."""
    for problem in _problems(facts):
        raise RulesFactsInvalid(problem)


def _problems(facts: RulesFacts) -> Iterator[str]:
    yield from _problems_of_names(facts)
    yield from _problems_of_dates(facts)
    yield from _problems_of_places(facts)
    yield from _problems_of_prizes(facts)
    yield from _problems_of_clauses(facts)


def _problems_of_names(facts: RulesFacts) -> Iterator[str]:
    if not (facts.organiser_name.strip() and facts.legal_name.strip()):
        yield _("The rules must name the organiser: give the brand’s name and legal name.")
    if not facts.registration.strip():
        yield _("The rules must name the organiser: give its registration number.")
    if not (facts.address.strip() and facts.contact.strip()):
        yield _("The rules must say where to reach the organiser: give an address and a contact.")
    if not facts.campaign_title.strip():
        yield _("The campaign has no title.")
    for url in (facts.page_url, facts.proof_url):
        if urlsplit(url).scheme not in ("http", "https"):
            yield _("The page and the proof need a web address.")


def _problems_of_dates(facts: RulesFacts) -> Iterator[str]:
    if any(moment.tzinfo is None for moment in (facts.opens_at, facts.closes_at, facts.draw_at)):
        yield _("The dates must say their time zone.")
        return
    try:
        ZoneInfo(facts.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield _("The time zone is unknown.")
    if not facts.opens_at < facts.closes_at <= facts.draw_at:
        yield _("Applications must open, then close, then be drawn.")
    if not facts.draw_at.date() <= facts.party_from_date < facts.party_until_date:
        yield _("The parties must come after the draw, and end after they begin.")
    if facts.answer_within_hours < 1:
        yield _("Winners need time to answer.")
    if any(rule.days < 1 for rule in facts.retention):
        yield _("Each retention is at least one day.")


def _problems_of_places(facts: RulesFacts) -> Iterator[str]:
    if facts.hosts_wanted < 1 or any(stratum.quota < 1 for stratum in facts.strata):
        yield _("At least one host is wanted, in each region or group.")
    if facts.strata and sum(stratum.quota for stratum in facts.strata) != facts.hosts_wanted:
        yield _("The quotas of the regions or groups must add up to the number of hosts.")
    if any(not 0 <= stratum.min_newcomers <= stratum.quota for stratum in facts.strata):
        yield _("No region or group can keep more places for newcomers than it has.")
    if facts.most_chances < 1:
        yield _("Everyone who takes part has at least one chance.")
    first, until = facts.compared_from_date, facts.compared_until_date
    if facts.compares_orders and not (first and until and first < until):
        yield _("The comparison needs its days, the last one after the first.")
    if not 1 <= facts.seats_min <= facts.seats_max:
        yield _("The smallest table has a seat at least, and no more than the largest one.")
    if facts.minimum_age < ADULT:
        yield _("Hosting is for adults: the minimum age is at least 18.")
    if min(facts.cooldown_days, facts.share_only, facts.holdout, facts.conversion_window_days) < 0:
        yield _("Numbers of days and of people cannot be negative.")


def _problems_of_prizes(facts: RulesFacts) -> Iterator[str]:
    if not facts.prizes:
        yield _("The rules must say what a host receives.")
    if any(prize.value_minor < 0 or prize.quantity < 1 for prize in facts.prizes):
        yield _("Each prize needs a value and a quantity.")
    if facts.currency not in EXPONENTS:
        yield _("The currency is unknown.")
    if any(prize.currency != facts.currency for prize in facts.prizes):
        yield _("All values must be in one currency.")
    if facts.loaned and (facts.liability_cap_minor < 0 or facts.return_days < 1):
        yield _("Loaned things need a liability cap and a number of days for their return.")


def _problems_of_clauses(facts: RulesFacts) -> Iterator[str]:
    for clause in facts.clauses:
        if not any(paragraph.strip() for paragraph in clause.paragraphs):
            yield _("A clause of your own has no text.")
        if clause.replaces is None and not clause.heading.strip():
            yield _("A clause of your own has no heading.")
        if any(NUMBERED.match(paragraph) for paragraph in clause.paragraphs):
            yield _("A line of a clause may not begin like the number of an article: “4. …”.")
