"""A draw that is sealed and waits for its round, ten days from now."""

from events.models import OverflowRule
from flows.demo.evenings import crowd_applies
from flows.demo.seed import Season, Story, open_season, recruit, seal


def run(story: Story, season: Season) -> None:
    """Open, apply, close, seal; nobody can know the round yet."""
    campaign = open_season(
        story,
        season,
        created=story.day(-22, 10),
        published=story.day(-20, 9),
        applications_open_at=story.day(-19, 9),
        applications_close_at=story.day(-3, 20),
        draw_at=story.day(10, 18),
        party_from_date=story.day(24).date(),
        party_until_date=story.day(48).date(),
        overflow=OverflowRule.POOL,
    )
    recruit(story, campaign, season.networks, at=story.day(-19, 10))
    crowd_applies(story, campaign, season.as_many, first=story.day(-18, 9), last=story.day(-4, 9))
    seal(story, campaign, at=story.day(-2, 10))
