"""Questions and answers on a campaign's page: what staff say once instead of to each person."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from events.models import Campaign, CampaignState, PublicAnswer

WORDS = ("question_fr", "question_en", "answer_fr", "answer_en")
MOST = 30
LONGEST_QUESTION, LONGEST_ANSWER = 200, 2000
OPEN_STATES = frozenset(CampaignState) - {CampaignState.FINISHED, CampaignState.CANCELLED}


class AnswersRefused(Exception):
    """These answers cannot stand on the page; the message says why."""


@transaction.atomic
def replace(
    *, campaign: Campaign, answers: Iterable[Mapping[str, str]], by: User, at: datetime
) -> list[PublicAnswer]:
    """Put these answers on the page, in their order, in place of those that stood there.

    They explain the rules and change none: they may be written as long as the campaign lives. What
    is said word for word as before keeps its date. Raises AnswersRefused.
    """
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if held.state not in OPEN_STATES:
        raise AnswersRefused(_("This campaign is over: its page stays as it is."))
    wanted = [{name: one.get(name, "").strip() for name in WORDS} for one in answers]
    if len(wanted) > MOST:
        raise AnswersRefused(
            _("These are too many questions for one page: keep those that people ask most.")
        )
    if not all(all(one.values()) for one in wanted):
        raise AnswersRefused(_("A question and its answer are written in both languages."))
    if any(
        max(len(one["question_fr"]), len(one["question_en"])) > LONGEST_QUESTION
        or max(len(one["answer_fr"]), len(one["answer_en"])) > LONGEST_ANSWER
        for one in wanted
    ):
        raise AnswersRefused(_("A question or its answer is too long: say it in fewer words."))
    before = {
        tuple(getattr(row, name) for name in WORDS): row.said_at
        for row in PublicAnswer.objects.filter(campaign=held)
    }
    PublicAnswer.objects.filter(campaign=held).delete()
    made = PublicAnswer.objects.bulk_create(
        PublicAnswer(
            campaign=held,
            position=position,
            said_at=before.get(tuple(one[name] for name in WORDS), at),
            **one,
        )
        for position, one in enumerate(wanted)
    )
    audit.record(
        chain=f"brand:{held.brand_id}",
        actor=f"user:{by.pk}",
        action="campaign.answers_edited",
        subject=f"campaign:{held.pk}",
        data={"answers": len(made)},
        at=at,
    )
    return made
