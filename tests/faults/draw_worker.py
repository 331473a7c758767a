"""The processes that tests/faults/draw.py kills, and those that look at what is left.

``seal PEOPLE POINT`` makes a campaign, asks for its seal and works it off, to die by ``kill -9`` at
POINT; ``draw POINT`` does so with the draw. ``go`` tells what would come of what is left, by working it
off in a transaction that is taken back, then works it off and tells what came of it. ``edit`` changes
one row after another behind the triggers' back and audits each time.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from typing import Any

import django

AT_ONCE = 100
AFTER_A_KILL = timedelta(seconds=25)  # longer than a claim holds, shorter than the seal's notice


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_before(module: Any, name: str, at_call: int = 1) -> None:
    """Replace a function by one that dies at its nth call."""
    original, calls = getattr(module, name), 0

    def dying(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at_call:
            die()
        return original(*given, **named)

    setattr(module, name, dying)


def _die_after(module: Any, name: str, when: Callable[..., bool] = lambda *_, **__: True) -> None:
    """Replace a function by one that dies when it has done its work."""
    original = getattr(module, name)

    def dying(*given: Any, **named: Any) -> Any:
        answer = original(*given, **named)
        if when(*given, **named):
            die()
        return answer

    setattr(module, name, dying)


def _die_half_way(phase: str) -> None:
    """Die when a second step of a phase begins: the first one is kept."""
    from events.domain.draw_requests import Claim

    original, steps = Claim.step, 0

    @contextmanager
    def step(self: Claim, at: str, done: int, total: int) -> Any:
        nonlocal steps
        steps += at == phase and done > 0
        if steps == 2:
            die()
        with original(self, at, done, total):
            yield

    Claim.step = step


def arm(point: str) -> None:
    """Make this process die at the named point."""
    from common import outbox
    from events.domain import draw_requests, drawing, sealing

    if point == "claimed":
        _die_after(draw_requests, "claim")
    elif point == "half frozen":
        _die_half_way("FREEZING")
    elif point == "computed":
        _die_after(sealing, "build_sealed")
        _die_after(drawing, "draw_order")
    elif point == "half stored":
        _die_half_way("STORING")
    elif point == "before commit":
        _die_after(outbox, "publish", lambda fact, **_: fact in ("draw.sealed", "draw.drawn"))
    elif point == "committed":
        _die_after(sealing, "_publish")
        _die_after(drawing, "_publish")


def ask_seal(people: int) -> None:
    from common import clock
    from events.domain import draws
    from events.models import Verdict
    from tests.factories.draws import closed_campaign, officer, submitted
    from tests.moments import NOON

    with clock.fixed(NOON):
        share = people // 4
        strata = {"nord": (5, share), "sud": (10, people - 1 - share)}
        campaign = closed_campaign(strata=strata)
        submitted(
            campaign=campaign, stratum=None, verdict=Verdict.INELIGIBLE, reasons=["UNDER_AGE"]
        )
        draws.ask_seal(campaign=campaign, by=officer(campaign.brand), at=NOON, chain="rehearsal")


def ask_draw() -> None:
    from common import clock
    from events.domain import draws
    from events.models import Draw
    from tests.factories.draws import due, officer, with_beacon

    draw = with_beacon(Draw.objects.latest("pk"))
    with clock.fixed(due(draw)):
        draws.ask_draw(draw=draw, by=officer(draw.campaign.brand), at=due(draw))


def work(attempt: int) -> int:
    """Work off what waits, as if so many claims had run out before."""
    from common import clock
    from events.domain import draw_requests, draw_work, drawing, freezing, sealing
    from events.models import DrawRequest

    sealing.PEOPLE_AT_ONCE = freezing.PEOPLE_AT_ONCE = drawing.RANKS_AT_ONCE = AT_ONCE
    request = DrawRequest.objects.latest("pk")
    at = request.asked_at + attempt * AFTER_A_KILL
    assert draw_requests.LEASE < AFTER_A_KILL
    with clock.fixed(at):
        return draw_work.work_waiting(now=clock.now)


def go() -> None:
    """Print [what would be published if nothing went wrong from here on, what was]."""
    from django.db import transaction

    with transaction.atomic():
        work(1)
        foreseen = outcome()
        transaction.set_rollback(True)
    work(1)
    print(json.dumps([foreseen, outcome()]))


def outcome() -> dict[str, Any]:
    """What is public of the last draw, as figures and hashes."""
    from common.models import OutboxMessage
    from events.domain import draw_audit
    from events.models import Draw, DrawRequest, Entrant, FrozenPage, Place, Rank
    from events.queries import draws as queries

    draw = Draw.objects.order_by("-pk").first()
    request = DrawRequest.objects.latest("pk")
    told = OutboxMessage.objects.filter(payload__draw_id=draw.pk if draw else 0)
    ranks = Rank.objects.filter(draw=draw).order_by("stratum_key", "position")
    order = list(ranks.values_list("entrant__public_id", "ticket", "arm")) if draw else []
    return {
        "request": request.state,
        "draws": Draw.every.count(),
        "root": draw.root if draw else "",
        "entrants": Entrant.objects.filter(draw=draw).count() if draw else 0,
        "order": sha256(json.dumps(order).encode()).hexdigest(),
        "ranks": len(order),
        "places": Place.objects.count(),
        "facts": sorted(told.values_list("fact", flat=True)),
        "log": [line.kind for line in queries.log_lines(draw)] if draw else [],
        "pages_left": FrozenPage.objects.count(),
        "fault": draw_audit.audit_draw(draw=draw, at=request.asked_at) if draw else "",
    }


def edit() -> None:
    """Every edit of the last draw's rows, each alone; prints [tried, not found]."""
    from events.domain import places
    from events.models import Draw
    from tests.factories.draws import asked_place
    from tests.faults.draw_edits import EDITS, not_found

    draw = Draw.objects.latest("pk")
    answered = asked_place(draw, "sud")
    places.accept(place=answered, at=answered.asked_at + timedelta(hours=1))
    print(json.dumps([len(EDITS), not_found(draw)]))


def _number_people_apart() -> None:
    """Factories number what they make from 0 in each process; here processes share a database."""
    from tests.factories.accounts import BrandFactory, UserFactory

    for factory in (BrandFactory, UserFactory):
        factory.reset_sequence(os.getpid() * 10_000, force=True)


def main(what: str, *given: str) -> None:
    _number_people_apart()
    if what == "go":
        go()
    elif what == "edit":
        edit()
    else:
        ask_seal(int(given[0])) if what == "seal" else ask_draw()
        arm(given[-1])
        work(0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main(*sys.argv[1:])
