"""Test vectors of draw-v1: `python -m events.raffle.vectors DIRECTORY` writes them as JSON files.

Every input is derived from a label, so the files can be made again at any time; a test compares
them with the published ones, and another implementation checks itself against the files alone.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from events.raffle import merkle
from events.raffle.beacon import BeaconRound, make_rehearsal_key, sign_round, verify_round
from events.raffle.bundle import build_bundle, bundle_text, revealed_beacon, revealed_values
from events.raffle.canonical import canonical_text
from events.raffle.chains import DEFAULT, QUICKNET, rehearsal_chain, round_at, time_of_round
from events.raffle.commit_reveal import Party, PartyRole, commitment_to, randomness_from
from events.raffle.log import LogKind, drawn_data, next_line, note_data, sealed_data
from events.raffle.order import DrawResult, draw, tickets
from events.raffle.plan import (
    BeaconPlan,
    CommitRevealPlan,
    EntrantInput,
    IneligibleInput,
    JsonObject,
    Measurement,
    Overflow,
    Plan,
    Replaces,
    StratumPlan,
)
from events.raffle.receipts import build_receipt
from events.raffle.seal import Sealed, build_sealed, read_sealed
from events.raffle.vector_logs import (
    OFFICER,
    Asked,
    Story,
    every_answer,
    refused_once,
    silence,
    voided,
)
from events.raffle.vector_refusals import refusals

# Real rounds, as published by the League of Entropy: they show the seed of real signatures.
QUICKNET_1000 = BeaconRound(
    round_number=1000,
    signature=(
        "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
        "e342b73a8dd2bacbe47e4b6b63ed5e39"
    ),
    randomness="fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
)
DEFAULT_72785 = BeaconRound(
    round_number=72785,
    signature=(
        "82f5d3d2de4db19d40a6980e8aa37842a0e55d1df06bd68bddc8d60002e8e959"
        "eb9cfa368b3c1b77d18f02a54fe047b80f0989315f83b12a74fd8679c4f12aae"
        "86eaf6ab5690b34f1fddd50ee3cc6f6cdf59e95526d5a5d82aaa84fa6f181e42"
    ),
    previous_signature=(
        "a609e19a03c2fcc559e8dae14900aaefe517cb55c840f6e69bc8e4f66c8d18e8"
        "a609685d9917efbfb0c37f058c2de88f13d297c7e19e0ab24813079efe57a182"
        "554ff054c7638153f9b26a60e7111f71a0ff63d9571704905d3ca6df0b031747"
    ),
    randomness="8b676484b5fb1f37f9ec5c413d7d29883504e5b669f604a1ce68b3388e9ae3d9",
)


def secret(label: str) -> bytes:
    """32 bytes standing for random ones: SHA-256 of the label."""
    return sha256(label.encode()).digest()


def small_plan(*, draw_code: str, sealed_at: datetime) -> Plan:
    """Three places in two strata, rehearsal chain, one round twenty minutes after the seal."""
    _, public_key = make_rehearsal_key(secret("rehearsal"))
    chain = rehearsal_chain(public_key=public_key, genesis_time=1_700_000_000)
    return Plan(
        draw_code=draw_code,
        campaign="Dîners d’hiver",
        organiser="Maison Exemple",
        rules_version="1",
        rules_sha256=secret("rules").hex(),
        places=3,
        strata=(
            StratumPlan(code="nord", title="Nord", quota=2, share_only=1, holdout=1),
            StratumPlan(code="sud", title="Sud & îles", quota=1, min_newcomers=1),
        ),
        randomness=BeaconPlan(
            chain=chain,
            round_number=round_at(chain=chain, at=sealed_at + timedelta(minutes=20)),
        ),
    )


def people(*, count: int, strata: tuple[str, ...], prefix: str = "e") -> list[EntrantInput]:
    """`count` entrants: every seventh shares the household of the one before, every fifth has three
    chances, every third has hosted before.
    """
    return [
        EntrantInput(
            entrant_id=f"{prefix}-{sha256(f'{prefix}{i}'.encode()).hexdigest()[:12]}",
            stratum=strata[(i // 7) % len(strata)],
            salt=secret(f"salt {prefix}{i}"),
            household=f"home {i - 1 if i % 7 == 6 else i}",
            chances=3 if i % 5 == 4 else 1,
            newcomer=i % 3 != 2,
            private={"receipt": f"R-{i:04}", "email": f"fan{i}@example.org"},
        )
        for i in range(count)
    ]


def ineligible_people(*, count: int, prefix: str = "n") -> list[IneligibleInput]:
    """`count` applicants who were refused, for two reasons in turn."""
    return [
        IneligibleInput(
            entrant_id=f"{prefix}-{sha256(f'{prefix}{i}'.encode()).hexdigest()[:12]}",
            reason=("OUTSIDE_AREA", "TOO_YOUNG")[i % 2],
            salt=secret(f"salt {prefix}{i}"),
            private={"receipt": f"N-{i:04}"},
        )
        for i in range(count)
    ]


def run(
    *,
    plan: Plan,
    entrants: Iterable[EntrantInput],
    sealed_at: datetime,
    ineligible: Iterable[IneligibleInput] = (),
    beacon: BeaconRound | None = None,
    values: dict[str, str] | None = None,
    tell: Callable[[Asked], None] | None = refused_once,
) -> tuple[Sealed, DrawResult, JsonObject]:
    """Seal, draw, ask those who won, and `tell` what they answer; None: nobody is asked.

    `beacon` None: the rehearsal key signs the round. `values`: for commit-and-reveal.
    """
    sealed = build_sealed(
        plan=plan,
        entrants=entrants,
        ineligible=ineligible,
        sealed_at=sealed_at,
        household_key=secret("household key"),
    )
    obj = read_sealed(sealed.text)
    if isinstance(plan.randomness, BeaconPlan):
        chain, number = plan.randomness.chain, plan.randomness.round_number
        if beacon is None:
            key, _ = make_rehearsal_key(secret("rehearsal"))
            beacon = sign_round(chain=chain, secret=key, round_number=number)
        randomness = verify_round(chain=chain, expected_round=number, beacon=beacon)
        revealed = revealed_beacon(chain=chain, beacon=beacon, randomness=randomness)
        drawn_at = time_of_round(chain=chain, round_number=number) + timedelta(minutes=1)
    else:
        randomness = randomness_from(
            draw_code=plan.draw_code, parties=plan.randomness.parties, values=values or {}
        )
        revealed = revealed_values(header=obj.header, values=values or {}, randomness=randomness)
        drawn_at = sealed_at + timedelta(minutes=30)
    result = draw(sealed=obj, randomness=randomness)
    story = _sealed_story(sealed, sealed_at)
    story.at = drawn_at
    facts = drawn_data(revealed=revealed, seed=result.seed, result=result.public())
    story.add(LogKind.DRAWN, facts, "officer-2")
    story.add(LogKind.PUBLISHED, {}, "officer-2")
    if tell:
        later = drawn_at + timedelta(hours=1)
        tell(Asked(lines=story.lines, at=later, header=obj.header, result=result))
    bundle = build_bundle(
        sealed_text=sealed.text, log=story.lines, revealed=revealed, result=result
    )
    return sealed, result, bundle


def _sealed_story(sealed: Sealed, at: datetime) -> Story:
    first = next_line(
        after=None, at=at, kind=LogKind.SEALED, by=OFFICER, data=sealed_data(root=sealed.root)
    )
    return Story(lines=[first], at=at)


def bundles() -> dict[str, JsonObject]:
    """Whole bundles by file name: every feature of the protocol stands in at least one."""
    sealed_at = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
    plan = small_plan(draw_code="D-SMALL", sealed_at=sealed_at)
    two = ("nord", "sud")
    measured = replace(
        plan,
        measurement=Measurement(
            outcome="Net orders of the household",
            from_date=date(2026, 12, 1),
            until_date=date(2027, 3, 1),
        ),
    )
    small, unasked = (
        run(
            plan=replace(measured, draw_code=code),
            entrants=people(count=14, strata=two),
            ineligible=ineligible_people(count=3),
            sealed_at=sealed_at,
            tell=tell,
        )
        for code, tell in (("D-SMALL", refused_once), ("D-UNASKED", None))
    )
    quicknet_at = time_of_round(chain=QUICKNET, round_number=1000) - timedelta(minutes=15)
    quicknet = run(
        plan=replace(
            plan,
            draw_code="D-QUICKNET",
            randomness=BeaconPlan(chain=QUICKNET, round_number=1000),
            replaces=Replaces(
                draw_code="D-EARLIER", root=secret("earlier").hex(), reason="Wrong quota for Sud"
            ),
        ),
        entrants=people(count=140, strata=two),
        sealed_at=quicknet_at,
        beacon=QUICKNET_1000,
    )
    default_at = time_of_round(chain=DEFAULT, round_number=72785) - timedelta(minutes=10)
    chained = run(
        plan=replace(
            plan,
            draw_code="D-DEFAULT",
            randomness=BeaconPlan(chain=DEFAULT, round_number=72785),
        ),
        entrants=people(count=30, strata=two),
        sealed_at=default_at,
        beacon=DEFAULT_72785,
    )
    pool = run(
        plan=replace(
            plan,
            draw_code="D-POOL",
            places=9,
            overflow=Overflow.POOL,
            strata=(
                StratumPlan(code="nord", title="Nord", quota=8),
                StratumPlan(code="sud", title="Sud & îles", quota=1, holdout=1),
            ),
        ),
        entrants=people(count=14, strata=two),
        sealed_at=sealed_at,
    )
    values = {
        label: secret(whose).hex()
        for label, whose in (
            ("Maison Exemple", "organiser"),
            ("Étude Témoin", "witness"),
            ("Mairie d’Exemple", "second witness"),
        )
    }
    roles = (PartyRole.ORGANISER, PartyRole.WITNESS, PartyRole.WITNESS)
    reveal = run(
        plan=replace(
            plan,
            draw_code="D-REVEAL",
            randomness=CommitRevealPlan(
                parties=tuple(
                    Party(
                        role=role,
                        label=label,
                        commitment=commitment_to(draw_code="D-REVEAL", label=label, value=value),
                    )
                    for role, (label, value) in zip(roles, values.items(), strict=True)
                )
            ),
        ),
        entrants=people(count=14, strata=two),
        sealed_at=sealed_at,
        values=values,
    )
    drawn = {
        "bundle-rehearsal.json": small,
        "bundle-drawn.json": unasked,
        "bundle-quicknet.json": quicknet,
        "bundle-default.json": chained,
        "bundle-pool.json": pool,
        "bundle-commit-reveal.json": reveal,
        **_ended(plan, people(count=14, strata=two), sealed_at),
    }
    return {name: bundle for name, (_, _, bundle) in drawn.items()} | _undrawn()


def _ended(
    plan: Plan, entrants: list[EntrantInput], sealed_at: datetime
) -> dict[str, tuple[Sealed, DrawResult, JsonObject]]:
    """Draws whose askings end in other ways than a refusal or a yes."""

    def repaired(story: Asked) -> None:
        voided(story, replaced_by="D-NEXT")

    pool = replace(plan, draw_code="D-ANSWERS", overflow=Overflow.POOL)
    return {
        name: run(plan=one, entrants=entrants, sealed_at=sealed_at, tell=tell)
        for name, one, tell in (
            ("bundle-answers.json", pool, every_answer),
            ("bundle-expired.json", replace(plan, draw_code="D-EXPIRED"), silence),
            ("bundle-voided.json", replace(plan, draw_code="D-VOIDED"), repaired),
        )
    }


def _undrawn() -> dict[str, JsonObject]:
    """The list of the receipt before its draw, and given up before it."""
    sealed_at, sealed, _ = _with_receipt()
    waiting, given_up = _sealed_story(sealed, sealed_at), _sealed_story(sealed, sealed_at)
    waiting.add(LogKind.ATTEMPT, note_data(text="A draw was asked for before its round."), OFFICER)
    voided(given_up, replaced_by=None)
    return {
        name: build_bundle(sealed_text=sealed.text, log=story.lines)
        for name, story in (
            ("bundle-undrawn.json", waiting),
            ("bundle-undrawn-voided.json", given_up),
        )
    }


def _with_receipt() -> tuple[datetime, Sealed, JsonObject]:
    """A list, when it was sealed, and the receipt of the fourth on it."""
    sealed_at = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
    plan = small_plan(draw_code="D-RECEIPT", sealed_at=sealed_at)
    entrants = people(count=14, strata=("nord", "sud"))
    sealed = build_sealed(
        plan=plan, entrants=entrants, sealed_at=sealed_at, household_key=secret("household key")
    )
    person = entrants[3]
    receipt = build_receipt(
        draw_code=plan.draw_code,
        root=sealed.root,
        leaf=sealed.leaves[person.entrant_id],
        salt=person.salt,
        private=person.private,
    )
    return sealed_at, sealed, receipt


def vectors() -> dict[str, str]:
    """File name -> content of every vector file."""
    whole = bundles()
    found = {name: bundle_text(bundle) + "\n" for name, bundle in whole.items()}
    _, sealed, receipt = _with_receipt()
    found["receipt.json"] = canonical_text({"receipt": receipt, "sealed": sealed.text}) + "\n"
    found["refusals.json"] = canonical_text(refusals(whole, receipt)) + "\n"
    texts = [{"b": 1, "a": [True, None, -5, 'é"\\/€😀']}, {}, [], "", {"Z": 0, "a": {"é": "ß"}}]
    leaves = [merkle.leaf_hash(str(i).encode()) for i in range(9)]
    seed = secret("seed")
    found["primitives.json"] = (
        canonical_text(
            {
                "canonical": [
                    {"sha256": sha256(canonical_text(t).encode()).hexdigest(), "value": t}
                    for t in texts
                ],
                "merkle": [
                    {
                        "leaves": [str(i) for i in range(size)],
                        "path_of_last": [
                            h.hex() for h in merkle.inclusion_path(leaves[:size], size - 1)
                        ],
                        "root": merkle.root_of(leaves[:size]).hex(),
                    }
                    for size in range(1, 10)
                ],
                "tickets": [
                    {
                        "chances": k,
                        "entrant": entrant,
                        "seed": seed.hex(),
                        "ticket": tickets(seed=seed, chances=[(entrant, k)])[0].hex(),
                    }
                    for entrant, k in (("a", 1), ("a", 2), ("e-1", 1), ("e-1", 7), ("Z~._-", 1000))
                ],
            }
        )
        + "\n"
    )
    return found


def main(directory: str) -> None:
    """Write every vector file into `directory`."""
    for name, content in vectors().items():
        Path(directory, name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
