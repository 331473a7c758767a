"""The log's own sentences are told again in the reader's language."""

from django.utils import translation

from events.domain.draw_words import ROUND_RECEIVED, round_received
from events.raffle.log import LogKind, LogLine
from web.views.proof import words_of


def test_a_received_round_is_read_back_whole():
    said = ROUND_RECEIVED.fullmatch(round_received(72798001, "pasted (by hand)"))

    assert said is not None
    assert said.groupdict() == {"round": "72798001", "source": "pasted (by hand)"}


def test_the_proof_page_tells_a_received_round_in_french():
    line = LogLine(
        n=2,
        at="2027-03-15T12:00:00Z",
        kind=LogKind.NOTE,
        by="system",
        data={"text": round_received(7, "quicknet")},
        previous="0" * 64,
        hash="1" * 64,
    )

    with translation.override("fr"):
        assert words_of(line) == "Le tour 7 est arrivé (quicknet)\u202f; sa signature est juste."
