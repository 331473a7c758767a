"""Friends open the shared link: yes, no, nothing, twice, again; some leave and others move up."""

from __future__ import annotations

import random
import re
from datetime import timedelta

from rehearsal import distributions as told
from rehearsal import evenings
from rehearsal.dice import pick
from rehearsal.fans import MESSENGER
from rehearsal.post import Letter
from rehearsal.stage import Guest, Stage, Table, twice

NAMES = (
    "Ana", "Bruno", "Carole", "Dora", "Ewen", "Fatou", "Gilles", "Hélène", "Idris", "Jade", "Kenza",
    "Lucas", "Mehdi", "Nora", "Otto", "Prune", "Rosa", "Samir", "Tess", "Ugo", "Violette", "Yann",
)  # fmt: skip
MOST_PER_ANSWER = 4
GUEST = re.compile(r"/g/[0-9A-Z]{27}")


def invite(stage: Stage, table: Table) -> None:
    """Everybody the host wrote to, one after the other: at one table the order decides."""
    dice = stage.cast.dice.of("friends", table.fan.number)
    for number in range(dice.randint(*told.INVITED)):
        _answer(stage, table, number, stage.cast.dice.of("friend", table.fan.number, number))


def _answer(stage: Stage, table: Table, number: int, dice: random.Random) -> None:
    browser = stage.world.browser("en" if dice.random() < told.IN_ENGLISH else "fr")
    if dice.random() < told.LINK_PREVIEWED:
        stage.world.browser(agent=MESSENGER).get(table.share)
    page = browser.get(table.share)
    answer = pick(dice, told.ANSWERS)
    adults, children = pick(dice, told.ADULTS), pick(dice, told.CHILDREN)
    children = min(children, MOST_PER_ANSWER - adults)
    written = dice.random() < told.GIVES_ADDRESS
    counted = written and dice.random() < told.LETS_BE_COUNTED
    if not answer:
        return
    name = NAMES[number % len(NAMES)]
    prefix = stage.cast.prefix
    email = f"{prefix}guest{table.fan.number}.{number}@convives.example" if written else ""
    form = page.form(field="first_name").fill(
        first_name=name, answer=answer, adults=adults, email=email, measurement=counted
    )
    form.fill(children=children)
    if dice.random() < told.ANSWERS_TWICE:
        first, second = twice(form)
        assert first.path == second.path, f"two presses, two answers: {first.path} {second.path}"
        shown = first
    else:
        shown = form.submit()
    assert GUEST.fullmatch(shown.path), f"{shown.url}: {shown.text[:600]}"
    guest = Guest(name, email, counted, shown.path, answer, adults + children)
    table.guests.append(guest)
    table.seat(guest)
    stage.tally.tell("answers of friends")
    stage.note(
        f"guest {guest.seating or guest.answer}", table=table.number, who=name, count=guest.seats
    )
    if email and dice.random() < told.ANSWERS_AGAIN:
        again = stage.world.browser().get(table.share).form(field="first_name")
        refused = again.fill(first_name=name, answer="NO", email=email).submit()
        assert not GUEST.fullmatch(refused.path), "an address answered for a second time"
        stage.tally.tell("answers under a known address")


def leave(stage: Stage, table: Table) -> None:
    """Some change their mind; the table's list moves up."""
    for number, guest in enumerate(table.guests):
        if guest.answer != "YES" or not stage.cast.does(
            "leaves", (table.fan.number, number), told.LEAVES
        ):
            continue
        page = stage.world.browser().get(guest.path)
        page.form(field="answer").fill(answer="NO").submit()
        stage.tally.tell("friends who left")
        stage.note("guest left", table=table.number, who=guest.name, count=guest.seats)
        for moved in table.leave(guest):
            stage.tally.tell("friends who moved up")
            stage.note("guest IN", table=table.number, who=moved.name, count=moved.seats)


def move_date(stage: Stage, table: Table) -> None:
    """The host moves the evening by a day."""
    if not stage.cast.does("moves", table.fan.number, told.MOVES_DATE):
        return
    table.day += timedelta(days=1)
    evenings.choose_date(table.browser, table.path, table.day)
    table.moved = True
    stage.tally.tell("evenings moved")
    stage.note("moved", table=table.number)


def compare(stage: Stage) -> None:
    """Who has a chair, who waits, and what stands in everybody's calendar."""
    everybody = [(table, guest) for table in stage.living for guest in table.guests]

    def look(pair: tuple[Table, Guest]) -> None:
        table, guest = pair
        page = stage.world.browser().get(guest.path)
        seated = table.fan.address_line in page.text
        if seated:
            stage.tally.find("guests with a chair")
            stage.tally.find("chairs taken", guest.seats)
        elif page.links(r"/leave$"):
            stage.tally.find("guests who wait")
        if guest.seating == "IN":
            stage.tally.tell("guests with a chair")
            stage.tally.tell("chairs taken", guest.seats)
        elif guest.seating == "WAITING":
            stage.tally.tell("guests who wait")
        if not guest.email:
            return
        if guest.seating == "IN":
            stage.tally.tell("calendars with the right day")
            day = table.day.strftime("%Y%m%d")
            letter = stage.letter(guest.email, lambda one: _stands(one, day), "the calendar")
            if letter is not None and _last(stage, guest) == "REQUEST":
                stage.tally.find("calendars with the right day")
        elif guest.freed and _last(stage, guest):  # who left at once was in no calendar yet
            stage.tally.tell("chairs taken out of the calendar")
            letter = stage.letter(guest.email, _taken_out, "the calendar's cancellation")
            if letter is not None and _last(stage, guest) == "CANCEL":
                stage.tally.find("chairs taken out of the calendar")
        elif _last(stage, guest):
            stage.tally.find("calendars of people who never had a chair")

    stage.each(look, everybody, doing="guests read their page and their calendar")
    stage.tally.check_counted(
        "guests with a chair", "chairs taken", "guests who wait",
        "calendars with the right day", "chairs taken out of the calendar",
        "calendars of people who never had a chair",
    )  # fmt: skip


def _stands(letter: Letter, day: str) -> bool:
    event = letter.event
    return event.get("METHOD") == "REQUEST" and event.get("DTSTART", "").startswith(day)


def _taken_out(letter: Letter) -> bool:
    return letter.event.get("METHOD") == "CANCEL"


def _last(stage: Stage, guest: Guest) -> str:
    """The method of the newest calendar message: highest number of this guest's own copy."""
    events = [letter.event for letter in stage.post.to(guest.email) if letter.calendar]
    newest = max(
        events, key=lambda e: (int(e.get("SEQUENCE", 0)), e.get("DTSTAMP", "")), default={}
    )
    return newest.get("METHOD", "")
