"""The campaign that is still being written: begun from the winter's, with its own words half done."""

from datetime import timedelta

from events.domain import campaigns
from events.models import Campaign
from flows import copies
from flows.demo import words
from flows.demo.seed import Story


def run(story: Story) -> None:
    """Draft the spring from the winter; English words and a prize are still to come."""
    winter = Campaign.objects.get(brand=story.brand, slug="lhiver-chez-vous")
    by = story.users["organiser"]
    with story.at(story.present - timedelta(hours=3)) as at:
        draft = copies.copy_campaign(
            campaign=winter,
            by=by,
            at=at,
            opens_on=story.day(88, 9).date(),
            title=words.SPRING_WORDS["fr"]["title"],
        )
        campaigns.edit(
            campaign=draft,
            by=by,
            at=at,
            wordings=words.SPRING_WORDS,
            prizes=[],
            clauses=[words.SPRING_CLAUSE],
        )
