"""Staff look at what a program may have filled in: the list is not sealed before they decided on each."""

from __future__ import annotations

from rehearsal.campaigns import DESK
from rehearsal.cast import Fan
from rehearsal.client import Browser, Page
from rehearsal.stage import Stage

HELD = f"{DESK}/held"
WHY = "Nobody answered when we wrote to this address."


def decide(stage: Stage, organiser: Browser) -> None:
    """Refuse the programs, with a reason; let the people through. The first refusal comes after a slip."""
    people = {fan.email: fan for fan in stage.handed_in.values()}
    slip = True
    while waiting := _listed(_page(stage, organiser)):
        programs = [
            pk for pk, email in waiting.items() if email in people and people[email].program
        ]
        if programs and slip:
            slip = False
            _let_through_and_hold_again(stage, organiser, programs[0])
        through = [pk for pk in waiting if pk not in programs]
        if programs:
            form = _page(stage, organiser).form("/decide", button="REFUSED")
            form.fill(hold=programs, why=WHY).submit("REFUSED")
        if through:
            form = _page(stage, organiser).form("/decide", button="LET_THROUGH")
            form.fill(hold=through).submit("LET_THROUGH")
        for email in waiting.values():
            if email in people:
                cause = (
                    "held for staff" if people[email].fills_everything else "held without a cause"
                )
                stage.tally.find(cause)
    expected = [fan for fan in people.values() if fan.fills_everything]
    stage.tally.tell("held for staff", len(expected))
    stage.tally.check_counted("held for staff", "held without a cause")
    refused = [fan for fan in expected if fan.program]
    stage.each(lambda fan: _reads_why(stage, fan), refused, doing="refused as no person read why")
    stage.tally.tell("refused with the reason", len(refused))
    stage.tally.check_counted("refused with the reason")
    stage.note("held", count=len(expected))


def _page(stage: Stage, organiser: Browser, show: str = "open") -> Page:
    return organiser.get(HELD, params={"campaign": stage.offer.slug, "show": show})


def _listed(page: Page) -> dict[str, str]:
    """What the page lists: the value of each tick, and the address that applied."""
    found = {}
    for row in page.tree.all("tr"):
        for box in row.all("input", name="hold"):
            cell = row.all("td")[1]
            own = "".join(part for part in cell.parts if isinstance(part, str))
            found[box.attrs["value"]] = own.strip()
    return found


def _let_through_and_hold_again(stage: Stage, organiser: Browser, pk: str) -> None:
    """A slip of the hand, and its undo."""
    form = _page(stage, organiser).form("/decide", button="LET_THROUGH")
    form.fill(hold=[pk]).submit("LET_THROUGH")
    assert pk not in _listed(_page(stage, organiser)), "what is let through waits no more"
    form = _page(stage, organiser, "decided").form("/decide", button="HELD")
    form.fill(hold=[pk]).submit("HELD")
    assert pk in _listed(_page(stage, organiser)), "what is held again waits"


def _reads_why(stage: Stage, fan: Fan) -> None:
    page = stage.world.browser(fan.language).get(fan.status)
    if WHY in page.text:
        stage.tally.find("refused with the reason")
