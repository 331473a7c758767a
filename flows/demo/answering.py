"""The dinners that were drawn three days ago: some have said yes, one no, others still think."""

from datetime import timedelta

from events.domain import places
from events.models import OverflowRule, Place, PlaceState
from flows.demo import sweet_words as words
from flows.demo import words as regions
from flows.demo.evenings import Says, chooses_evening, crowd_applies, friends_answer
from flows.demo.seed import Story, open_campaign, recruit, seal_and_draw
from guests.models import Answer

NETWORKS = [("Instagram", "", 29), ("Lettre", "Gourmands de Liège", 17)]
AS_MANY = {
    regions.NORTH_EAST: 7,
    regions.WEST: 4,
    (*regions.SOUTH_WEST, *regions.SOUTH_EAST): 6,
}
ANSWERS_WITHIN_HOURS = 168


def run(story: Story) -> None:
    """Tell it up to now: four yes, one no whose alternate is asked, one silent so far."""
    campaign = open_campaign(
        story,
        created=story.day(-24, 10),
        published=story.day(-21, 9),
        said=words.ANSWERING_WORDS,
        strata=words.ANSWERING_STRATA,
        prizes=words.PRIZES,
        plan=words.PLAN,
        kind="DINNER",
        liability_cap_minor=0,
        shop_url=words.SHOP_URL,
        answer_within_hours=ANSWERS_WITHIN_HOURS,
        applications_open_at=story.day(-20, 9),
        applications_close_at=story.day(-5, 20),
        draw_at=story.day(-3, 18),
        party_from_date=story.day(12).date(),
        party_until_date=story.day(40).date(),
        overflow=OverflowRule.POOL,
        hashtag="ileflottante",
    )
    recruit(story, campaign, NETWORKS, at=story.day(-20, 10))
    crowd_applies(story, campaign, AS_MANY, first=story.day(-19, 9), last=story.day(-6, 9))
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
        says="Blanquette à l’ancienne, puis l’île. Venez avec de l’appétit et une histoire drôle.",
    )
    friends_answer(
        story,
        party,
        [
            Says(message="Je ne viens que pour l’île."),
            Says(adults=2, allergens=["EGGS"]),
            Says(Answer.MAYBE),
        ],
        first=story.day(-2, 21),
        every=timedelta(hours=5),
    )
