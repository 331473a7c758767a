"""Every reason and every weighing has its sentence."""

from datetime import timedelta

import pytest
from django.utils import translation

from events.models import Party
from sales import words
from sales.attribution import Reason, SignalKind, Weighing
from sales.models import TEST_ORDER, Attribution
from tests.moments import NOON

CREDITED = {
    "CODE_USED",
    "CLICKED_BEFORE_ORDER",
    "EMAIL_MATCHED",
    "TAG_SCANNED",
    "HOST_NAMED",
    "SHARED",
}


def verdict(reason: str, *, credited: bool) -> Attribution:
    return Attribution(
        reason=reason,
        party=Party(host_first_name="Anna") if credited else None,
        runner_up=Party(host_first_name="Yaël") if credited else None,
        params={"detail": "ANNA7K2M", "days_before": 3, "window_days": 30},
        decided_at=NOON + timedelta(0),
    )


@pytest.mark.parametrize("reason", [*(r.value for r in Reason), TEST_ORDER])
def test_every_reason_is_a_sentence_of_its_own(reason: str) -> None:
    with translation.override("en"):
        said = words.reason(verdict(reason, credited=reason in CREDITED))

    if reason in CREDITED:
        assert "Anna’s" in said and said.endswith("Next in line: Yaël’s table.")
    else:
        assert said.startswith("Not credited: ")


@pytest.mark.parametrize("reason", sorted(CREDITED))
def test_the_host_reads_a_sentence_without_a_name(reason: str) -> None:
    with translation.override("en"):
        said = words.reason_for_host(verdict(reason, credited=True))

    assert said.endswith(".") and said != "Counted for your table." and "Yaël" not in said


def test_reasons_complete_themselves() -> None:
    with translation.override("en"):
        assert words.reason(verdict("CLICKED_BEFORE_ORDER", credited=True)) == (
            "Credited to Anna’s table because its link to the shop was followed before the order. "
            "That was 3 days before. Next in line: Yaël’s table."
        )
        assert words.reason(verdict("OUTSIDE_WINDOW", credited=False)) == (
            "Not credited: the sign is older than the 30 days in which an order counts."
        )


@pytest.mark.parametrize("weighing", [w.value for w in Weighing])
def test_every_weighing_is_a_sentence(weighing: str) -> None:
    assert words.considered({"weighing": weighing}) != weighing


@pytest.mark.parametrize("kind", [k.value for k in SignalKind])
def test_every_kind_has_a_name(kind: str) -> None:
    assert words.kind(kind) != kind
