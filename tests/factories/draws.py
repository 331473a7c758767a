"""Campaigns ready to be drawn, draws, places and parties, with boring defaults."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from accounts.models import Brand, Membership, Role, User
from common import codes
from events.beacons import rehearsal
from events.domain import draws, parties, places
from events.models import (
    Application,
    ApplicationState,
    Campaign,
    CampaignKind,
    CampaignState,
    CampaignWording,
    Draw,
    Party,
    Place,
    PlaceState,
    Rules,
    Stratum,
    Verdict,
)
from tests.factories.accounts import BrandFactory, MembershipFactory, UserFactory
from tests.moments import NOON

CLOSED_AT = NOON - timedelta(hours=1)


def closed_campaign(
    *, strata: dict[str, tuple[int, int]] | None = None, brand: Brand | None = None, **columns: Any
) -> Campaign:
    """A campaign whose applications ended an hour ago; ``strata`` maps key -> (quota, eligible)."""
    strata = strata or {"nord": (1, 4), "sud": (2, 5)}
    brand = brand or BrandFactory()
    campaign = Campaign.objects.create(
        **{
            "brand": brand,
            "slug": f"essai-{codes.slug().lower()}",
            "kind": CampaignKind.PARTY,
            "state": CampaignState.CLOSED,
            "applications_open_at": NOON - timedelta(days=20),
            "applications_close_at": CLOSED_AT,
            "draw_at": NOON + timedelta(hours=1),
            "party_from_date": date(2027, 4, 1),
            "party_until_date": date(2027, 5, 1),
            "hosts_wanted": sum(quota for quota, _ in strata.values()),
            "created_by": UserFactory(),
            "created_at": NOON - timedelta(days=30),
            "published_at": NOON - timedelta(days=21),
            "liability_cap_minor": 4000,
            **columns,
        }
    )
    for language, title in (("fr", "L’hiver, chez vous"), ("en", "Winter at yours")):
        CampaignWording.objects.create(
            campaign=campaign,
            language=language,
            title=title,
            tagline="Dix amis, une table.",
            pact="Recevoir des amis\nRendre ce qui est prêté",
        )
        text = f"Rules {language}"
        Rules.objects.create(
            campaign=campaign,
            version=1,
            language=language,
            text=text,
            sections=[["Un", [text]]],
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            published_at=NOON - timedelta(days=21),
        )
    for position, (key, (quota, eligible)) in enumerate(strata.items()):
        stratum = Stratum.objects.create(
            campaign=campaign, key=key, name=key.capitalize(), position=position, quota=quota
        )
        for _ in range(eligible):
            submitted(campaign=campaign, stratum=stratum)
    return campaign


def submitted(*, campaign: Campaign, stratum: Stratum | None, **columns: Any) -> Application:
    """A submitted application of somebody new, eligible unless said."""
    user = columns.pop("user", None) or UserFactory()
    return Application.objects.create(
        **{
            "campaign": campaign,
            "user": user,
            "code": codes.capability(),
            "receipt_number": codes.receipt("TEST", of=""),
            "state": ApplicationState.SUBMITTED,
            "first_name": "Camille",
            "last_name": "Durand",
            "address_line": "12 rue des Lilas",
            "postcode": "59000",
            "city": "Lille",
            "phone": f"+336{39_980_000 + user.pk:08}",
            "email_hash": hashlib.sha256(user.email.encode()).hexdigest(),
            "household_key": hashlib.sha256(f"home {user.pk}".encode()).hexdigest(),
            "seats": 8,
            "stratum": stratum,
            "rules_version": 1,
            "verdict": Verdict.ELIGIBLE,
            "started_at": NOON - timedelta(days=5),
            "submitted_at": NOON - timedelta(days=5),
            "compared_at": NOON - timedelta(days=5),
            **columns,
        }
    )


def officer(brand: Brand, role: str = Role.DRAW_OFFICER) -> User:
    """Somebody who may seal and draw for the brand."""
    member: Membership = MembershipFactory(brand=brand, role=role)
    return member.user


def sealed_draw(
    *, campaign: Campaign | None = None, by: User | None = None, at: datetime = NOON, **how: Any
) -> Draw:
    """A draw sealed for the rehearsal chain."""
    campaign = campaign or closed_campaign()
    return draws.seal(
        campaign=campaign,
        by=by or officer(campaign.brand),
        at=at,
        **{"chain": "rehearsal", **how},
    )


def due(draw: Draw) -> datetime:
    """The moment at which the draw's round is out."""
    assert draw.round_at is not None
    return draw.round_at.astimezone(UTC)


def with_beacon(draw: Draw) -> Draw:
    """The same draw, its round received."""
    assert draw.round is not None
    beacon = rehearsal.round_of(round_number=draw.round, at=due(draw))
    return draws.receive_beacon(
        draw=draw,
        round=beacon.round_number,
        signature=beacon.signature,
        source="rehearsal",
        at=due(draw),
    )


def drawn_draw(*, campaign: Campaign | None = None, by: User | None = None, **how: Any) -> Draw:
    """A draw that has taken place, sealed and drawn by two people, at its round's moment."""
    draw = with_beacon(sealed_draw(campaign=campaign, **how))
    return draws.run_draw(draw=draw, by=by or officer(draw.campaign.brand), at=due(draw))


def asked_place(draw: Draw | None = None, stratum: str = "nord") -> Place:
    """A place waiting for its answer."""
    draw = draw or drawn_draw()
    return Place.objects.get(draw=draw, stratum_key=stratum, state=PlaceState.ASKED, slot=1)


def accepted_party(draw: Draw | None = None, stratum: str = "nord") -> Party:
    """A party that waits for its date."""
    place = asked_place(draw, stratum)
    return places.accept(place=place, at=place.asked_at + timedelta(hours=1))


def scheduled_party(draw: Draw | None = None, stratum: str = "nord") -> Party:
    """A party on 10 April 2027, 19:30 to 23:00 in Paris, its address confirmed."""
    party = accepted_party(draw, stratum)
    at = party.accepted_at + timedelta(hours=1)
    parties.confirm_address(party=party, at=at)
    return parties.schedule(
        party=party,
        starts_at=datetime(2027, 4, 10, 17, 30, tzinfo=UTC),
        ends_at=datetime(2027, 4, 10, 21, 0, tzinfo=UTC),
        words="Venez comme vous êtes.",
        at=at,
    )
