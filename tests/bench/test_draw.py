"""H2's truth checks, small: what the benchmark measures is the protocol's draw."""

from dataclasses import replace

import pytest

from events.raffle import order
from tests.bench import draw
from tests.bench.harness import NotTrue


def test_draw_verifier_and_plain_reading_agree():
    draw.check_truth(draw.verifier(), entrants=2_000)


def test_a_draw_with_two_places_exchanged_is_not_true(monkeypatch):
    right = order.draw

    def wrong(**given):
        result = right(**given)
        first, *others = result.strata
        exchanged = first.order.copy()
        exchanged[:2] = first.order[1::-1]
        return replace(result, strata=(replace(first, order=exchanged), *others))

    monkeypatch.setattr(order, "draw", wrong)

    with pytest.raises(NotTrue, match="protocol"):
        draw.check_truth(draw.verifier(), entrants=2_000)
