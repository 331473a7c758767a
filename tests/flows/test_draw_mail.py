"""Who is written to after a seal, a draw, an offer, a yes; when, and never twice."""

import re
from datetime import timedelta

import pytest

from common import clock
from common.models import OutboxMessage
from events.domain import draws, places
from events.models import Application, Entrant, Place, PlaceState, Prize, Verdict
from events.queries.draws import receipt_line
from flows.handlers import draws as handlers
from mailing.models import Message
from sales.domain.codes import share_only_link
from sales.models import ShareOnlyLink
from tests.factories.draws import (
    asked_place,
    closed_campaign,
    drawn_draw,
    due,
    officer,
    sealed_draw,
    submitted,
    with_beacon,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def written(template: str) -> list[Message]:
    return list(Message.objects.filter(template=template).order_by("pk"))


def test_the_seal_sends_everyone_their_receipt(deliver_all):
    campaign = closed_campaign()
    submitted(campaign=campaign, stratum=None, verdict=Verdict.INELIGIBLE, reasons=["UNDER_AGE"])
    draw = sealed_draw(campaign=campaign)

    deliver_all()

    mails = {mail.to_address: mail for mail in written("draw_sealed")}
    for entrant in Entrant.objects.select_related("draw", "application__user"):
        text = mails.pop(entrant.application.user.email).text
        for part in (draw.root, entrant.public_id, entrant.leaf, entrant.salt):
            assert part in text
        assert receipt_line(entrant) in text
    assert mails == {}


def test_share_only_entrants_get_a_link_of_their_own_and_nobody_else_does(deliver_all, client):
    shop = "https://shop.maison-test.example/hiver"
    campaign = closed_campaign(strata={"nord": (1, 9)}, shop_url=shop)
    campaign.strata.update(share_only=2, holdout=3)
    draw = drawn_draw(campaign=campaign)
    deliver_all(send=False)
    before = set(ShareOnlyLink.objects.values_list("pk", flat=True))
    handlers.mail_answers(message_id=0, at=due(draw), draw_id=draw.pk)  # told twice

    told = {}
    for mail in written("draw_alternate") + written("draw_not_drawn"):
        if found := re.search(r"/go/(\w+)", mail.text):
            told[mail.to_address] = found[1]
        assert mail.html.count("/go/") == 2 * mail.text.count("/go/")

    arms = draw.ranks.select_related("entrant__application__user")
    share_only = {one.entrant.application.user.email for one in arms if one.arm == "SHARE_ONLY"}
    assert set(told) == share_only
    assert len(set(told.values())) == 2
    assert {one.pk for one in ShareOnlyLink.objects.all()} == before
    leads = client.get(f"/go/{next(iter(told.values()))}")
    assert leads["Location"].startswith(shop)


def test_the_draw_answers_everyone_behind_the_undo_window(deliver_all):
    campaign = closed_campaign(strata={"nord": (1, 6)})
    submitted(campaign=campaign, stratum=None, verdict=Verdict.INELIGIBLE, reasons=["UNDER_AGE"])
    draw = drawn_draw(campaign=campaign)

    deliver_all(send=False)

    leaves_at = due(draw) + timedelta(minutes=10)
    answers = ["place_asked", "draw_alternate", "draw_not_drawn", "draw_ineligible"]
    queued = Message.objects.filter(template__in=answers).order_by("template", "pk")
    assert [(mail.template, mail.send_after) for mail in queued] == [
        *[("draw_alternate", leaves_at)] * 3,
        ("draw_ineligible", leaves_at),
        *[("draw_not_drawn", leaves_at)] * 2,
        ("place_asked", leaves_at),
    ]


def test_a_handler_that_runs_twice_writes_once(deliver_all):
    draw = drawn_draw()
    deliver_all(send=False)
    before = Message.objects.count()

    handlers.mail_receipts(message_id=1, at=due(draw), draw_id=draw.pk)
    handlers.mail_answers(message_id=1, at=due(draw), draw_id=draw.pk)

    assert Message.objects.count() == before


def test_a_void_within_the_window_takes_the_answers_back(deliver_all):
    draw = drawn_draw()
    deliver_all(send=False)

    draws.void(
        draw=draw,
        by=officer(draw.campaign.brand),
        at=due(draw) + timedelta(minutes=5),
        reason="A region was missing from the list.",
    )
    deliver_all(send=False)

    states = Message.objects.filter(
        template__in=["place_asked", "draw_alternate", "draw_not_drawn"]
    ).values_list("state", flat=True)
    assert set(states) == {"CANCELLED"}
    assert [mail.state for mail in written("draw_void")] == ["QUEUED"] * 9
    assert "A region was missing from the list." in written("draw_void")[0].text


def test_a_void_before_the_answers_were_written_leaves_none(deliver_all):
    draw = drawn_draw()
    draws.void(draw=draw, by=officer(draw.campaign.brand), at=due(draw), reason="Too early by far.")

    deliver_all(send=False)

    assert not Message.objects.filter(template__in=["place_asked", "draw_not_drawn"]).exists()


def test_the_offer_says_limit_and_liability_before_the_yes(deliver_all):
    campaign = closed_campaign()
    Prize.objects.create(
        campaign=campaign, kind="LOANED", name_fr="Robe", name_en="Dress", value_minor=9_000
    )
    draw = drawn_draw(campaign=campaign)
    deliver_all(send=False)

    place = asked_place(draw)
    application = place.rank.entrant.application
    mail = Message.objects.get(template="place_asked", to_address=application.user.email)
    limit, cap = mail.text.index("18"), mail.text.index("40\N{NO-BREAK SPACE}€")
    assert limit < cap < mail.text.index(f"/a/{application.code}/answer")


def test_a_refusal_asks_the_next_at_once(deliver_all):
    draw = drawn_draw()
    deliver_all(send=False)
    freed = asked_place(draw)
    later = freed.asked_at + HOUR

    with clock.fixed(later):
        places.refuse(place=freed, at=later)
        deliver_all(send=False)

    place = Place.objects.get(replaces=freed)
    mail = Message.objects.get(dedupe_key=f"draw:{draw.pk}:place:{place.pk}")
    assert (place.state, place.asked_at, mail.send_after) == (PlaceState.ASKED, later, later)


def test_a_yes_leads_to_the_hosts_page(deliver_all):
    place = asked_place()
    party = places.accept(place=place, at=place.asked_at + HOUR)

    deliver_all(send=False)

    (mail,) = written("choose_date")
    assert (mail.to_address, f"/h/{party.code}" in mail.text) == (party.host.email, True)


def test_nobody_is_told_of_a_win_before_the_draw(deliver_all):
    with_beacon(sealed_draw())

    deliver_all(send=False)

    assert {mail.template for mail in Message.objects.all()} == {"draw_sealed"}


def test_a_long_list_is_written_to_page_by_page(deliver_all, monkeypatch):
    monkeypatch.setattr(handlers, "ENTRANTS_AT_ONCE", 2)
    drawn_draw(campaign=closed_campaign(strata={"nord": (1, 5)}))

    deliver_all(send=False)

    assert len(written("draw_sealed")) == 5
    assert len(written("draw_alternate")) + len(written("draw_not_drawn")) == 4
    assert OutboxMessage.objects.filter(fact="draw.mail_continued").count() == 4


def test_the_link_without_a_kit_stands_on_the_status_page_until_the_draw_is_void(
    deliver_all, client
):
    shop = "https://shop.maison-test.example/hiver"
    campaign = closed_campaign(strata={"nord": (1, 9)}, shop_url=shop)
    campaign.strata.update(share_only=2, holdout=3)
    draw = drawn_draw(campaign=campaign)
    deliver_all(send=False)
    told = due(draw) + timedelta(minutes=11)

    def links(at):
        """Applicant -> what their status page offers to share."""
        found = {}
        with clock.fixed(at):
            for rank in draw.ranks.select_related("entrant__application"):
                application = rank.entrant.application
                page = client.get(f"/a/{application.code}").text
                if slug := re.search(r"/go/(\w+)", page):
                    found[application.pk] = (rank.arm, slug[1])
        return found

    inside, shown = links(due(draw) + timedelta(minutes=9)), links(told)
    assert inside == {}, "answers are told after the undo window"
    assert sorted(arm for arm, _ in shown.values()) == ["SHARE_ONLY"] * 2
    slugs = [slug for _, slug in shown.values()]
    assert {client.get(f"/go/{slug}").status_code for slug in slugs} == {302}

    draws.void(draw=draw, by=draw.sealed_by, at=told, reason="A region was missing.")
    deliver_all(send=False)

    assert links(told) == {}
    assert {client.get(f"/go/{slug}").status_code for slug in slugs} == {404}
    application = Application.objects.get(pk=next(iter(shown)))
    again = share_only_link(application=application, at=told)
    assert again.link.slug == shown[application.pk][1], "the next draw may give it again"
    assert client.get(f"/go/{again.link.slug}").status_code == 302
