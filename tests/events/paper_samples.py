"""Fictional minutes of one draw, as the tests of the papers vary them."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from events.papers import DrawMinutes, MinutesLine, MinutesStratum, RulesPaper

PEOPLE = {
    "Île-de-France": (
        3,
        52,
        [("Élodie", "Montreuil"), ("Aïssatou", "Saint-Denis"), ("Jérôme", "Versailles")],
    ),
    "Nord-Ouest": (2, 28, [("Maëlys", "Quimper"), ("Gaëtan", "Caen")]),
    "Nord-Est": (2, 24, [("Noémie", "Roubaix"), ("Zoé", "Bœrsch")]),
    "Sud-Ouest": (1, 15, [("Inès", "Pau")]),
    "Sud-Est": (2, 24, [("Clément", "Nice"), ("Œnone", "L’Haÿ-les-Roses")]),
}
PROOF_URL = "https://alma.example/proof/7k2mq9x4vd"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def rules_paper(**changes: Any) -> RulesPaper:
    values: dict[str, Any] = {
        "brand_name": "Maison Alma",
        "published_at": datetime(2026, 10, 28, 9, 0, tzinfo=UTC),
        "timezone": "Europe/Paris",
        "url": "https://alma.example/c/hiver/rules",
    }
    return RulesPaper(**values | changes)


def minutes(**changes: Any) -> DrawMinutes:
    strata = []
    number = 7
    for name, (quota, entrants, people) in PEOPLE.items():
        winners = []
        for _person in people:
            winners.append(f"ALMA-{number:04d}")
            number += 11
        strata.append(
            MinutesStratum(
                name=name,
                quota=quota,
                entrants=entrants,
                winners=tuple(winners),
                alternates=tuple(f"ALMA-{number + step:04d}" for step in range(1, 9)),
                alternates_in_all=entrants - quota,
            )
        )
    sealed_at = datetime(2026, 11, 23, 8, 12, tzinfo=UTC)
    steps = ["List sealed", "Beacon round drawn", "Result published", "Winners asked"]
    values: dict[str, Any] = {
        "brand_name": "Maison Alma",
        "legal_name": "Alma Exemple SAS",
        "campaign_title": "L’hiver, chez vous",
        "language": "en",
        "timezone": "Europe/Paris",
        "protocol": "draw-v1",
        "rules_version": 1,
        "rules_sha256": digest("rules"),
        "root": digest("root"),
        "strata": tuple(strata),
        "chain_name": "drand quicknet",
        "chain_hash": "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
        "round": 34_245_412,
        "round_at": datetime(2026, 11, 24, 17, 0, tzinfo=UTC),
        "randomness": digest("randomness"),
        "signature": digest("one") + digest("two")[:32],
        "sealed_at": sealed_at,
        "sealed_by": "H. Quéré",
        "drawn_at": datetime(2026, 11, 24, 17, 2, tzinfo=UTC),
        "drawn_by": "R. Bénard",
        "proof_url": PROOF_URL,
        "bundle_sha256": digest("bundle"),
        "log": tuple(
            MinutesLine(
                number=number,
                at=sealed_at + timedelta(hours=16 * number, seconds=number),
                what=what,
                by="officer-4f7a" if number == 1 else "officer-9c2e",
                hash=digest(what),
            )
            for number, what in enumerate(steps, start=1)
        ),
    }
    return DrawMinutes(**values | changes)
