"""The dinners whose draw is sealed and waits for its round, ten days from now."""

from events.models import OverflowRule
from flows.demo import sweet_words as words
from flows.demo import words as regions
from flows.demo.evenings import crowd_applies
from flows.demo.seed import Story, open_campaign, recruit, seal

NETWORKS = [("Instagram", "La Cuillère d’Éloi", 33), ("YouTube", "", 18)]
AS_MANY = {regions.PARIS: 6, regions.NORTH_EAST: 6, regions.SOUTH_EAST: 4}


def run(story: Story) -> None:
    """Open, apply, close, seal; nobody can know the round yet."""
    campaign = open_campaign(
        story,
        created=story.day(-22, 10),
        published=story.day(-20, 9),
        said=words.SEALED_WORDS,
        strata=words.SEALED_STRATA,
        prizes=words.PRIZES,
        plan=words.PLAN,
        kind="DINNER",
        liability_cap_minor=0,
        shop_url=words.SHOP_URL,
        applications_open_at=story.day(-19, 9),
        applications_close_at=story.day(-3, 20),
        draw_at=story.day(10, 18),
        party_from_date=story.day(24).date(),
        party_until_date=story.day(48).date(),
        overflow=OverflowRule.POOL,
        hashtag="ledessertestpournous",
    )
    recruit(story, campaign, NETWORKS, at=story.day(-19, 10))
    crowd_applies(story, campaign, AS_MANY, first=story.day(-18, 9), last=story.day(-4, 9))
    seal(story, campaign, at=story.day(-2, 10))
