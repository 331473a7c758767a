"""The audit finds whatever was edited in a draw's rows, and nothing where nothing was."""

from datetime import timedelta

import pytest
from django.db import transaction

from events.domain import draw_audit, draws, places
from events.domain.seal_plans import Witness
from events.models import Bundle, Draw, Entrant, Place, Rank, Verdict
from events.raffle import commit_reveal
from tests.conftest import drop_triggers
from tests.factories.draws import (
    asked_place,
    closed_campaign,
    drawn_draw,
    due,
    officer,
    sealed_draw,
    submitted,
    with_beacon,
)
from tests.faults.draw_edits import EDITS, UNSEALED, not_found
from tests.moments import NOON

pytestmark = pytest.mark.django_db
VALUE = "5a" * 32


def found(draw: Draw, at=NOON) -> str:
    return draw_audit.audit_draw(draw=Draw.objects.get(pk=draw.pk), at=at)


def found_after(draw: Draw, **columns: object) -> str:
    """What the audit finds once these columns were changed behind the triggers' back."""
    with transaction.atomic():
        drop_triggers()
        Draw.objects.filter(pk=draw.pk).update(**columns)
        fault = found(draw)
        transaction.set_rollback(True)
    return fault


def witnessed_draw() -> Draw:
    """A sealed draw by commit and reveal, its witness not heard yet."""
    commitment = commit_reveal.commitment_to(draw_code="A1B2C3D4E5", label="huissier", value=VALUE)
    return sealed_draw(
        mode="COMMIT_REVEAL",
        code="A1B2C3D4E5",
        witnesses=[Witness(label="huissier", commitment=commitment)],
    )


def test_every_edit_of_a_drawn_draw_is_found():
    campaign = closed_campaign(strata={"nord": (1, 3), "sud": (2, 5)})
    submitted(campaign=campaign, stratum=None, verdict=Verdict.INELIGIBLE, reasons=["UNDER_AGE"])
    draw = drawn_draw(campaign=campaign)
    answered = asked_place(draw, "sud")
    places.accept(place=answered, at=answered.asked_at + timedelta(hours=1))

    assert not_found(draw) == []


@pytest.mark.parametrize("model", [Draw, Bundle, Entrant, Rank, Place])
def test_every_column_of_a_draw_has_its_edit(model):
    table = model._meta.db_table
    said = " ".join(edit.replace('"', "") for edit in EDITS if edit.startswith(f"UPDATE {table} "))
    columns = {field.column for field in model._meta.concrete_fields}
    edited = {column for column in columns if f"SET {column} =" in said or f", {column} =" in said}

    assert columns - edited == {
        column.removeprefix(f"{table}.") for column in UNSEALED if column.startswith(f"{table}.")
    }


def test_a_round_edited_before_the_draw_is_found():
    draw = with_beacon(sealed_draw())

    assert found(draw) == ""
    assert "not the beacon" in found_after(draw, randomness="f" * 64)
    assert "not the beacon" in found_after(draw, signature="ab" * 96)
    assert "came from there" in found_after(draw, beacon_source="elsewhere")
    assert "without its round" in found_after(sealed_draw(), signature="ab")


def test_edited_secrets_of_witnesses_are_found():
    draw = witnessed_draw()
    assert found(draw) == ""
    assert "committed to" in found_after(draw, commit_secret="00" * 32)
    assert "committed to" in found_after(draw, contributions={"huissier": "00" * 32})
    assert "before the draw" in found_after(draw, randomness="00" * 32)

    draws.reveal(draw=draw, label="huissier", value=VALUE, at=NOON)
    assert found(draw) == ""
    later = NOON + timedelta(minutes=1)
    draw = draws.run_draw(draw=draw, by=officer(draw.campaign.brand), at=later)

    assert found(draw) == ""
    assert found_after(draw, contributions={"huissier": VALUE})


def test_clocks_that_disagree_leave_no_fault():
    draw = drawn_draw()
    early = due(draw) - timedelta(seconds=40)
    freed = asked_place(draw, "nord")
    places.refuse(place=freed, at=early)
    places.promote_next(freed=freed, at=early)
    party = places.accept(place=asked_place(draw, "sud"), at=early)
    places.withdraw(place=party.place, at=early, by=None)

    assert found(draw) == ""


def test_the_draw_after_a_void_one_has_the_next_number():
    first = drawn_draw()
    by = officer(first.campaign.brand)
    later = due(first) + timedelta(hours=1)
    draws.void(draw=first, by=by, at=later, reason="An address was misread.")
    second = sealed_draw(campaign=first.campaign, at=later)

    assert (found(first), found(second)) == ("", "")
    assert "number" in found_after(second, number=3)
    assert "void" in found_after(first, void_reason="Another reason was given.")
