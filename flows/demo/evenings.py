"""What hosts, parcels and friends do, one sentence each: the stories are told with these."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from events.domain import parties
from events.models import Campaign, Party
from flows.demo.crowd import Fan
from flows.demo.people import person
from flows.demo.seed import BROWSER, Story, apply
from guests.domain import invitations, rsvps
from guests.domain.rsvps import Reply
from guests.models import Answer, Guest
from kits.domain import kits, shipments
from kits.models import Kit, Shipment
from links.domain import clicks


def crowd_applies(
    story: Story,
    campaign: Campaign,
    wanted: dict[tuple[str, ...], int],
    *,
    first: datetime,
    last: datetime,
) -> None:
    """Let so many people of each group of regions apply, mixed, between two instants."""
    dice = story.crowd.dice
    regions = [group for group, many in wanted.items() for _ in range(many)]
    dice.shuffle(regions)
    sources = [None, *campaign.recruiting_links.select_related("link").order_by("pk")]
    step = (last - first) / (len(regions) + 1)
    for number, group in enumerate(regions, start=1):
        fan = story.crowd.fan(*group, year=story.present.year)
        extra = ["MEASUREMENT"] if number % 3 else []
        source = dice.choice(sources)
        apply(story, campaign, fan, first + step * number, *extra, source=source)


def prepared_fan(story: Story, key: str, *regions: str, **answers: object) -> Fan:
    """One of the people who can be signed in with one click, as somebody who applies."""
    known = person(key)
    assert known is not None
    fan = story.crowd.fan(*regions, year=story.present.year)
    fan.answers.update(first_name=known.first_name, last_name=known.last_name, **answers)
    return Fan(email=known.email, language="fr", answers=fan.answers)


def chooses_evening(
    story: Story, party: Party, *, at: datetime, starts: datetime, says: str, hours: int = 4
) -> Party:
    """The host confirms the address and chooses the evening: the invitation opens."""
    with story.at(at):
        party = parties.confirm_address(party=party, at=at)
        return parties.schedule(
            party=party,
            starts_at=starts,
            ends_at=starts + timedelta(hours=hours),
            words=says,
            at=at,
        )


def packs(story: Story, party: Party, *, at: datetime) -> Shipment:
    """The warehouse packs a kit and makes its label."""
    with story.at(at):
        kit = Kit.objects.get(party=party)
        made = shipments.prepare(kit=kit, by=story.logistics, at=at)
        kits.mark_packed(kit=kit, by=story.logistics, at=at)
    return made


def ships(story: Story, party: Party, *, at: datetime, delivered: datetime | None = None) -> None:
    """The carrier takes the parcel in the afternoon and, if said, delivers it."""
    parcel = packs(story, party, at=at - timedelta(hours=6))
    with story.at(at):
        shipments.mark_shipped(
            shipment=parcel,
            carrier="Colis Exemple",
            tracking_code=f"CX{party.pk:04d}0000FR",
            cost_minor=1_290,
            by=story.logistics,
            at=at,
        )
    if delivered is not None:
        with story.at(delivered):
            shipments.mark_delivered(shipment=parcel, by=story.logistics, at=delivered)


@dataclass(frozen=True)
class Says:
    """What one friend answers; ``allergens`` are passed on with their agreement."""

    answer: Answer = Answer.YES
    adults: int = 1
    children: int = 0
    message: str = ""
    allergens: list[str] = field(default_factory=list)
    needs: str = ""


def friends_answer(
    story: Story, party: Party, said: list[Says], *, first: datetime, every: timedelta
) -> list[Guest]:
    """Friends follow the shared link one after the other, and answer."""
    found = []
    invitation = invitations.open_for(party=party, capacity=8, at=first)
    for number, one in enumerate(said):
        name, email = story.crowd.friend()
        with story.at(first + every * number) as at:
            invitation.refresh_from_db()
            clicks.record(link=invitation.link, at=at, user_agent=BROWSER)
            found.append(
                rsvps.answer(
                    invitation=invitation,
                    at=at,
                    first_name=name,
                    email=email,
                    reply=Reply(
                        answer=one.answer,
                        adults=one.adults,
                        children=one.children,
                        message=one.message,
                        allergens=one.allergens,
                        needs=one.needs,
                        health=bool(one.allergens or one.needs),
                        measurement=number % 2 == 0,
                    ),
                    language="fr",
                )
            )
    return found
