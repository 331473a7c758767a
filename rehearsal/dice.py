"""Dice that fall the same way for the same seed and the same throw, in whatever order they are thrown."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping


class Dice:
    """``of("fan", 7)`` is always the same generator for one seed."""

    def __init__(self, seed: str) -> None:
        self.seed = seed

    def of(self, *what: object) -> random.Random:
        key = "\x00".join([self.seed, *map(str, what)])
        return random.Random(hashlib.sha256(key.encode()).digest())  # noqa: S311 - a play, no secret


def pick[Choice](dice: random.Random, shares: Mapping[Choice, float]) -> Choice:
    """One key of ``shares``, each as often as its share says."""
    return dice.choices(list(shares), weights=list(shares.values()))[0]
