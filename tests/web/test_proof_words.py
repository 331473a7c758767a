"""The log's own sentences are told again in the reader's language."""

import re

from django.conf import settings
from django.utils import translation

from events.domain.draw_words import ROUND_RECEIVED, round_received
from events.raffle.log import LogKind, LogLine
from web.views.proof import words_of
from web.views.proof_words import check_words


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


def test_every_line_of_a_log_is_told_in_words():
    data = {
        "ANSWERED": [
            {"entrant": "A1", "answer": answer, "reason": None}
            for answer in ("ACCEPTED", "REFUSED", "EXPIRED", "WITHDRAWN", "DISQUALIFIED")
        ],
        "ASKED": [{"entrant": "A1", "in_place_of": before} for before in (None, "B2")],
        "VOIDED": [{"reason": "A region was missing."}],
        "NOTE": [{"text": "A remark."}],
        "ATTEMPT": [{"text": "A second draw was asked for."}],
    }
    told = [
        words_of(LogLine(n=1, at="", kind=kind, by="system", data=one, previous="", hash=""))
        for kind in LogKind
        for one in data.get(kind, [{}])
    ]

    assert len(told) == len(set(told))
    assert all(re.search(r"\.$", words) for words in told)


def test_the_script_finds_words_for_every_step_and_kind():
    scripts = [
        path.read_text() for path in (settings.BASE_DIR / "static/js").glob("draw_check*.js")
    ]
    words = check_words()

    steps = re.search(r"const STEPS = \{(.*?)\n\};", "".join(scripts), re.DOTALL)[1]
    names = re.findall(r'^  (?:async )?"?([a-z][a-z ]*?)"?(?:\(|:|,)', steps, re.MULTILINE)
    told = {part.split(" ")[0] for part, _ in words["says"]}

    assert names == [step for step, _, _ in words["steps"]]
    assert {name.split(" ")[0] for name in names} == told
