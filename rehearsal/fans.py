"""Fans arrive by their network, apply, come back, press twice, think better of it."""

from __future__ import annotations

import re

from rehearsal import distributions as told
from rehearsal.applying import agreed, status_path, tell, withdraw
from rehearsal.campaigns import Offer
from rehearsal.cast import Fan, eligible
from rehearsal.client import Browser, Page
from rehearsal.post import Letter
from rehearsal.stage import Stage, twice
from rehearsal.world import code_in, sign_in_by_mail

MESSENGER = "WhatsApp/2.24.1 A"


def open_links(organiser: Browser, offer: Offer) -> dict[str, str]:
    """Make one recruiting link a network; returns their paths."""
    links: dict[str, str] = {}
    for network in told.NETWORKS:
        page = organiser.get(offer.desk).form("/links/new").fill(network=network).submit()
        new = set(re.findall(r"/r/[0-9A-Z]{10}", page.html)) - set(links.values())
        assert len(new) == 1, f"{len(new)} new links on {page.url}"
        links[network] = new.pop()
    return links


def arrive(stage: Stage, links: dict[str, str], fan: Fan) -> None:
    """One fan, from the link to the receipt."""
    cast, tally = stage.cast, stage.tally
    browser = stage.world.browser(fan.language)
    page = browser.get(links[fan.network])
    tally.tell("visits by recruiting links")
    if cast.does("previewed", fan.number, told.PREVIEWED):
        stage.world.browser(agent=MESSENGER).get(links[fan.network])
    start = page.follow(rf"{re.escape(stage.offer.url)}/apply")
    unseen = {"nickname": fan.first_name} if fan.fills_everything else {}
    agreements = tell(_sign_in(stage, start, fan.email), fan, **unseen)
    tally.tell("applications begun")
    if fan.gives_up:
        return
    form = agreed(agreements)
    if cast.does("twice", fan.number, told.PRESSES_TWICE):
        first, second = twice(form)
        assert status_path(first) == status_path(second), "two presses, two applications"
        status = first
    else:
        status = form.submit()
    fan.status = status_path(status)
    tally.tell("applications handed in")
    tally.tell("receipts by mail")
    if not eligible(fan, seats_min=stage.plan.seats[0], year=stage.world.now.year):
        tally.tell("not eligible")
    receipt = stage.letter(
        fan.email, lambda letter: fan.status in letter.text, "the receipt of the application"
    )
    if receipt is not None:
        tally.find("receipts by mail")
    stage.handed_in[fan.number] = fan
    if cast.does("again", fan.number, told.COMES_BACK):
        _come_back(stage, fan)


def _sign_in(stage: Stage, page: Page, email: str) -> Page:
    known = len(stage.post.to(email))

    def code() -> str:
        def fresh(letter: Letter) -> bool:
            return letter in stage.post.to(email)[known:] and bool(code_in(_lines(letter)))

        return code_in(_lines(stage.post.wait(email, fresh, "a sign-in code")))

    return sign_in_by_mail(page, email, code)


def _lines(letter: Letter) -> list[str]:
    return [line.strip() for line in letter.text.splitlines()]


def _come_back(stage: Stage, fan: Fan) -> None:
    """The same address on another phone finds the application that is there."""
    browser = stage.world.browser(fan.language)
    page = browser.get(f"{stage.offer.url}/apply")
    found = _sign_in(stage, page, fan.email)
    assert found.path == fan.status, f"a second application: {found.url}"


def think_better(stage: Stage, fan: Fan) -> None:
    """Withdraw before the window closes."""
    browser = stage.world.browser(fan.language)
    withdraw(browser.get(fan.status))
    stage.tally.tell("applications withdrawn")
    del stage.handed_in[fan.number]
    if not eligible(fan, seats_min=stage.plan.seats[0], year=stage.world.now.year):
        stage.tally.tell("not eligible", -1)


def by_day(stage: Stage) -> list[list[Fan]]:
    """Everybody by the day of their arrival."""
    days: list[list[Fan]] = [[] for _ in told.DAYS_OF_ARRIVAL]
    for number in range(stage.fans):
        fan = stage.cast.fan(number)
        days[fan.day].append(fan)
    return days
