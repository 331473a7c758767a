"""A place taken from somebody who may not hold it: by whom, when, what follows, and what is public."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from accounts.models import Membership, Role, User
from common import clock
from events.domain import draw_audit, places
from events.models import Draw, Party, PartyState, Place, PlaceState
from events.queries.draws import bundle_bytes, log_lines
from kits.models import Kit, KitState
from mailing.models import Message
from tests.desk.conftest import sign_in
from tests.events.raffle.tools import answer
from tests.factories.draws import accepted_party, asked_place, drawn_draw, officer, scheduled_party
from tests.factories.guests import guest_of, open_invitation

pytestmark = pytest.mark.django_db
GOOD = {"reason": "UNTRUE", "heard": "on"}


def address(place: Place) -> str:
    campaign = place.draw.campaign
    number = place.rank.entrant.public_id
    return f"/desk/{campaign.brand.slug}/draws/{campaign.slug}/places/{number}/take"


def desk(draw: Draw, role: str = Role.CARE, *, ago_s: float = 0) -> tuple[Client, User]:
    user = officer(draw.campaign.brand, role)
    return sign_in(Membership.objects.get(user=user), ago_s=ago_s), user


def later(place: Place, monkeypatch: pytest.MonkeyPatch, **step: float) -> None:
    """The clock, so long after the place was offered."""
    at = place.asked_at + timedelta(**(step or {"hours": 2}))
    monkeypatch.setattr(clock, "now", lambda: at)


def test_the_next_is_asked_and_everybody_is_told_in_public_without_a_name(
    monkeypatch, deliver_all, tmp_path
):
    party = scheduled_party()
    guest = guest_of(open_invitation(party), email="ami@example.org")
    place, draw = party.place, party.place.draw
    number = place.rank.entrant.public_id
    later(place, monkeypatch, days=1)
    deliver_all(send=False)
    client, _ = desk(draw)

    assert "The evening is called off" in client.get(address(place)).content.decode()
    done = client.post(address(place), GOOD, follow=True)
    deliver_all(send=False)

    assert "the next person is asked" in done.content.decode()
    place.refresh_from_db()
    party.refresh_from_db()
    assert (place.state, place.reason) == (PlaceState.DISQUALIFIED, "UNTRUE")
    assert party.state == PartyState.CANCELLED
    assert not Kit.objects.filter(party=party).exclude(state=KitState.CANCELLED).exists()
    following = Place.objects.get(replaces=place)
    assert (following.state, following.slot) == (PlaceState.ASKED, place.slot)
    to_host = Message.objects.get(template="place_taken")
    assert to_host.to_address == place.rank.entrant.application.user.email
    with translation.override("fr"):  # the person's own language
        assert place.get_reason_display() in to_host.text
    assert Message.objects.filter(template="guest_called_off", to_address=guest.email).count() == 1
    line = next(one for one in log_lines(draw) if one.data.get("answer") == "DISQUALIFIED")
    assert line.data == {"entrant": number, "answer": "DISQUALIFIED", "reason": "UNTRUE"}
    assert line.by.startswith("officer-")
    assert answer(bundle_bytes(draw).decode(), signature="skip") == "VALID"
    assert draw_audit.audit_draw(draw=draw, at=clock.now()) == ""
    proof = Client().get(f"/proof/{draw.code}").content.decode()
    assert f"{number} loses the place" in proof
    application = place.rank.entrant.application
    page = Client().get(f"/a/{application.code}").content.decode()
    assert "Something that was stated in the application is not true." in page


def test_an_asked_place_is_taken_once_and_never_given_back(monkeypatch, deliver_all):
    place = asked_place()
    later(place, monkeypatch)
    client, _ = desk(place.draw)

    for _ in range(2):
        assert client.post(address(place), GOOD).status_code == 302
        deliver_all(send=False)

    with pytest.raises(places.AlreadyAnswered):
        places.accept(place=place, at=clock.now())
    assert Place.objects.filter(replaces=place).count() == 1
    said = [one for one in log_lines(place.draw) if one.data.get("answer") == "DISQUALIFIED"]
    assert len(said) == 1
    page = Client().get(f"/a/{place.rank.entrant.application.code}/answer").content.decode()
    assert "Your table was taken back." in page


@pytest.mark.parametrize(
    "given",
    [{}, {"heard": "on"}, {"reason": "UNTRUE"}, {"reason": "DISLIKED", "heard": "on"}],
    ids=["nothing", "no reason", "not heard", "a reason of one's own"],
)
def test_a_reason_of_the_list_and_a_hearing_are_needed(given, monkeypatch):
    place = asked_place()
    later(place, monkeypatch)
    client, _ = desk(place.draw)

    assert client.post(address(place), given).status_code == 200

    place.refresh_from_db()
    assert place.state == PlaceState.ASKED


def test_it_waits_for_the_answers_and_ends_with_the_evening(monkeypatch):
    draw = drawn_draw()
    place = asked_place(draw)
    client, _ = desk(draw)
    later(place, monkeypatch, minutes=1)

    early = client.post(address(place), GOOD).content.decode()

    assert "The answers of this draw have not left yet." in early
    party = accepted_party(draw, "sud")
    Party.objects.filter(pk=party.pk).update(
        state=PartyState.HELD,
        starts_at=party.accepted_at,
        ends_at=party.accepted_at + timedelta(hours=4),
        address_confirmed_at=party.accepted_at,
    )
    later(place, monkeypatch, days=90)
    late = client.post(address(party.place), GOOD).content.decode()
    assert "The party has taken place." in late
    assert set(draw.places.values_list("state", flat=True)) == {"ASKED", "ACCEPTED"}


@pytest.mark.parametrize("role", [Role.DRAW_OFFICER, Role.LOGISTICS, Role.ANALYST])
def test_whoever_draws_decides_on_nobody(role, monkeypatch):
    place = asked_place()
    later(place, monkeypatch)
    client, _ = desk(place.draw, role)

    assert client.post(address(place), GOOD).status_code == 403
    assert b"/take" not in client.get(address(place).partition("/places/")[0]).content


def test_the_second_step_is_asked_anew_and_another_brands_place_does_not_exist(monkeypatch):
    place, foreign = asked_place(), asked_place()
    later(place, monkeypatch)
    client, _ = desk(place.draw, ago_s=3600)

    assert "reauthenticate" in client.post(address(place), GOOD)["Location"]
    other = address(foreign).replace(
        foreign.draw.campaign.brand.slug, place.draw.campaign.brand.slug
    )
    assert client.get(other).status_code == 404
    place.refresh_from_db()
    assert place.state == PlaceState.ASKED


def test_the_database_wants_a_reason_for_it_and_for_nothing_else():
    place = asked_place()
    for columns in (
        {"state": PlaceState.DISQUALIFIED, "answered_at": place.asked_at},
        {"reason": "UNTRUE"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Place.objects.filter(pk=place.pk).update(**columns)
