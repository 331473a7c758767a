"""A draw of three days ago: most have said yes, one no, others still think."""

from datetime import timedelta

from events.domain import places
from events.models import OverflowRule, Place, PlaceState
from flows.demo.evenings import Says, chooses_evening, crowd_applies, friends_answer
from flows.demo.seed import Season, Story, open_season, recruit, seal_and_draw
from guests.models import Answer

ANSWERS_WITHIN_HOURS = 168


def run(story: Story, season: Season, *, host_says: str, friend_says: str) -> None:
    """Tell it up to now: one no whose alternate is asked, one silent so far, the others yes."""
    campaign = open_season(
        story,
        season,
        created=story.day(-24, 10),
        published=story.day(-21, 9),
        answer_within_hours=ANSWERS_WITHIN_HOURS,
        applications_open_at=story.day(-20, 9),
        applications_close_at=story.day(-5, 20),
        draw_at=story.day(-3, 18),
        party_from_date=story.day(12).date(),
        party_until_date=story.day(40).date(),
        overflow=OverflowRule.POOL,
    )
    recruit(story, campaign, season.networks, at=story.day(-20, 10))
    crowd_applies(story, campaign, season.as_many, first=story.day(-19, 9), last=story.day(-6, 9))
    seal_and_draw(story, campaign, sealed_at=story.day(-4, 10))
    asked = list(
        Place.objects.filter(draw__campaign=campaign, state=PlaceState.ASKED).order_by("pk")
    )
    with story.at(story.day(-2, 9)) as at:
        places.refuse(place=asked[0], at=at)
    accepted = []
    for number, place in enumerate(asked[2:]):
        with story.at(story.day(-2, 10 + number)) as at:
            accepted.append(places.accept(place=place, at=at))
    party = chooses_evening(
        story,
        accepted[0],
        at=story.day(-2, 19),
        starts=story.day(16, 20),
        says=host_says,
    )
    friends_answer(
        story,
        party,
        [
            Says(message=friend_says),
            Says(adults=2, allergens=["EGGS"]),
            Says(Answer.MAYBE),
        ],
        first=story.day(-2, 21),
        every=timedelta(hours=5),
    )
