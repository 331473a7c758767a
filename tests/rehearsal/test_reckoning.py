"""What a rehearsal reckons by itself: its dice, its table, its figures, its letters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from rehearsal.cast import Cast, Fan, eligible, home_of
from rehearsal.dice import Dice, pick
from rehearsal.post import Letter, PostOffice
from rehearsal.stage import Guest, Table
from rehearsal.tally import Tally

AT = datetime(2027, 1, 4, 9, tzinfo=UTC)


def cast(seed: str = "1") -> Cast:
    return Cast(Dice(seed), prefix="x-", seats=(6, 12), year=2027)


def test_the_same_seed_casts_the_same_people_in_any_order():
    forwards = [cast().fan(number) for number in range(200)]
    backwards = [cast().fan(number) for number in reversed(range(200))]

    assert forwards == backwards[::-1]
    assert forwards != [cast("2").fan(number) for number in range(200)]


def test_bad_weather_comes_in_every_rehearsal_of_five_hundred():
    fans = [cast().fan(number) for number in range(500)]

    assert {fan.network for fan in fans} == {"instagram", "tiktok", "facebook", "newsletter"}
    assert 0 < sum(fan.gives_up for fan in fans) < 60
    people = [fan for fan in fans if not fan.program]
    assert 0 < sum(not eligible(fan, seats_min=6, year=2027) for fan in people) < 60
    assert 0 < sum(fan.program for fan in fans) < sum(fan.fills_everything for fan in fans) < 40
    assert 0 < len(fans) - len({home_of(fan) for fan in fans}) < 40


def test_pick_never_falls_on_what_has_no_share():
    dice = Dice("1").of("pick")

    assert {pick(dice, {"a": 0.5, "b": 0.5, "c": 0.0}) for _ in range(100)} == {"a", "b"}


def guest(name: str, seats: int, answer: str = "YES") -> Guest:
    return Guest(name, f"{name}@convives.example", False, f"/g/{name}", answer, seats)


def table(capacity: int, *guests: Guest) -> Table:
    host: Fan = cast().fan(1)
    laid = Table(1, host, None, "/h/x", date(2027, 2, 11), capacity)  # type: ignore[arg-type]
    for one in guests:
        laid.guests.append(one)
        laid.seat(one)
    return laid


def test_a_freed_chair_goes_to_the_first_in_line_whom_it_suits():
    ana, bruno = guest("ana", 2), guest("bruno", 2)
    carole, dora, elsa = guest("carole", 3), guest("dora", 2), guest("elsa", 1, "NO")
    laid = table(4, ana, bruno, carole, dora, elsa)
    assert [g.seating for g in laid.guests] == ["IN", "IN", "WAITING", "WAITING", ""]

    assert laid.leave(ana) == [dora], "three do not fit; the two behind them do"

    assert (laid.taken, carole.seating, ana.freed) == (4, "WAITING", True)
    assert laid.leave(carole) == []
    assert (laid.taken, carole.freed) == (4, False)


def test_the_first_difference_is_named_and_agreement_counted():
    tally = Tally()
    tally.check("fans", 3, 3)
    assert tally.last_line() == "rehearsal agrees: 1 checks"

    tally.tell("orders", 2)
    tally.find("orders")
    tally.check_counted("orders")
    tally.check("credited, in cents", 5, 6)

    assert tally.last_line() == "rehearsal differs: orders: told 2, found 1"
    assert [row["name"] for row in tally.rows() if not row["agrees"]] == [
        "orders",
        "credited, in cents",
    ]
    assert "differs" in tally.table()


def test_a_letter_tells_its_links_and_its_event():
    letter = Letter(
        to="ana@convives.example",
        subject="La table",
        text="Venez : https://convive.example/i/ABCDEFGHJK\nhttps://convive.example/g/X",
        calendar=(
            "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nDTSTART:19700101T000000\r\n"
            "END:VTIMEZONE\r\nBEGIN:VEVENT\r\nDTSTART;TZID=Europe/Paris:2027021\r\n 1T193000\r\n"
            "SEQUENCE:2\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        ),
        left_at=AT,
    )

    assert letter.path(r"/i/[0-9A-Z]{10}") == "/i/ABCDEFGHJK"
    assert letter.path(r"/nothing") == ""
    assert letter.event["METHOD"] == "REQUEST"
    assert letter.event["SEQUENCE"] == "2"
    assert letter.event["DTSTART"] == "20270211T193000"


class Feed:
    """A house's feed of letters, as the post office asks it: told from a moment on, in order."""

    def __init__(self) -> None:
        self.mails: list[dict[str, str]] = []

    def seen(self, code: str, left_at: datetime) -> None:
        told = dict.fromkeys(("subject", "text", "calendar"), "")
        self.mails.append({**told, "code": code, "to": "a@b.example", "left_at": str(left_at)})

    def get(self, _path: str, *, params: dict[str, str]) -> Feed:
        since = datetime.fromisoformat(params["since"])
        found = [one for one in self.mails if datetime.fromisoformat(one["left_at"]) >= since]
        self.told = sorted(found, key=lambda one: one["left_at"])
        return self

    @property
    def response(self) -> Feed:
        return self

    def json(self) -> dict[str, object]:
        return {"mails": self.told, "more": False}


def test_a_letter_seen_after_later_ones_is_met_once_even_when_the_clock_moved_between(monkeypatch):
    feed = Feed()
    office = PostOffice(feed, AT)  # type: ignore[arg-type]
    feed.seen("B", AT + timedelta(days=30))
    assert office.fetch() == 1

    feed.seen("A", AT + timedelta(seconds=1))
    monkeypatch.setattr("rehearsal.post.LOOK_BACK_EVERY_S", 0)

    assert [office.fetch(), office.fetch()] == [1, 0]
    assert len(office.to("a@b.example")) == 2
