"""Seal and draw as work that goes on after a stop: asked for, claimed, refused, gone on with."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from events.domain import (
    applications,
    draw_audit,
    draw_requests,
    draw_work,
    draws,
    freezing,
    sealing,
)
from events.domain.seal_plans import LATE, lead_for
from events.models import (
    Application,
    Bundle,
    Draw,
    DrawRequest,
    DrawState,
    Entrant,
    FrozenPage,
    Phase,
    Place,
    Rank,
    RequestState,
)
from events.queries import draws as queries
from events.raffle.bundle import build_bundle
from events.raffle.bundle import bundle_text as whole_text
from events.raffle.canonical import parse_timestamp
from events.raffle.order import draw as draw_order
from events.raffle.seal import read_sealed
from tests.conftest import drop_triggers
from tests.factories.draws import (
    asked_place,
    closed_campaign,
    drawn_draw,
    due,
    officer,
    sealed_draw,
    with_beacon,
)
from tests.moments import NOON

pytestmark = pytest.mark.django_db
STRATA = {"nord": (2, 14), "sud": (3, 16)}


class Killed(BaseException):
    """Stands for kill -9: nothing below catches it."""


def asked(strata=None) -> DrawRequest:
    campaign = closed_campaign(strata=strata or STRATA)
    return draws.ask_seal(campaign=campaign, by=officer(campaign.brand), at=NOON, chain="rehearsal")


def stop_at_step(monkeypatch, phase: Phase, done: int) -> None:
    """Die when the step of ``phase`` that would bring it to ``done`` begins; once."""
    original = draw_requests.Claim.step

    def step(self, at, so_far, total):
        if (at, so_far) == (phase, done):
            monkeypatch.setattr(draw_requests.Claim, "step", original)
            raise Killed
        return original(self, at, so_far, total)

    monkeypatch.setattr(draw_requests.Claim, "step", step)


def stop_at_nth_step(monkeypatch, number: int) -> None:
    """Die when the nth step from here on begins; once."""
    original, begun = draw_requests.Claim.step, 0

    def step(self, at, so_far, total):
        nonlocal begun
        begun += 1
        if begun == number:
            monkeypatch.setattr(draw_requests.Claim, "step", original)
            raise Killed
        return original(self, at, so_far, total)

    monkeypatch.setattr(draw_requests.Claim, "step", step)


def killed(request: DrawRequest, monkeypatch, number: int, at=NOON) -> None:
    """A worker that dies at its nth step; its claim has run out when the next one comes."""
    stop_at_nth_step(monkeypatch, number)
    with pytest.raises(Killed):
        work(request, at)
    DrawRequest.objects.filter(pk=request.pk).update(claimed_until=at - timedelta(seconds=1))


def published(request: DrawRequest) -> list:
    """What is public of the request's draw, with ids, salts, order and places."""
    draw = DrawRequest.objects.get(pk=request.pk).draw
    entrants = Entrant.objects.filter(draw=draw).order_by("index")
    ranks = Rank.objects.filter(draw=draw).order_by("stratum_key", "position")
    places = Place.objects.filter(draw=draw).order_by("stratum_key", "slot")
    return [
        draw.root,
        list(entrants.values_list("public_id", "salt", "leaf")),
        list(ranks.values_list("entrant__public_id", "ticket", "arm")),
        list(places.values_list("rank__entrant__public_id", "slot")),
    ]


def without_a_kill(request: DrawRequest, at=NOON) -> list:
    """What would be published if nothing went wrong from here on."""
    with transaction.atomic():
        assert work(request, at)
        foreseen = published(request)
        transaction.set_rollback(True)
    return foreseen


@pytest.mark.parametrize("deaths", [(1, 1, 1), (2, 2, 1), (3, 1, 2)])
def test_a_seal_killed_again_and_again_comes_to_the_one_root(monkeypatch, deaths):
    for module in (freezing, sealing):
        monkeypatch.setattr(module, "PEOPLE_AT_ONCE", 10)
    request = asked()
    killed(request, monkeypatch, 3)  # while people are being frozen
    killed(request, monkeypatch, 5)  # everybody is frozen: the rest follows from what is stored
    assert request.pages.count() == 3
    foreseen = without_a_kill(request)

    for number in deaths:
        killed(request, monkeypatch, number)
    assert work(request)

    assert published(request) == foreseen
    draw = Draw.objects.get()
    assert [line.kind for line in queries.log_lines(draw)] == ["SEALED"]
    assert draw_audit.audit_draw(draw=draw, at=NOON) == ""


def test_a_seal_killed_again_after_it_was_dated_anew_keeps_its_ids_and_salts(monkeypatch):
    request = asked()
    killed(request, monkeypatch, 3)  # everybody is frozen, and nothing computed yet
    salts = {row[1]: row[2] for page in FrozenPage.objects.all() for row in page.people}
    late = NOON + LATE + timedelta(minutes=5)
    killed(request, monkeypatch, 6, at=late)  # dated anew, then killed before it is public
    assert parse_timestamp(DrawRequest.objects.get().plan["sealed_at"]) == late
    later = late + LATE + timedelta(minutes=5)

    assert work(request, later)

    draw = Draw.objects.get()
    assert (draw.sealed_at, due(draw) - later >= timedelta(minutes=10)) == (later, True)
    assert dict(Entrant.objects.values_list("public_id", "salt")) == salts
    assert draw_audit.audit_draw(draw=draw, at=later) == ""


@pytest.mark.parametrize("deaths", [(1, 1, 1), (2, 2, 2), (4, 1)])
def test_a_draw_killed_again_and_again_is_the_one_draw(monkeypatch, deaths):
    from events.domain import drawing

    monkeypatch.setattr(drawing, "RANKS_AT_ONCE", 10)
    draw = with_beacon(sealed_draw(campaign=closed_campaign(strata=STRATA)))
    at = due(draw)
    request = draws.ask_draw(draw=draw, by=officer(draw.campaign.brand), at=at)
    foreseen = without_a_kill(request, at)

    for number in deaths:
        killed(request, monkeypatch, number, at=at)
    assert work(request, at)

    assert published(request) == foreseen
    assert len(foreseen[2]) == 30 and len(foreseen[3]) == 5
    assert draw_audit.audit_draw(draw=Draw.objects.get(), at=at) == ""


def work(request: DrawRequest, at=NOON) -> bool:
    return draw_work.work(request=request, now=lambda: at)


def test_the_press_only_stores_who_when_and_what(outbox_messages):
    request = asked()

    assert (request.state, request.asked_at, request.total) == (RequestState.WAITING, NOON, 30)
    assert [row["quota"] for row in request.plan["strata"]] == [2, 3]
    assert not Draw.every.exists()
    assert outbox_messages() == [("draw.requested", {"request_id": request.pk})]


def test_the_work_ends_with_a_sealed_draw_and_destroys_what_only_it_needed():
    request = asked()

    assert work(request)

    request.refresh_from_db()
    assert (request.state, request.draw.state) == (RequestState.DONE, DrawState.SEALED)
    assert (request.household_key, FrozenPage.objects.count()) == ("", 0)
    assert not work(request), "what has ended is not worked off again"


@pytest.mark.parametrize(
    ("phase", "done"),
    [(Phase.FREEZING, 10), (Phase.FREEZING, 20), (Phase.STORING, 20), (Phase.PUBLISHING, 30)],
)
def test_a_seal_begun_again_keeps_the_ids_and_salts_it_had(monkeypatch, phase, done):
    for module in (freezing, sealing):
        monkeypatch.setattr(module, "PEOPLE_AT_ONCE", 10)
    request = asked()
    stop_at_step(monkeypatch, phase, done)
    with pytest.raises(Killed):
        work(request)
    kept = [row for page in FrozenPage.objects.order_by("number") for row in page.people]
    assert not Draw.objects.exists(), "nobody is shown a draw without a root"

    later = NOON + draw_requests.LEASE + timedelta(seconds=1)
    assert not work(request, NOON), "the claim of the dead still holds"
    assert work(request, later)

    draw = Draw.objects.get()
    salts = dict(Entrant.objects.values_list("public_id", "salt"))
    assert len(salts) == 30
    assert {row[1]: row[2] for row in kept}.items() <= salts.items()
    assert draw_audit.audit_draw(draw=draw, at=later) == ""


def test_a_worker_that_lost_its_claim_keeps_nothing_more(monkeypatch):
    request = asked()
    slow = draw_requests.claim(request=request, now=lambda: NOON)
    assert work(request, NOON + timedelta(minutes=1))

    with pytest.raises(draw_requests.LostClaim):
        sealing.carry_out(slow)

    assert (Draw.every.count(), Entrant.objects.count()) == (1, 30)


def test_a_seal_that_comes_too_late_names_a_later_round(monkeypatch):
    request = asked()
    stop_at_step(monkeypatch, Phase.PUBLISHING, 30)
    with pytest.raises(Killed):
        work(request)
    first = Draw.every.get().round
    late = NOON + LATE + timedelta(minutes=5)

    work(request, late)

    draw = Draw.objects.get()
    assert draw.round > first
    assert due(draw) - late >= timedelta(minutes=10)
    assert draw.sealed_at == late
    assert draw_audit.audit_draw(draw=draw, at=late) == ""


def test_two_requests_at_work_are_refused_by_the_database():
    request = asked()

    with pytest.raises(draws.SealImpossible) as refused:
        draws.ask_seal(campaign=request.campaign, by=request.asked_by, at=NOON, chain="rehearsal")

    assert refused.value.code == "AT_WORK"


def test_nobody_withdraws_while_the_list_is_being_sealed():
    request = asked()
    application = Application.objects.filter(campaign=request.campaign).first()

    with pytest.raises(applications.CannotWithdraw):
        applications.withdraw(application=application, by=application.user, at=NOON)


def test_a_second_root_is_refused_logged_and_told(outbox_messages):
    draw = sealed_draw()
    second = officer(draw.campaign.brand)

    with pytest.raises(draws.SealImpossible):
        draws.ask_seal(campaign=draw.campaign, by=second, at=NOON, chain="rehearsal")

    assert [line.kind for line in queries.log_lines(draw)] == ["SEALED", "ATTEMPT"]
    assert outbox_messages()[-1] == ("draw.attempted", {"draw_id": draw.pk, "line": 2})
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.every.filter(pk=draw.pk).update(root="f" * 64)


def test_every_refused_try_to_draw_is_logged():
    draw = sealed_draw()
    with pytest.raises(draws.NotYet):
        draws.ask_draw(draw=draw, by=officer(draw.campaign.brand), at=NOON)
    draw = with_beacon(draw)
    with pytest.raises(draws.NeedsSecondPerson):
        draws.ask_draw(draw=draw, by=draw.sealed_by, at=due(draw))

    kinds = [line.kind for line in queries.log_lines(draw)]
    assert kinds == ["SEALED", "ATTEMPT", "NOTE", "ATTEMPT"]
    assert not DrawRequest.objects.filter(state=RequestState.WAITING).exists()


def test_a_half_stored_order_is_shown_to_nobody_and_gone_on_with(monkeypatch):
    from events.domain import drawing

    monkeypatch.setattr(drawing, "RANKS_AT_ONCE", 10)
    draw = with_beacon(sealed_draw(campaign=closed_campaign(strata=STRATA)))
    request = draws.ask_draw(draw=draw, by=officer(draw.campaign.brand), at=due(draw))
    stop_at_step(monkeypatch, Phase.STORING, 20)
    with pytest.raises(Killed):
        work(request, due(draw))
    first = Rank.objects.select_related("entrant__application").first()
    assert (Rank.objects.count(), Place.objects.count()) == (10, 0)
    assert queries.standing(first.entrant.application).rank is None
    assert queries.winners_by_stratum(draw) == {}

    later = due(draw) + timedelta(minutes=1)
    work(request, later)

    draw.refresh_from_db()
    assert (draw.state, Rank.objects.count(), Place.objects.count()) == ("DRAWN", 30, 5)
    assert draw_audit.audit_draw(draw=draw, at=later) == ""


def test_the_spliced_bundle_is_the_whole_one_serialised():
    for draw in (sealed_draw(), drawn_draw()):
        sealed_text = draw.bundle.sealed_text
        result = None
        if draw.drawn_at:
            result = draw_order(
                sealed=read_sealed(sealed_text), randomness=bytes.fromhex(draw.randomness)
            )
        whole = build_bundle(
            sealed_text=sealed_text,
            log=queries.log_lines(draw),
            revealed=queries.revealed(draw),
            result=result,
        )
        assert queries.bundle_bytes(draw).decode() == whole_text(whole)


def test_the_audit_finds_an_edit_made_without_triggers(outbox_messages):
    draw = drawn_draw()
    assert draw_audit.audit_all(at=NOON) == 0
    with transaction.atomic():
        drop_triggers()
        Bundle.objects.update(result_text="{}")

    assert draw_audit.audit_all(at=NOON) == 1

    draw.refresh_from_db()
    assert "stored result" in draw.audit_fault
    assert outbox_messages()[-1] == ("draw.found_edited", {"draw_id": draw.pk})
    draw_audit.audit_all(at=NOON)
    told = [fact for fact, _ in outbox_messages() if fact == "draw.found_edited"]
    assert len(told) == 1, "the same fault is told once"


def test_the_audit_holds_for_promotions_and_a_void(at):
    draw = drawn_draw()
    place = asked_place(draw)
    later = due(draw) + timedelta(hours=1)
    from events.domain import places

    places.refuse(place=place, at=later)
    places.promote_next(freed=place, at=later)
    assert draw_audit.audit_draw(draw=draw, at=later) == ""

    draws.void(
        draw=draw, by=officer(draw.campaign.brand), at=later, reason="An address was misread."
    )
    draw.refresh_from_db()
    assert draw_audit.audit_draw(draw=draw, at=later) == ""


def test_a_refusal_that_comes_too_late_does_not_stop_the_round(monkeypatch):
    request, other = asked(), asked()
    later = NOON + timedelta(hours=1)

    def taken_over(claim):
        if claim.request.pk == request.pk:
            DrawRequest.objects.filter(pk=request.pk).update(claimed_by="somebody else")
            raise draws.DrawRefused("too many", "QUOTA")
        return carry_out(claim)

    carry_out = sealing.carry_out
    monkeypatch.setattr(sealing, "carry_out", taken_over)
    draw_work.work_waiting(now=lambda: later)

    other.refresh_from_db()
    assert other.state == RequestState.DONE


def test_what_changed_while_the_audit_read_is_no_fault(monkeypatch):
    draw = drawn_draw(campaign=closed_campaign(strata={"nord": (1, 3)}))
    seen = []

    def once(held):
        seen.append(held.pk)
        if len(seen) == 1:
            yield "Place 1 is ACCEPTED; the log says otherwise."

    monkeypatch.setattr(draw_audit, "_faults", once)

    assert draw_audit.audit_draw(draw=draw, at=NOON) == ""
    assert (len(seen), Draw.objects.get().audit_fault) == (2, "")


def test_a_large_list_has_its_root_by_mail_before_the_round():
    assert lead_for(minutes=10, people=1_000_000) >= timedelta(minutes=10 + 1_000_000 / 6_000)
