"""Rounds fetched from relays: the first answer that verifies, whoever lies or is silent before it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from django.conf import settings

from events.beacons import client, rehearsal
from events.beacons.chains import UnknownChain, chain_named, chain_names
from events.raffle.chains import QUICKNET, time_of_round

VECTOR = Path(settings.BASE_DIR) / "docs" / "protocol" / "vectors" / "bundle-quicknet.json"
REVEALED = json.loads(VECTOR.read_text())["revealed"]
ROUND: int = REVEALED["round"]
TRUE_ROUND = json.dumps(
    {
        "round": ROUND,
        "randomness": REVEALED["randomness"],
        "signature": REVEALED["signature"],
    }
)
RELAYS = ["https://one.example", "https://two.example/"]
Relays = Callable[[dict[str, str | Exception]], list[str]]


@pytest.fixture
def relays(monkeypatch: pytest.MonkeyPatch) -> Relays:
    """A function that says what each host answers; returns the list of addresses asked."""

    def answer_with(answers: dict[str, str | Exception]) -> list[str]:
        asked: list[str] = []

        def get(url: str) -> str:
            asked.append(url)
            answer = answers[url.split("/")[2]]
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(client, "_get", get)
        return asked

    return answer_with


def fetch() -> client.Fetched:
    return client.fetch_round(chain=QUICKNET, round_number=ROUND, relays=RELAYS)


def test_the_first_true_answer_is_taken(relays: Relays) -> None:
    asked = relays({"one.example": TRUE_ROUND})

    found = fetch()

    assert (found.relay, found.beacon.signature) == ("one.example", REVEALED["signature"])
    assert asked == [f"https://one.example/{QUICKNET.chain_hash}/public/{ROUND}"]


@pytest.mark.parametrize(
    "first",
    [
        requests.Timeout(),
        requests.ConnectionError(),
        requests.HTTPError("answered 404"),
        "<html>",
        TRUE_ROUND.replace(str(ROUND), str(ROUND + 1)),
        TRUE_ROUND.replace(REVEALED["randomness"], "00" * 32),
    ],
)
def test_a_silent_or_lying_relay_is_passed_over(relays: Relays, first: str | Exception) -> None:
    relays({"one.example": first, "two.example": TRUE_ROUND})

    assert fetch().relay == "two.example"


def test_no_answer_says_what_each_relay_did(relays: Relays) -> None:
    relays({"one.example": requests.Timeout(), "two.example": requests.HTTPError("answered 404")})

    with pytest.raises(client.BeaconUnavailable) as error:
        fetch()

    assert str(error.value) == "one.example: no answer in time; two.example: answered 404"


def test_the_rehearsal_round_waits_for_its_time() -> None:
    due = time_of_round(chain=rehearsal.chain(), round_number=1000)

    with pytest.raises(rehearsal.RoundNotYet):
        rehearsal.round_of(round_number=1000, at=datetime(2020, 1, 1, tzinfo=UTC))
    assert rehearsal.round_of(round_number=1000, at=due).round_number == 1000


def test_the_rehearsal_key_stays_the_same() -> None:
    assert rehearsal.chain() == rehearsal.chain()
    assert (settings.VAR_DIR / rehearsal.FILE_NAME).stat().st_mode & 0o077 == 0


def test_production_knows_no_rehearsal(settings) -> None:
    settings.DEMO = False

    assert chain_names() == ["quicknet", "default"]
    with pytest.raises(UnknownChain):
        chain_named("rehearsal")
    with pytest.raises(rehearsal.NoRehearsal):
        rehearsal.chain()
