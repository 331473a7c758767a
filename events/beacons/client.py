"""Fetch one round of a public beacon from drand's relays, one after the other.

A relay is only a messenger: what it answers is verified against the chain's key before it is used,
so a relay that lies is passed over like one that is silent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from events.raffle.beacon import BeaconRefused, BeaconRound, read_round, verify_round
from events.raffle.chains import Chain

CONNECT_S, READ_S = 3, 5
MOST_BYTES = 10_000
# What a relay did, kept with the draw; `events.domain.draw_words.waiting_words` says it to people.
NO_ANSWER = "no answer in time"
NOT_REACHABLE = "not reachable"
NO_RELAY = "no relay is configured"


class BeaconUnavailable(Exception):
    """No relay gave the round; the message says what each of them did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A round whose signature holds, and the host name of the relay that gave it."""

    beacon: BeaconRound
    relay: str


def fetch_round(*, chain: Chain, round_number: int, relays: Sequence[str]) -> Fetched:
    """Return the first relay's answer that verifies.

    Raises BeaconUnavailable when there is none (too early, network shut, every answer wrong).
    """
    told: list[str] = []
    for relay in relays:
        host = urlsplit(relay).hostname or relay
        try:
            text = _get(f"{relay.rstrip('/')}/{chain.chain_hash}/public/{round_number}")
            beacon = read_round(text)
            verify_round(chain=chain, expected_round=round_number, beacon=beacon)
        except requests.RequestException as error:
            told.append(f"{host}: {_short(error)}")
        except (BeaconRefused, UnicodeDecodeError) as error:
            told.append(f"{host}: {error}")
        else:
            return Fetched(beacon=beacon, relay=host)
    raise BeaconUnavailable("; ".join(told) or NO_RELAY)


def _get(url: str) -> str:
    with requests.get(
        url, timeout=(CONNECT_S, READ_S), stream=True, allow_redirects=False
    ) as answer:
        if answer.status_code != 200:
            raise requests.HTTPError(f"answered {answer.status_code}")
        body: bytes = answer.raw.read(MOST_BYTES + 1, decode_content=True)
    return body.decode("utf-8")


def _short(error: requests.RequestException) -> str:
    """A failure in a word or two: library messages carry memory addresses and whole URLs."""
    if isinstance(error, requests.HTTPError):
        return str(error)
    return NO_ANSWER if isinstance(error, requests.Timeout) else NOT_REACHABLE
