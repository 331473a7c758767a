"""What the raffle's refusals say to staff, in their language; figures stay figures."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.counted import counted
from common.look.words import exact
from events.beacons import client
from events.beacons.chains import REHEARSAL
from events.domain import draw_log
from events.models import Draw, DrawRequest
from events.raffle.beacon import (
    BadSignature,
    BeaconRefused,
    EditedRandomness,
    UnreadableRound,
    WrongChain,
    WrongRound,
)
from events.raffle.log import LogKind, LogLine
from events.raffle.promotions import Asking

# The log is written once, in one language, because its hashes cover its words; a reader in another
# language is told the same by recognising the sentence.
ROUND_RECEIVED = re.compile(r"Round (?P<round>\d+) received \((?P<source>.*)\) and verified\.")


ANSWERED_WITH = re.compile(r"answered (?P<code>\d+)")
STAYS_EMPTY = re.compile(
    r"The place freed by (?P<who>.+) in (?P<stratum>\S+) stays empty: (?P<why>.+)\."
)
SECRET_OPENED = re.compile(r"(?P<witness>.+) revealed its value\.")
ROOT_REPORTED = re.compile(r"Another root was reported for this draw: (?P<root>[0-9a-f]{64})\.")
NO_ALTERNATE = "no alternate remains"
NO_TIME = "the party window leaves no time for another host"
CALLED_OFF = "the campaign was called off"


def stays_empty(who: str, stratum: str, why: str) -> str:
    """The log's own sentence for a place that nobody is asked for; `STAYS_EMPTY` reads it back."""
    return f"The place freed by {who} in {stratum} stays empty: {why}."


def words_of(line: LogLine) -> str:
    """One line of the log as a sentence."""
    data = line.data
    plain = {
        LogKind.SEALED: _("The list is sealed."),
        LogKind.DRAWN: _("The draw has taken place."),
        LogKind.PUBLISHED: _("The bundle is published: anyone can draw again at home."),
        LogKind.CLOSED: _("Every place is taken, or nobody is left to ask."),
    }
    if line.kind == LogKind.ASKED and data["in_place_of"]:
        return _("%(entrant)s is asked, in place of %(before)s.") % {
            "entrant": data["entrant"],
            "before": data["in_place_of"],
        }
    if line.kind == LogKind.ASKED:
        return _("%(entrant)s is asked.") % {"entrant": data["entrant"]}
    if line.kind == LogKind.ANSWERED:
        return _answered(data["entrant"], data["answer"])
    if line.kind == LogKind.VOIDED:
        return _("The draw is void: %(reason)s") % {"reason": data["reason"]}
    if line.kind == LogKind.ATTEMPT:
        return attempt_words(str(data["text"]))
    if line.kind == LogKind.NOTE:
        return note_words(str(data["text"]))
    return plain[LogKind(line.kind)]


def officers_of(lines: Iterable[LogLine]) -> dict[str, int]:
    """The public code of each officer in a log, numbered as they first appear.

    Who says yes or no to a place is no officer for having done so.
    """
    codes = dict.fromkeys(
        line.by for line in lines if line.by != draw_log.SYSTEM and line.kind != LogKind.ANSWERED
    )
    return {code: number for number, code in enumerate(codes, start=1)}


def actor_words(by: str, officers: Mapping[str, int]) -> str:
    """Who did what a line tells, in words; ``officers`` as ``officers_of`` numbers them."""
    if by == draw_log.SYSTEM:
        return _("Convive, by itself")
    return _("draw officer %(number)s") % {"number": officers[by]} if by in officers else by


def teller_words(line: LogLine, officers: Mapping[str, int]) -> str:
    """Who did what ``line`` tells; an answer is that of the person drawn, unless an officer gave it."""
    if line.kind == LogKind.ANSWERED and line.by not in (draw_log.SYSTEM, *officers):
        return _("the person drawn")
    return actor_words(line.by, officers)


def source_words(source: str) -> str:
    """Where a round came from: the name of a relay stays, the ways of this house are said in words."""
    return {
        REHEARSAL: _("rehearsal, signed here"),
        "pasted": _("pasted by hand"),
        "file": _("from a file"),
    }.get(source, source)


def asking_words(ask: Asking) -> str:
    """What became of one offer of a place, as a sentence."""
    if ask.answer is None:
        return _("%(entrant)s is asked.") % {"entrant": ask.entrant_id}
    return _answered(ask.entrant_id, ask.answer)


def _answered(entrant: str, answer: str) -> str:
    return {
        "ACCEPTED": _("%(entrant)s says yes."),
        "REFUSED": _("%(entrant)s leaves the place to the next person."),
        "EXPIRED": _("%(entrant)s did not answer in time."),
        "WITHDRAWN": _("%(entrant)s gives the place back."),
        "DISQUALIFIED": _("%(entrant)s loses the place, for a reason that the rules give."),
    }[answer] % {"entrant": entrant}


def note_words(text: str) -> str:
    """A remark of the log in the reader's language where we know it."""
    if received := ROUND_RECEIVED.fullmatch(text):
        return _("Round %(round)s has come (%(source)s); its signature holds.") % {
            "round": received["round"],
            "source": source_words(received["source"]),
        }
    if opened := SECRET_OPENED.fullmatch(text):
        return _("%(witness)s opens their secret.") % {"witness": opened["witness"]}
    if reported := ROOT_REPORTED.fullmatch(text):
        return _("Somebody reports that their mail shows another root: %(root)s") % {
            "root": reported["root"]
        }
    empty = STAYS_EMPTY.fullmatch(text)
    if empty and empty["why"] == NO_TIME:
        return _("The table that %(who)s leaves stays empty: no time is left for another host.") % {
            "who": empty["who"]
        }
    if empty and empty["why"] == CALLED_OFF:
        return _("The table that %(who)s leaves stays empty: the campaign was called off.") % {
            "who": empty["who"]
        }
    if empty and empty["why"] == NO_ALTERNATE:
        return _("The table that %(who)s leaves stays empty: nobody is left in order.") % {
            "who": empty["who"]
        }
    return text


_NOUNS = {  # what the figures of a refusal count
    "needed": "eligible home",
    "entrants": "person",
    "quota": "place",
    "places": "host",
    "lead_s": "second",
    "min_lead_s": "second",
}


def round_received(number: int | None, source: str) -> str:
    """The log's own sentence for a verified round; `ROUND_RECEIVED` reads it back."""
    return f"Round {number} received ({source[:80]}) and verified."


def secret_opened(label: str) -> str:
    """The log's own sentence for a witness's value; `SECRET_OPENED` reads it back."""
    return f"{label} revealed its value."


def root_reported(root: str) -> str:
    """The log's own sentence for another root; `ROOT_REPORTED` reads it back."""
    return f"Another root was reported for this draw: {root}."


def seal_refusal(code: str, figures: Mapping[str, int | str], titles: dict[str, str]) -> str:
    """The refusal as a sentence, "" when there is none for its code; ``titles`` maps stratum codes
    to names."""
    figures = dict(figures)
    for name in figures.keys() & _NOUNS.keys():
        figures[name] = counted(int(figures[name]), _NOUNS[name])
    if "stratum" in figures:
        figures["stratum"] = titles.get(str(figures["stratum"]), figures["stratum"])
    return _seal_sentences().get(code, "") % figures


def sealed_already(draw: Draw) -> str:
    """Why a second seal is refused: which root stands since when, and what one may do instead."""
    return _(
        "This campaign’s draw is sealed already, since %(when)s, under the root %(root)s…. To repair a mistake, make it void for a public reason; then another can be sealed."
    ) % {"when": _when(draw.sealed_at, draw), "root": draw.root[:16]}


def round_awaited(draw: Draw, at: datetime) -> str:
    """Why nobody draws yet: which round is awaited until when, and what one may do."""
    assert draw.round_at is not None
    figures = {"round": draw.round, "when": _when(draw.round_at, draw)}
    if at < draw.round_at:
        return (
            _(
                "Round %(round)s of the beacon comes out on %(when)s. The house fetches it by itself; draw then."
            )
            % figures
        )
    return (
        _(
            "Round %(round)s of the beacon is out since %(when)s and has not reached this house. It is fetched again every few seconds; you may also give it by hand."
        )
        % figures
    )


def _when(at: datetime, draw: Draw) -> str:
    return exact(at, draw.campaign.timezone, get_language() or "en")


def waiting_words(reason: str) -> list[str]:
    """Why a round has not come, a sentence for each relay, in the reader's language where we know it."""
    return [_relay_words(told) for told in reason.split("; ") if told]


def _relay_words(told: str) -> str:
    relay, _colon, did = told.partition(": ")
    answered = ANSWERED_WITH.fullmatch(did)
    if told == client.NO_RELAY:
        return _("No relay of the beacon is set up in this house.")
    if did == client.NO_ANSWER:
        return _("%(relay)s did not answer in time.") % {"relay": relay}
    if did == client.NOT_REACHABLE:
        return _("%(relay)s cannot be reached.") % {"relay": relay}
    if answered:
        return _("%(relay)s does not have it (answer %(code)s).") % {
            "relay": relay,
            "code": answered["code"],
        }
    if did:
        return _("%(relay)s gave something else, which was not taken.") % {"relay": relay}
    return told


def request_refusal(request: DrawRequest) -> str:
    """Why a request was refused, in the reader's language; "" when it was not."""
    if not request.refusal:
        return ""
    titles = {row["key"]: row["name"] for row in request.plan.get("strata", [])}
    return refusal_words(request.refusal, request.figures, titles)


def refusal_words(code: str, figures: Mapping[str, int | str], titles: dict[str, str]) -> str:
    """Why a seal, a draw or a trial was refused, in the reader's language, with its figures."""
    known = {
        "ALREADY_SEALED": _(
            "This campaign’s draw is sealed already. To repair a mistake, make it void for a public reason; then another can be sealed."
        ),
        "ALREADY_DRAWN": _("This draw has taken place; its order does not change."),
        "FAILED": _("It broke down on our side. Ask for it again; if it does once more, tell us."),
        "CALLED_OFF": _("This campaign was called off; nothing is drawn any more."),
        "SEAL_BROKEN": _("The sealed object was changed: its root is not the published one."),
    }
    return (
        seal_refusal(code, figures, titles)
        or known.get(code)
        or _("It could not be done as asked (%(code)s).") % {"code": code}
    )


def attempt_words(text: str) -> str:
    """A line about something tried and refused, in the reader's language where we know it."""
    known = {
        draw_log.SEALER_DRAWS: _("The person who sealed tried to draw; refused."),
        draw_log.TOO_SOON: _("Somebody tried to draw before the randomness was there; refused."),
        draw_log.SECOND_SEAL: _("Somebody tried to seal this campaign a second time; refused."),
        draw_log.SECOND_DRAW: _("Somebody tried to draw a second time; refused."),
        draw_log.SECOND_VOID: _("Somebody tried to make a void draw void again; refused."),
        draw_log.VOID_DRAWS: _("Somebody tried to draw a void draw; refused."),
        draw_log.NOT_COMMITTED: _(
            "Somebody gave a secret that is not the one committed to; refused."
        ),
        draw_log.SEALED_CHANGE: _("Somebody tried to change what is sealed; the database refused."),
        draw_log.NO_ROUND_GIVEN: _("Somebody gave by hand what is not a beacon round; refused."),
        draw_log.OTHER_ROUND_GIVEN: _(
            "Somebody gave another round than the sealed one by hand; refused."
        ),
        draw_log.OTHER_CHAIN_GIVEN: _("Somebody gave a round of another chain by hand; refused."),
        draw_log.BAD_SIGNATURE_GIVEN: _(
            "Somebody gave a round by hand whose signature does not hold; refused."
        ),
        draw_log.EDITED_ROUND_GIVEN: _(
            "Somebody gave the round by hand with its randomness changed; refused."
        ),
    }
    return known.get(text, text)


def _seal_sentences() -> dict[str, str]:
    return {
        "EMPTY_STRATUM": _(
            "Nobody eligible applied in %(stratum)s, which has %(quota)s, and the rules are "
            "announced. Amend them before the seal, without this region."
        ),
        "TOO_FEW_HOUSEHOLDS": _(
            "%(stratum)s needs %(needed)s and has %(households)s "
            "(%(entrants)s). Amend the rules before the seal: fewer places or smaller groups there, "
            "or places that pass to the other regions."
        ),
        "TOO_FEW_HOUSEHOLDS_OVERALL": _(
            "The campaign needs %(needed)s and has %(households)s. Amend the rules before the seal, "
            "with fewer places or smaller groups."
        ),
        "QUOTAS_NOT_PLACES": _(
            "The quotas add up to %(quotas)s, the campaign wants %(places)s. Make the two equal."
        ),
        "TOO_FEW_NEWCOMERS": _(
            "In %(stratum)s, places are kept for newcomers (%(needed)s) but fewer homes of newcomers"
            " applied (%(newcomers)s). Amend the rules before the seal, with fewer places for"
            " newcomers."
        ),
        "NEWCOMERS_OVER_QUOTA": _(
            "%(stratum)s keeps more places for newcomers (%(newcomers)s) than it has in all"
            " (%(quota)s). Lower the first number."
        ),
        "NEGATIVE_PLAN": _(
            "%(stratum)s has a figure below what is possible (%(value)s). Correct it in the"
            " campaign’s part “The draw”."
        ),
        "NO_STRATA": _("The campaign has no region yet. Add at least one, with its places."),
        "DUPLICATE_STRATUM": _("%(stratum)s stands twice in the plan. Take one of the two away."),
        "UNKNOWN_STRATUM": _(
            "Application %(entrant)s is in a region that the plan does not have (%(stratum)s)."
            " Put the region back, or let the application be looked at again."
        ),
        "DUPLICATE_ENTRANT": _(
            "Entrant %(entrant)s stands twice in the list, and each enters once. Seal again; if"
            " this comes back, tell whoever runs this house."
        ),
        "CHANCES": _(
            "Entrant %(entrant)s would have %(chances)s chances; whole numbers from 1 are allowed."
            " Nothing was sealed: tell whoever runs this house."
        ),
        "MEASUREMENT": _(
            "The comparison needs what is compared and days in order. Correct it in the campaign’s"
            " part “The draw”."
        ),
        "RULES_SHA256": _("The campaign has no published rules to seal."),
        "CHAIN": _("This beacon cannot be used here."),
        "NOT_CLOSED": _("Applications must be closed before the draw is sealed."),
        "ROUND_TOO_SOON": _(
            "Round %(round)s is due %(lead_s)s after the seal; it must be at least "
            "%(min_lead_s)s. Name a later round."
        ),
        "PARTIES": _(
            "The witness’s label and commitment do not fit: a plain label, and 64 digits 0-9 a-f."
        ),
    }


def beacon_refusal(error: BeaconRefused, *, expected_round: int, chain: str) -> str:
    """Why a round was not taken, and what to do."""
    figures = {"round": expected_round, "chain": chain}
    kinds: dict[type[BeaconRefused], str] = {
        UnreadableRound: _(
            "This is not a beacon round: paste the whole answer of a relay, braces included."
        ),
        WrongRound: _("This is another round; the draw was sealed for round %(round)s."),
        WrongChain: _("This round comes from another chain; the draw names %(chain)s."),
        BadSignature: _(
            "The signature is not %(chain)s’s signature of round %(round)s. Fetch the round again "
            "from another relay."
        ),
        EditedRandomness: _(
            "The signature is right, but the randomness beside it was changed: it must be the "
            "signature’s SHA-256."
        ),
    }
    sentence = kinds.get(type(error))
    return sentence % figures if sentence else str(error)
