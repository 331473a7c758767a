"""A campaign called off: its draw, its places and its parties end with it, whatever was under way."""

from datetime import timedelta

import pytest

from events.domain import campaigns, drawing, draws, parties, places
from events.models import (
    Campaign,
    CampaignState,
    Draw,
    DrawRequest,
    DrawState,
    Party,
    PartyState,
    Place,
    PlaceState,
)
from events.queries import draws as queries
from flows.handlers import applications as handlers
from mailing.models import Message, MessageState
from tests.factories.draws import (
    closed_campaign,
    drawn_draw,
    due,
    officer,
    scheduled_party,
    sealed_draw,
    with_beacon,
)
from tests.moments import NOON

pytestmark = pytest.mark.django_db
WHY = "The workshop that was to deliver the kits has burnt down."
HOUR = timedelta(hours=1)


def called_off(campaign: Campaign, *, at=NOON + HOUR) -> None:
    campaigns.cancel(campaign=campaign, by=campaign.created_by, at=at, reason=WHY)


def written(template: str) -> list[Message]:
    return list(Message.objects.filter(template=template).order_by("pk"))


def test_a_sealed_draw_is_void_for_the_same_reason_and_everyone_hears_once(deliver_all):
    draw = sealed_draw(campaign=closed_campaign(strata={"nord": (1, 3)}))
    deliver_all(send=False)

    called_off(draw.campaign)
    deliver_all(send=False)

    draw.refresh_from_db()
    assert (draw.state, draw.void_reason) == (DrawState.VOID, WHY)
    assert (len(written("campaign_cancelled")), written("draw_void")) == (3, [])


def test_answers_that_have_not_left_are_taken_back_and_parties_end(deliver_all):
    draw = drawn_draw(campaign=closed_campaign(strata={"nord": (2, 5)}))
    deliver_all(send=False)
    first = Place.objects.filter(draw=draw).order_by("pk").first()
    places.accept(place=first, at=first.asked_at + HOUR)
    draw.campaign.refresh_from_db()

    called_off(draw.campaign, at=first.asked_at + 2 * HOUR)
    deliver_all(send=False)

    assert Party.objects.get().state == PartyState.CANCELLED
    assert {mail.state for mail in written("place_asked")} == {MessageState.CANCELLED}
    assert set(Place.objects.values_list("state", flat=True)) == {
        PlaceState.WITHDRAWN,
        PlaceState.EXPIRED,
    }


def test_what_was_held_stays_and_nobody_else_is_asked(deliver_all):
    draw = drawn_draw(campaign=closed_campaign(strata={"nord": (3, 9)}))
    held = scheduled_party(draw)
    kept, asked = Place.objects.filter(draw=draw, state=PlaceState.ASKED).order_by("pk")
    places.accept(place=kept, at=kept.asked_at + HOUR)
    parties.end(party=held, at=held.ends_at)
    Campaign.objects.filter(pk=draw.campaign_id).update(state=CampaignState.RUNNING)

    called_off(Campaign.objects.get(), at=held.ends_at + HOUR)
    deliver_all(send=False)

    draw.refresh_from_db()
    assert draw.state == DrawState.DRAWN
    assert dict(Place.objects.values_list("pk", "state")) == {
        held.place_id: PlaceState.ACCEPTED,
        kept.pk: PlaceState.WITHDRAWN,
        asked.pk: PlaceState.REFUSED,
    }
    notes = [line.data["text"] for line in queries.log_lines(draw) if "text" in line.data]
    assert sum("the campaign was called off" in note for note in notes) == 2


def test_a_list_being_sealed_is_not_sealed_any_more(deliver_all):
    campaign = closed_campaign()
    request = draws.ask_seal(
        campaign=campaign, by=officer(campaign.brand), at=NOON, chain="rehearsal"
    )
    called_off(campaign)
    deliver_all(send=False)

    request.refresh_from_db()
    assert (request.refusal, Draw.objects.count()) == ("CALLED_OFF", 0)
    assert written("draw_sealed") == []


def test_called_off_between_the_work_and_its_last_step(monkeypatch):
    draw = sealed_draw()
    keep = drawing._keep_ranks

    def and_then_called_off(*those):
        keep(*those)
        called_off(draw.campaign)

    monkeypatch.setattr(drawing, "_keep_ranks", and_then_called_off)
    with pytest.raises(draws.DrawRefused) as refused:
        draws.run_draw(draw=with_beacon(draw), by=officer(draw.campaign.brand), at=due(draw))

    draw.refresh_from_db()
    assert (refused.value.code, draw.drawn_at, Place.objects.count()) == ("CALLED_OFF", None, 0)
    assert DrawRequest.objects.latest("pk").refusal == "CALLED_OFF"


def test_a_long_list_hears_page_by_page(deliver_all, monkeypatch):
    monkeypatch.setattr(handlers, "APPLICANTS_AT_ONCE", 2)
    campaign = closed_campaign(strata={"nord": (1, 5)})

    called_off(campaign)
    deliver_all(send=False)

    assert len({mail.to_address for mail in written("campaign_cancelled")}) == 5
