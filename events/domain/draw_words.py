"""What the raffle's refusals say to staff, in their language; figures stay figures."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from events.domain import draw_log
from events.models import DrawRequest
from events.raffle.beacon import (
    BadSignature,
    BeaconRefused,
    EditedRandomness,
    UnreadableRound,
    WrongChain,
    WrongRound,
)
from events.raffle.log import LogKind, LogLine

# The log is written once, in one language, because its hashes cover its words; a reader in another
# language is told the same by recognising the sentence.
ROUND_RECEIVED = re.compile(r"Round (?P<round>\d+) received \((?P<source>.*)\) and verified\.")


STAYS_EMPTY = re.compile(
    r"The place freed by (?P<who>.+) in (?P<stratum>\S+) stays empty: (?P<why>.+)\."
)
NO_ALTERNATE = "no alternate remains"
NO_TIME = "the party window leaves no time for another host"


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
        LogKind.CLOSED: _("Every place is settled; nothing more can happen."),
    }
    if line.kind == LogKind.ASKED and data["in_place_of"]:
        return _("%(entrant)s is asked, in place of %(before)s.") % {
            "entrant": data["entrant"],
            "before": data["in_place_of"],
        }
    if line.kind == LogKind.ASKED:
        return _("%(entrant)s is asked.") % {"entrant": data["entrant"]}
    if line.kind == LogKind.ANSWERED:
        return {
            "ACCEPTED": _("%(entrant)s says yes."),
            "REFUSED": _("%(entrant)s leaves the place to the next person."),
            "EXPIRED": _("%(entrant)s did not answer in time."),
            "WITHDRAWN": _("%(entrant)s gives the place back."),
            "DISQUALIFIED": _("%(entrant)s loses the place, for a reason that the rules give."),
        }[data["answer"]] % {"entrant": data["entrant"]}
    if line.kind == LogKind.VOIDED:
        return _("The draw is void: %(reason)s") % {"reason": data["reason"]}
    if line.kind == LogKind.ATTEMPT:
        return attempt_words(str(data["text"]))
    if line.kind == LogKind.NOTE:
        return note_words(str(data["text"]))
    return plain[LogKind(line.kind)]


def note_words(text: str) -> str:
    """A remark of the log in the reader's language where we know it."""
    if received := ROUND_RECEIVED.fullmatch(text):
        return _("Round %(round)s has come (%(source)s); its signature holds.") % {
            "round": received["round"],
            "source": received["source"],
        }
    empty = STAYS_EMPTY.fullmatch(text)
    if empty and empty["why"] == NO_TIME:
        return _("The table that %(who)s leaves stays empty: no time is left for another host.") % {
            "who": empty["who"]
        }
    if empty and empty["why"] == NO_ALTERNATE:
        return _("The table that %(who)s leaves stays empty: nobody is left in order.") % {
            "who": empty["who"]
        }
    return text


def round_received(number: int | None, source: str) -> str:
    """The log's own sentence for a verified round; `ROUND_RECEIVED` reads it back."""
    return f"Round {number} received ({source[:80]}) and verified."


def seal_refusal(code: str, figures: Mapping[str, int | str], titles: dict[str, str]) -> str:
    """The refusal as a sentence, "" when there is none for its code; ``titles`` maps stratum codes
    to names."""
    figures = dict(figures)
    if "stratum" in figures:
        figures["stratum"] = titles.get(str(figures["stratum"]), figures["stratum"])
    return _seal_sentences().get(code, "") % figures


def request_refusal(request: DrawRequest) -> str:
    """Why a request was refused, in the reader's language; "" when it was not."""
    if not request.refusal:
        return ""
    titles = {row["key"]: row["name"] for row in request.plan.get("strata", [])}
    known = {
        "ALREADY_SEALED": _("This campaign's draw is sealed already."),
        "ALREADY_DRAWN": _("This draw has taken place; its order does not change."),
        "SEAL_BROKEN": _("The sealed object was changed: its root is not the published one."),
    }
    return (
        seal_refusal(request.refusal, request.figures, titles)
        or known.get(request.refusal)
        or _("It could not be done as asked (%(code)s).") % {"code": request.refusal}
    )


def attempt_words(text: str) -> str:
    """A line about something tried and refused, in the reader's language where we know it."""
    known = {
        draw_log.SEALER_DRAWS: _("The person who sealed tried to draw; refused."),
        draw_log.TOO_SOON: _("Somebody tried to draw before the randomness was there; refused."),
        draw_log.SECOND_SEAL: _("Somebody tried to seal this campaign a second time; refused."),
        draw_log.SECOND_DRAW: _("Somebody tried to draw a second time; refused."),
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
            "Nobody eligible applied in %(stratum)s, which has %(quota)s places. Remove it from "
            "the campaign or move its places."
        ),
        "TOO_FEW_HOUSEHOLDS": _(
            "%(stratum)s needs %(needed)s eligible households and has %(households)s "
            "(%(entrants)s people). Lower its quota, or let its places pass to the other regions."
        ),
        "TOO_FEW_HOUSEHOLDS_OVERALL": _(
            "The campaign needs %(needed)s eligible households and has %(households)s. Lower the "
            "quotas."
        ),
        "QUOTAS_NOT_PLACES": _(
            "The quotas add up to %(quotas)s, the campaign wants %(places)s hosts. Make the two "
            "equal."
        ),
        "ROUND_TOO_SOON": _(
            "Round %(round)s is due %(lead_s)s seconds after the seal; it must be at least "
            "%(min_lead_s)s. Name a later round."
        ),
        "PARTIES": _(
            "The witness's label and commitment do not fit: a plain label, and 64 digits 0-9 a-f."
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
            "The signature is not %(chain)s's signature of round %(round)s. Fetch the round again "
            "from another relay."
        ),
        EditedRandomness: _(
            "The signature is right, but the randomness beside it was changed: it must be the "
            "signature's SHA-256."
        ),
    }
    sentence = kinds.get(type(error))
    return sentence % figures if sentence else str(error)
