"""The public randomness beacons that a draw may name, with their facts pinned (draw-v1, section 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

CHAINED = "pedersen-bls-chained"  # signature on G2 over SHA-256(previous signature || round)
UNCHAINED = "bls-unchained-g1-rfc9380"  # signature on G1 over SHA-256(round)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What identifies a beacon. `period_s` in seconds, `genesis_time` in Unix seconds, hex text."""

    name: str
    beacon_id: str
    scheme: str
    public_key: str
    period_s: int
    genesis_time: int
    group_hash: str

    @property
    def chain_hash(self) -> str:
        """drand's chain hash: it commits to period, genesis, key, group and beacon id."""
        return chain_hash_of(
            period_s=self.period_s,
            genesis_time=self.genesis_time,
            public_key=self.public_key,
            group_hash=self.group_hash,
            beacon_id=self.beacon_id,
        )

    @property
    def signature_bytes(self) -> int:
        """48 for a signature on G1, 96 on G2."""
        return 96 if self.scheme == CHAINED else 48


def chain_hash_of(
    *, period_s: int, genesis_time: int, public_key: str, group_hash: str, beacon_id: str
) -> str:
    """Hex SHA-256 as drand computes it; the id "default" is left out, for its oldest chain."""
    digest = sha256()
    digest.update(period_s.to_bytes(4, "big"))
    digest.update(genesis_time.to_bytes(8, "big"))
    digest.update(bytes.fromhex(public_key))
    digest.update(bytes.fromhex(group_hash))
    if beacon_id != "default":
        digest.update(beacon_id.encode())
    return digest.hexdigest()


QUICKNET = Chain(
    name="quicknet",
    beacon_id="quicknet",
    scheme=UNCHAINED,
    public_key=(
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
        "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
        "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
    ),
    period_s=3,
    genesis_time=1692803367,
    group_hash="f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
)
DEFAULT = Chain(
    name="default",
    beacon_id="default",
    scheme=CHAINED,
    public_key=(
        "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a5699"
        "37c529eeda66c7293784a9402801af31"
    ),
    period_s=30,
    genesis_time=1595431050,
    group_hash="176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a",
)
PUBLIC_CHAINS = {chain.name: chain for chain in (QUICKNET, DEFAULT)}


def rehearsal_chain(*, public_key: bytes, genesis_time: int, period_s: int = 3) -> Chain:
    """A local chain of quicknet's scheme, for demos and tests: whoever holds its key knows every
    round in advance, so it proves nothing and every page and bundle calls it a rehearsal.
    """
    if len(public_key) != 96:
        raise ValueError("A rehearsal key is a compressed G2 point of 96 bytes.")
    return Chain(
        name="rehearsal",
        beacon_id="rehearsal",
        scheme=UNCHAINED,
        public_key=public_key.hex(),
        period_s=period_s,
        genesis_time=genesis_time,
        group_hash=sha256(b"convive-rehearsal-v1\x00" + public_key).hexdigest(),
    )


def chain_of(randomness: Mapping[str, Any]) -> Chain:
    """The chain named by a sealed header's `randomness` (mode BEACON).

    Raises ValueError if its facts are not those known here, so that a draw never trusts a key that
    only its own file vouches for; a rehearsal chain is as good as its sealed key.
    """
    chain = Chain(
        name=randomness["chain"],
        beacon_id=randomness["beacon_id"],
        scheme=randomness["scheme"],
        public_key=randomness["public_key"],
        period_s=randomness["period_s"],
        genesis_time=randomness["genesis_time"],
        group_hash=randomness["group_hash"],
    )
    known = PUBLIC_CHAINS.get(chain.name)
    if known is None and chain.name == "rehearsal":
        known = rehearsal_chain(
            public_key=bytes.fromhex(chain.public_key),
            genesis_time=chain.genesis_time,
            period_s=chain.period_s,
        )
    if chain != known or randomness["chain_hash"] != chain.chain_hash:
        raise ValueError(f"These are not the known facts of the chain {chain.name!r}.")
    return chain


def time_of_round(*, chain: Chain, round_number: int) -> datetime:
    """When that round is due, UTC. Round 1 is due at genesis."""
    if round_number < 1:
        raise ValueError("Rounds are counted from 1.")
    genesis = datetime.fromtimestamp(chain.genesis_time, UTC)
    return genesis + timedelta(seconds=(round_number - 1) * chain.period_s)


def round_at(*, chain: Chain, at: datetime) -> int:
    """The first round due at or after `at`: the one to name for a draw at that time (never 0)."""
    seconds = at.timestamp() - chain.genesis_time
    if seconds <= 0:
        return 1
    return -int(-seconds // chain.period_s) + 1
