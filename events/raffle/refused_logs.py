"""Refused logs of the test vectors: lines that do not follow, and promotions out of order."""

from copy import deepcopy
from typing import Any

from events.raffle.forging import (
    ANSWERS,
    CLOSED,
    OTHER,
    UNDRAWN,
    Bundle,
    Edit,
    Refusal,
    copied,
    drop,
    rebuilt,
    redigested,
    refused,
    relogged,
    swap,
)
from events.raffle.log import NOTHING_BEFORE, line_hash
from events.raffle.plan import JsonObject


def _tell(*told: tuple[str, dict[str, Any]], after: int | None = None) -> Edit:
    """Further lines of the log, in place of all after line `after`. In their data a number stands
    for a position in the first stratum's order.
    """

    def edit(bundle: Bundle) -> None:
        log = bundle["log"]
        del log[len(log) if after is None else after :]
        order = bundle["result"]["strata"][0]["order"] if bundle["result"] else []
        for kind, given in told:
            data = {k: order[v] if type(v) is int else v for k, v in given.items()}
            log.append({**log[-1], "kind": kind, "data": data, "by": "officer-2"})

    return edit


def _ask(entrant: int | str, before: int | None = None, **changes: Any) -> tuple[str, JsonObject]:
    data = {"entrant": entrant, "in_place_of": before, "stratum": "nord"}
    return "ASKED", {"answer_by": "2026-11-24T19:21:02Z", **data, **changes}


def _say(entrant: int | str, answer: str, reason: str | None = None) -> tuple[str, JsonObject]:
    return "ANSWERED", {"answer": answer, "entrant": entrant, "reason": reason}


def _asked_again(bundle: Bundle) -> None:
    asked = next(line for line in reversed(bundle["log"]) if line["kind"] == "ASKED")
    bundle["log"].insert(bundle["log"].index(asked) + 1, deepcopy(asked))


def _one_person(bundle: Bundle) -> None:
    for line in bundle["log"]:
        line["by"] = "officer-1"


def _drawn_at_once(bundle: Bundle) -> None:
    bundle["log"][1]["at"] = bundle["log"][0]["at"]


def _last_line_again(bundle: Bundle) -> Bundle:
    """The last line hashed as it stands: whether it continues the one before is not looked at."""
    last = bundle["log"][-1]
    last["hash"] = line_hash(**{key: value for key, value in last.items() if key != "hash"})
    return redigested(bundle)


def _voided_first(bundle: Bundle) -> None:
    data = {"reason": "Wrong list", "replaced_by": None}
    bundle["log"].insert(1, {**bundle["log"][0], "kind": "VOIDED", "data": data})


LOG = (
    *refused(
        "structure",
        ("an answer that is none", _tell(_ask(0), _say(0, "PERHAPS"))),
        ("an asking without a limit", _tell(_ask(0, answer_by=None))),
        (
            "a line without its form is told before who drew",
            _one_person,
            ("log.-1.data", {"more": 1}),
        ),
        again=relogged,
    ),
    *refused(
        "log",
        ("a line rewritten", ("log.1.by", "somebody-else")),
        ("a line removed", drop("log", 1)),
        ("a number changed", ("log.2.n", 4)),
        ("no line before changed", ("log.0.previous", OTHER)),
        ("no line at all", ("log", [])),
        again=redigested,
    ),
    *refused(
        "log",
        ("a line dated before the one before", ("log.2.at", "2026-11-21T18:21:01Z")),
        ("a word of no kind", ("log.2.kind", "RESET")),
        ("no sealing", drop("log", 0)),
        ("a sealing at another moment", ("log.0.at", "2026-11-21T18:00:01Z")),
        ("a sealing of another root", ("log.0.data.root", OTHER)),
        ("a second sealing", copied("log", 0)),
        ("no draw", drop("log", 1)),
        ("a second draw", copied("log", 1)),
        ("another result", ("log.1.data.result_sha256", OTHER)),
        ("another seed", ("log.1.data.seed", OTHER)),
        ("one person both sealed and drew", _one_person),
        ("drawn before the round", _drawn_at_once),
        again=relogged,
    ),
    *refused("log", ("a number left out", ("log.-1.n", 4)), again=_last_line_again),
    *refused("log", ("another line before", ("log.-1.previous", OTHER)), again=_last_line_again),
    *refused("log", ("no line at all before the draw", ("log", [])), again=redigested, bundle=UNDRAWN),
    *refused(
        "log",
        ("a draw without its result", _tell(
            ("DRAWN", {"result_sha256": OTHER, "revealed_sha256": OTHER, "seed": OTHER}))),
        again=relogged,
        bundle=UNDRAWN,
    ),
    Refusal("given log head", "another head noted", given={"log_head": NOTHING_BEFORE}),
)  # fmt: skip
PROMOTIONS = (
    *refused(
        "promotions",
        ("the second asked first", _tell(_ask(1))),
        ("more asked than there are places", _tell(_ask(0), _ask(1), _ask(2))),
        ("a place of no stratum", _tell(_ask(0, stratum="west"))),
        ("a place of who has it", _tell(_ask(0), _say(0, "ACCEPTED"), _ask(1, 0))),
        ("a place given back once, offered twice",
         _tell(_ask(0), _say(0, "REFUSED"), _ask(1, 0), _ask(2, 0))),
        ("a place of another stratum",
         _tell(_ask(0), _say(0, "REFUSED"), _ask(1, 0, stratum="sud"))),
        ("a limit before the asking", _tell(_ask(0, answer_by="2026-11-21T18:21:02Z"))),
        ("silence before the limit", _tell(_ask(0), _say(0, "EXPIRED"))),
        ("yes after no", _tell(_ask(0), _say(0, "REFUSED"), _say(0, "ACCEPTED"))),
        ("no after yes", _tell(_ask(0), _say(0, "ACCEPTED"), _say(0, "REFUSED"))),
        ("yes unasked", _tell(_say(3, "ACCEPTED"))),
        ("left twice", _tell(_say(0, "WITHDRAWN"), _say(0, "WITHDRAWN"))),
        ("asked after leaving", _tell(_say(0, "WITHDRAWN"), _ask(0))),
        ("a place of who left unasked", _tell(_say(0, "WITHDRAWN"), _ask(1, 0))),
        ("disqualified for no reason", _tell(_ask(0), _say(0, "DISQUALIFIED"))),
        ("refused for a reason", _tell(_ask(0), _say(0, "REFUSED", "TOO_YOUNG"))),
        ("an answer of nobody", _tell(_say("nobody", "WITHDRAWN"))),
        ("closed with places to offer", _tell(_ask(0), _say(0, "ACCEPTED"), ("CLOSED", {}))),
        ("asked after it was voided", _tell(
            ("VOIDED", {"reason": "Wrong list", "replaced_by": None}), _ask(0))),
        again=relogged,
    ),
    *refused(
        "promotions",
        ("asked twice", _asked_again),
        ("closed while somebody is asked", drop("log", -2)),
        ("asked after the end", _tell(("CLOSED", {}))),
        ("asked before the draw", swap("log", 1, 3), ("log.1.at", "2026-11-21T18:21:02Z")),
        again=relogged,
        bundle=CLOSED,
    ),
    *refused("promotions", ("closed while the pool holds somebody", _tell(("CLOSED", {}), after=-3)),
            again=relogged, bundle=ANSWERS),
    *refused("promotions", ("closed before the draw", _tell(("CLOSED", {}))),
            again=relogged, bundle=UNDRAWN),
    *refused("promotions", ("drawn after it was voided", _voided_first), again=rebuilt),
)  # fmt: skip
