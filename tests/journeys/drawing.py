"""One officer seals, a second one draws; the receipts carry the root; a stranger checks it all."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rehearsal import ceremony
from rehearsal.campaigns import Offer
from rehearsal.ceremony import HEX
from rehearsal.client import Browser
from rehearsal.houses import ROOT, until
from rehearsal.world import World
from tests.journeys.applying import FAMILY, GONE, Fan

VERIFIER = ROOT / "events" / "raffle" / "verify.py"


@dataclass(frozen=True)
class Sealed:
    """The public address of the draw, and the root as the receipt mails carried it."""

    proof: str
    root: str


def seal(world: World, officer: Browser, offer: Offer, fans: list[Fan]) -> Sealed:
    """Seal once applications are over; root and round stand on the proof page and in the mails."""
    proof = ceremony.seal(officer, offer)
    shown = world.browser().get(proof)
    assert "result" not in shown.text
    roots = set()
    for fan in fans:
        mail = world.letters.wait(fan.email, lambda m: proof in "".join(m.page.links()))
        roots.add(HEX.findall(mail.text)[-1])  # receipt, leaf, salt, then the root
    assert len(roots) == 1, roots
    root = roots.pop()
    assert root in HEX.findall(shown.text)
    assert not [m for m in world.letters.to(GONE.email) if root in m.text]
    check(world, proof, root, complete=False)
    return Sealed(proof, root)


def draw(world: World, sealed: Sealed, offer: Offer, first: Browser, second: Browser) -> None:
    """Wait for the round, which the house fetches by itself; the one who sealed may not draw."""
    desk = ceremony.desk_of(offer)
    assert not ceremony.draw_forms(second.get(desk)), "nobody can draw before the round is out"
    world.move_to(offer.draw_at + timedelta(minutes=1))
    ceremony.may_draw(second, offer)
    assert not ceremony.draw_forms(first.get(desk)), "whoever sealed may not draw"
    ceremony.draw(second, offer)
    check(world, sealed.proof, sealed.root, complete=True)


@dataclass(frozen=True)
class Answers:
    """Whom the draw named, by region, and who is next in line, in order of the mails' arrival."""

    winners: list[Fan]
    others: list[Fan]


def answers(world: World, offer: Offer, fans: list[Fan]) -> Answers:
    """Nothing is told within the undo window; after it, everyone has an answer with the reason."""
    asked = r"/a/[0-9A-Z]{27}/answer$"

    def offered(fan: Fan) -> bool:
        return any(m.sent and m.page.links(asked) for m in world.letters.to(fan.email))

    assert not [fan.email for fan in fans if offered(fan)], "an answer left before its time"
    for fan in fans:
        told = world.browser(fan.language).get(fan.status)
        assert not told.links(asked), f"{fan.first_name} reads the answer before its time"
        assert "/answer" not in [form.action[-7:] for form in told.forms], fan.first_name
    before = {fan.email: len(world.letters.to(fan.email)) for fan in fans}
    world.move_by(minutes=11)
    winners, others = [], []
    for fan in fans:
        until(
            f"{fan.first_name} has an answer",
            lambda fan=fan: all(m.sent for m in world.letters.to(fan.email)),
            within_s=30,
        )
        assert before[fan.email] >= 3, "code, receipt, sealed; the answer was queued"
        (winners if offered(fan) else others).append(fan)
    assert FAMILY in others
    assert len(winners) == 2
    return Answers(winners, others)


def bundle(world: World, sealed: Sealed) -> str:
    """The bundle, by the link on the proof page."""
    page = world.browser().get(sealed.proof)
    return page.follow(r"/bundle\.json$").response.text


def check(world: World, proof: str, root: str, *, complete: bool) -> None:
    """The house's own verifier file is ours, and says VALID with the root of the mails."""
    stranger = world.browser()
    page = stranger.get(proof)
    text = page.follow(r"/bundle\.json$").response.text
    assert stranger.get(page.link(r"/verify\.py$")).response.content == VERIFIER.read_bytes()
    assert (json.loads(text)["result"] is not None) == complete
    code, said = verified(text, root)
    assert code == 0, said
    assert said.splitlines()[-1].startswith("VALID"), said


def verified(text: str, root: str) -> tuple[int, str]:
    """Run the one-file verifier as a stranger would: another Python, alone, on standard input."""
    done = subprocess.run(
        [system_python(), "-I", str(VERIFIER), "-", "--root", root],
        input=text.encode(),
        capture_output=True,
        env={},
        cwd="/",
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).decode()


def system_python() -> str:
    """The system's Python, without this project's packages; ours, isolated, where there is none."""
    found = Path("/usr/bin/python3")
    return str(found) if found.exists() else sys.executable
