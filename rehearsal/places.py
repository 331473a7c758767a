"""The draw and what follows: who is offered a table says yes, no or nothing, until all are taken."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from rehearsal import ceremony, evenings
from rehearsal import distributions as told
from rehearsal.cast import Fan, eligible, home_of
from rehearsal.client import Browser
from rehearsal.post import Letter
from rehearsal.stage import Stage, Table, twice

ENTRANT = re.compile(r'"entrant_id": ?"([^"]+)"')
PATIENT_ROUNDS = 6
"""After so many limits have passed in silence, whoever is asked says yes."""


@dataclass
class Drawn:
    """What the public proof says: order and winners of each stratum, by entrant id."""

    proof: str
    bundle: dict[str, Any]
    by_entrant: dict[str, Fan]
    next_in_line: dict[str, int] = field(default_factory=dict)

    @property
    def strata(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.bundle["result"]["strata"]
        return found

    @property
    def winners(self) -> list[str]:
        return [one for stratum in self.strata for one in stratum["order"][: stratum["winners"]]]

    def free(self, entrant: str) -> str:
        """Somebody's place is free: who is next in their stratum, or ""."""
        stratum = next(s for s in self.strata if entrant in s["order"])
        at = self.next_in_line.setdefault(stratum["code"], stratum["winners"])
        self.next_in_line[stratum["code"]] = at + 1
        return stratum["order"][at] if at < len(stratum["order"]) else ""


def seal(stage: Stage, officer: Browser) -> str:
    """Seal, and read everybody's mail of it: their number, and one root for all."""
    proof = ceremony.seal(officer, stage.offer, within_s=120 + stage.fans / 50)
    roots: set[str] = set()

    def read(fan: Fan) -> None:
        letter = stage.letter(fan.email, lambda one: proof in one.text, "the mail of the seal")
        if letter is None:
            return
        stage.tally.find("mails of the seal")
        found = ENTRANT.search(letter.text)
        if found:
            fan.entrant = found.group(1)
        roots.add(ceremony.HEX.findall(letter.text)[-1])

    stage.each(read, stage.handed_in.values(), doing="have the root by mail")
    stage.tally.tell("mails of the seal", len(stage.handed_in))
    shown = stage.world.browser().get(proof)
    root = next(iter(roots), "")
    stage.tally.check("one root in every mail and on the proof", 1, len(roots))
    stage.tally.check("the proof page shows it", "yes", "yes" if root in shown.text else "no")
    return proof


def draw(stage: Stage, officer: Browser, proof: str) -> Drawn:
    """Draw, let the undo window pass, read the public bundle."""
    ceremony.draw(officer, stage.offer, within_s=120 + stage.fans / 50)
    stage.note("drawn")
    bundle = stage.world.browser().get(f"{proof}/bundle.json").response.json()
    drawn = Drawn(proof, bundle, {f.entrant: f for f in stage.handed_in.values() if f.entrant})
    _compare_list(stage, bundle)
    stage.world.move_by(minutes=11)
    asked = set(drawn.winners)

    def answered(fan: Fan) -> None:
        def fits(letter: Letter) -> bool:
            return letter.left_at >= stage.offer.draw_at and proof in letter.text

        letter = stage.letter(fan.email, fits, "the answer of the draw")
        if letter is None:
            return
        stage.tally.find("answers by mail")
        if letter.path(evenings.OFFER):
            stage.tally.find("winners")
            if fan.entrant not in asked:
                stage.tally.find("tables offered to somebody not drawn")

    stage.each(answered, stage.handed_in.values(), doing="have their answer")
    stage.tally.tell("answers by mail", len(stage.handed_in))
    stage.tally.tell("winners", stage.plan.hosts)
    stage.tally.check("winners of the bundle", stage.plan.hosts, len(drawn.winners))
    return drawn


def _compare_list(stage: Stage, bundle: dict[str, Any]) -> None:
    """The sealed list holds those who handed in, those who may take part, and their homes."""
    header, low = bundle["sealed"]["header"], stage.plan.seats[0]
    year = stage.world.now.year
    enter = [f for f in stage.handed_in.values() if eligible(f, seats_min=low, year=year)]
    homes = {home_of(fan) for fan in enter}
    check = stage.tally.check
    check("applications sealed", len(stage.handed_in), header["applications"])
    check("entrants", len(enter), header["eligible"])
    check("households", len(homes), header["households"])
    result = bundle["result"]["strata"]
    check("alternates", len(homes) - stage.plan.hosts, sum(row["alternates"] for row in result))


def answer_all(stage: Stage, drawn: Drawn) -> None:
    """Ask on, limit by limit, until every table has a host or nobody is left."""
    asked, rounds = drawn.winners, 0
    silent: list[str] = []
    while asked or silent:
        said = dict(_answers(stage, drawn, asked, everybody_yes=rounds >= PATIENT_ROUNDS))
        freed = [entrant for entrant in asked if said[entrant] == "NO"]
        silent += [entrant for entrant in asked if said[entrant] == ""]
        if not freed and silent:
            stage.move_to(stage.world.now + timedelta(hours=stage.plan.answer_within_hours + 1))
            stage.tally.tell("limits passed in silence", len(silent))
            rounds, freed, silent = rounds + 1, silent, []
        asked = _promoted(stage, drawn, freed)


def _answers(
    stage: Stage, drawn: Drawn, asked: list[str], *, everybody_yes: bool
) -> list[tuple[str, str]]:
    """What each of them says, all at once."""
    said: list[tuple[str, str]] = []

    def take(entrant: str) -> None:
        said.append((entrant, _answer(stage, drawn, entrant, everybody_yes)))

    stage.each(take, asked, doing="answer the offer of a table")
    return said


def _promoted(stage: Stage, drawn: Drawn, freed: list[str]) -> list[str]:
    """Those who must be asked next, as the published order says."""
    found = [drawn.free(entrant) for entrant in sorted(freed)]
    stage.tally.tell("alternates asked", sum(1 for one in found if one))
    return [one for one in found if one]


def _answer(stage: Stage, drawn: Drawn, entrant: str, everybody_yes: bool) -> str:
    """One person reads the offer and says YES, NO or nothing; no offer is nothing."""
    fan, first = drawn.by_entrant.get(entrant), entrant in drawn.winners
    if fan is None:
        return ""
    letter = stage.letter(fan.email, lambda one: bool(one.path(evenings.OFFER)), "the offer")
    if letter is None:
        return "GONE"
    if not first:
        stage.tally.find("alternates asked")
    dice = stage.cast.dice.of("answers", fan.number)
    throw = 1.0 if everybody_yes else dice.random()
    browser = stage.world.browser(fan.language)
    if throw < told.SAYS_NOTHING:
        return ""
    asked = browser.get(letter.path(evenings.OFFER))
    if throw < told.SAYS_NOTHING + told.SAYS_NO:
        evenings.refuse(asked)
        stage.tally.tell("tables refused")
        return "NO"
    if stage.cast.does("yes twice", fan.number, told.PRESSES_YES_TWICE):
        page, other = twice(asked.form("/answer"), "yes")
        assert page.path == other.path, "two presses, two evenings"
    else:
        page = evenings.accept(asked)
    stage.tally.tell("tables accepted")
    table = _settle(stage, fan, browser, page.path)
    if not everybody_yes and stage.cast.does("gives back", fan.number, told.GIVES_BACK):
        evenings.cancel(browser, table.path)
        table.given_back = True
        stage.tally.tell("tables given back")
        stage.note("table given back", table=table.number)
        return "NO"
    return "YES"


def _settle(stage: Stage, fan: Fan, browser: Browser, path: str) -> Table:
    """The address, the day, the link for all friends."""
    evenings.confirm_address(browser.get(path))
    dice = stage.cast.dice.of("day", fan.number)
    span = (stage.offer.party_last - stage.offer.party_from).days
    day = stage.offer.party_from + timedelta(days=dice.randint(0, span - 7))
    evenings.choose_date(browser, path, day, words="Venez, la table est grande.")
    stage.tally.tell("dates chosen")
    letter = stage.letter(fan.email, lambda one: bool(one.path(r"/i/[0-9A-Z]{10}")), "the link")
    table = Table(
        number=fan.number,
        fan=fan,
        browser=browser,
        path=path,
        day=day,
        capacity=max(fan.seats - 1, 1),
        share=letter.path(r"/i/[0-9A-Z]{10}") if letter else "",
    )
    stage.tables.append(table)
    stage.note("table", table=table.number, who=fan.first_name, count=table.capacity)
    return table


def verify(stage: Stage, drawn: Drawn, keep: Path | None) -> None:
    """Run the house's one-file verifier on the bundle, alone; keep the bundle where asked."""
    stranger = stage.world.browser()
    text = stranger.get(f"{drawn.proof}/bundle.json").response.content
    program = stranger.get(f"{drawn.proof}/verify.py").response.content
    if keep is not None:
        keep.write_bytes(text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "verify.py"
        path.write_bytes(program)
        done = subprocess.run(  # noqa: S603 - the program that the house publishes
            [sys.executable, "-I", str(path), "-", "--root", json.loads(text)["root"]],
            input=text,
            capture_output=True,
            cwd=folder,
            env={},
            check=False,
        )
    said = done.stdout.decode().strip().splitlines()
    stage.tally.check(
        "the bundle verifies", "VALID", said[-1].split()[0].strip(":,.") if said else "nothing"
    )
