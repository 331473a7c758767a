import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from events.raffle import verify
from events.raffle.beacon import (
    BadSignature,
    BeaconRefused,
    BeaconRound,
    EditedRandomness,
    UnreadableRound,
    WrongChain,
    WrongRound,
    make_rehearsal_key,
    read_round,
    sign_round,
    verify_round,
)
from events.raffle.chains import (
    DEFAULT,
    PUBLIC_CHAINS,
    QUICKNET,
    rehearsal_chain,
    round_at,
    time_of_round,
)
from events.raffle.vectors import DEFAULT_72785, QUICKNET_1000, secret

# Real rounds of both chains, as their relays publish them.
QUICKNET_123 = BeaconRound(
    round_number=123,
    signature=(
        "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482"
        "e26cd02df835d3546d23c4b13e0dfc92"
    ),
    randomness="fb8f7bc29bf24db51871ec8c79f3a1e4bd0557bc0dfcee9ed1d924e69d1c60dc",
)
QUICKNET_657413 = BeaconRound(
    round_number=657413,
    signature=(
        "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be"
        "41076862b98fad56e91a6b85b89cd97b"
    ),
    randomness="fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587",
)
DEFAULT_2634945 = BeaconRound(
    round_number=2634945,
    signature=(
        "814778ed1e480406beb43b74af71ce2f0373e0ea1bfdfea8f9ed62c876c20fcb"
        "c7f0163860e3da42ed2148756015f4551451898ffe06d384b4d002245025571b"
        "6b7a752f7158b40ad92b13b6d703ad31922a617f2c7f6d960b84d56cf1d79eef"
    ),
    previous_signature=(
        "8bd96294383b4d1e04e736360bd7a487f9f409f1e7bd800b720656a310d577b3"
        "bdb1e1631af6c5782a1d8979c502f395036181eff4058960fc40bb7034cdae19"
        "91d3eda518ab204a077d2f7e724974cf87b407e549bd815cf0b8e5a3832f675d"
    ),
    randomness="fc8f2b3561428c365ada1aeecad04ccc044ba649c6363c5f687c1989cc2c20e5",
)
REAL = [
    (QUICKNET, QUICKNET_123),
    (QUICKNET, QUICKNET_1000),
    (QUICKNET, QUICKNET_657413),
    (DEFAULT, DEFAULT_72785),
    (DEFAULT, DEFAULT_2634945),
]


def check(chain, beacon, expected_round=None):
    return verify_round(
        chain=chain, expected_round=expected_round or beacon.round_number, beacon=beacon
    )


def flipped(text, bit):
    raw = bytearray.fromhex(text)
    raw[bit // 8] ^= 1 << (bit % 8)
    return raw.hex()


@pytest.mark.parametrize(("chain", "beacon"), REAL)
def test_real_round_verifies(chain, beacon):
    assert check(chain, beacon).hex() == beacon.randomness


@pytest.mark.parametrize(("chain", "beacon"), REAL)
def test_any_flipped_bit_of_a_signature_is_refused(chain, beacon):
    for bit in range(0, len(beacon.signature) * 4, 13):
        with pytest.raises(BadSignature):
            check(chain, replace(beacon, signature=flipped(beacon.signature, bit), randomness=None))


def test_flipped_bit_of_the_previous_signature_is_refused():
    for bit in range(0, 768, 31):
        previous = flipped(DEFAULT_72785.previous_signature, bit)
        with pytest.raises(BadSignature):
            check(DEFAULT, replace(DEFAULT_72785, previous_signature=previous))


def test_edited_randomness_is_refused():
    with pytest.raises(EditedRandomness, match="SHA-256"):
        check(QUICKNET, replace(QUICKNET_1000, randomness="00" * 32))


def test_true_round_that_was_not_sealed_is_refused():
    with pytest.raises(WrongRound, match=r"round 1000.*sealed for round 1001"):
        check(QUICKNET, QUICKNET_1000, expected_round=1001)


def test_replayed_signature_under_another_number_is_refused():
    with pytest.raises(BadSignature):
        check(QUICKNET, replace(QUICKNET_123, round_number=1000))


@pytest.mark.parametrize(
    ("chain", "beacon"),
    [
        (DEFAULT, QUICKNET_1000),
        (QUICKNET, DEFAULT_72785),
        (QUICKNET, replace(QUICKNET_1000, chain_hash=DEFAULT.chain_hash)),
        (QUICKNET, replace(QUICKNET_1000, previous_signature="aa" * 48)),
    ],
)
def test_round_of_another_chain_is_refused(chain, beacon):
    with pytest.raises(WrongChain):
        check(chain, beacon)


@pytest.mark.parametrize("signature", ["c0" + "00" * 47, "zz", "00" * 48, "ff" * 48])
def test_point_at_infinity_and_rubbish_are_refused(signature):
    with pytest.raises(BeaconRefused):
        check(QUICKNET, replace(QUICKNET_1000, signature=signature))


def test_chained_round_without_previous_signature_is_refused():
    with pytest.raises(BadSignature, match="missing"):
        check(DEFAULT, replace(DEFAULT_72785, previous_signature=None))


def test_round_is_read_as_relays_write_it():
    text = json.dumps(
        {
            "round": 1000,
            "randomness": QUICKNET_1000.randomness,
            "signature": QUICKNET_1000.signature.upper(),
        }
    )

    assert read_round(f"\n {text} ") == QUICKNET_1000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[1]",
        "{}",
        '{"round": 3}',
        '{"round": "3", "signature": "aa"}',
        '{"round": true, "signature": "aa"}',
        '{"round": 3.0, "signature": "aa"}',
        '{"round": 3, "signature": "xyz"}',
        '{"round": 3, "signature": 5}',
        '{"round": 3, "round": 4, "signature": "aa"}',
        "x" * 20_000,
        "[" * 9_000,
    ],
)
def test_unreadable_round_says_so(text):
    with pytest.raises(UnreadableRound, match=r"beacon round|too long"):
        read_round(text)


def test_rounds_and_times_agree():
    at = time_of_round(chain=QUICKNET, round_number=1000)

    assert at == datetime.fromtimestamp(1692803367 + 999 * 3, UTC)
    assert round_at(chain=QUICKNET, at=at) == 1000
    assert round_at(chain=QUICKNET, at=at + timedelta(milliseconds=1)) == 1001
    assert round_at(chain=QUICKNET, at=at + timedelta(seconds=3)) == 1001
    assert round_at(chain=QUICKNET, at=datetime(2000, 1, 1, tzinfo=UTC)) == 1


def test_pinned_facts_are_the_same_in_both_programs():
    ours = {
        name: {
            "beacon_id": chain.beacon_id,
            "chain_hash": chain.chain_hash,
            "genesis_time": chain.genesis_time,
            "group_hash": chain.group_hash,
            "period_s": chain.period_s,
            "public_key": chain.public_key,
            "scheme": chain.scheme,
        }
        for name, chain in PUBLIC_CHAINS.items()
    }

    assert ours == verify.PINNED


def test_rehearsal_round_verifies_with_its_own_key_only():
    key, public_key = make_rehearsal_key(secret("one"))
    _, other = make_rehearsal_key(secret("two"))
    chain = rehearsal_chain(public_key=public_key, genesis_time=1_700_000_000)
    beacon = sign_round(chain=chain, secret=key, round_number=7)

    assert check(chain, beacon).hex() == beacon.randomness
    with pytest.raises(BadSignature):
        check(
            rehearsal_chain(public_key=other, genesis_time=1_700_000_000),
            replace(beacon, chain_hash=None),
        )
    with pytest.raises(ValueError, match="Only the rehearsal chain"):
        sign_round(chain=QUICKNET, secret=key, round_number=7)
