"""What the raffle's refusals say to staff, in their language; figures stay figures."""

import re

from django.utils.translation import gettext as _

from common.counted import counted
from events.raffle.beacon import (
    BadSignature,
    BeaconRefused,
    EditedRandomness,
    UnreadableRound,
    WrongChain,
    WrongRound,
)
from events.raffle.plan import SealRefused

# The log is written once, in one language, because its hashes cover its words; a reader in another
# language is told the same by recognising the sentence.
ROUND_RECEIVED = re.compile(r"Round (?P<round>\d+) received \((?P<source>.*)\) and verified\.")


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


def seal_refusal(error: SealRefused, titles: dict[str, str]) -> str:
    """The refusal as a sentence; ``titles`` maps stratum codes to names."""
    figures = dict(error.figures)
    for name in figures.keys() & _NOUNS.keys():
        figures[name] = counted(int(figures[name]), _NOUNS[name])
    if "stratum" in figures:
        figures["stratum"] = titles.get(str(figures["stratum"]), figures["stratum"])
    sentence = _seal_sentences().get(error.code)
    return sentence % figures if sentence else str(error)


def _seal_sentences() -> dict[str, str]:
    return {
        "EMPTY_STRATUM": _(
            "Nobody eligible applied in %(stratum)s, which has %(quota)s. Remove it from "
            "the campaign or move its places."
        ),
        "TOO_FEW_HOUSEHOLDS": _(
            "%(stratum)s needs %(needed)s and has %(households)s "
            "(%(entrants)s). Lower its quota, or let its places pass to the other regions."
        ),
        "TOO_FEW_HOUSEHOLDS_OVERALL": _(
            "The campaign needs %(needed)s and has %(households)s. Lower the quotas."
        ),
        "QUOTAS_NOT_PLACES": _(
            "The quotas add up to %(quotas)s, the campaign wants %(places)s. Make the two equal."
        ),
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
