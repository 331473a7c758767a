"""H2's truth checks, small: what the benchmark measures is the protocol's draw."""

import pytest

from events.raffle import order
from tests.bench import draw
from tests.bench.harness import NotTrue


def test_draw_verifier_and_plain_reading_agree():
    draw.check_truth(draw.verifier(), entrants=3_000)


def test_a_draw_with_two_places_exchanged_is_not_true(monkeypatch):
    right = order.draw

    def wrong(**given):
        result = right(**given)
        first, second, *rest = result.ranked
        return order.DrawResult(
            root=result.root,
            randomness=result.randomness,
            seed=result.seed,
            ranked=(second, first, *rest),
            set_aside=result.set_aside,
        )

    monkeypatch.setattr(order, "draw", wrong)

    with pytest.raises(NotTrue, match="winners"):
        draw.check_truth(draw.verifier(), entrants=3_000)
