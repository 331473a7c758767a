"""Whoever tries to change what is sealed is refused by the database, and stands in the draw's log."""

import pytest
from celery import shared_task
from django.db import IntegrityError, transaction

from common import outbox
from common.models import OutboxMessage
from events.domain import draws
from events.models import Bundle, Draw, Entrant, Rank
from events.queries.draws import log_lines
from flows import attempts, delivery, facts
from tests.desk.conftest import sign_in
from tests.factories.draws import drawn_draw, officer, sealed_draw
from tests.moments import NOON

TRIED = "Somebody tried to change what is sealed; the database refused."


def tried(draw: Draw) -> list[tuple[str, str]]:
    return [(line.data["text"], line.by) for line in log_lines(draw) if line.kind == "ATTEMPT"]


def changes(draw: Draw) -> list:
    """One refused change of each sealed table, by rows and by row."""
    entrant, rank = (
        Entrant.objects.filter(draw=draw),
        Rank.objects.filter(draw=draw, place__isnull=True),
    )

    def saved():
        one = entrant.get(index=1)
        one.chances = 9
        one.save()

    return [
        lambda: Draw.objects.filter(pk=draw.pk).update(root="0" * 64),
        lambda: Draw.every.filter(pk=draw.pk).update(randomness="0" * 64),
        lambda: Bundle.objects.filter(draw=draw).update(sealed_text="{}"),
        lambda: entrant.update(stratum_key="sud"),
        lambda: rank.update(arm="WINNER"),
        rank.delete,
        rank[0].delete,
        saved,
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(8))
def test_a_view_that_changes_a_sealed_row_names_who_asked_for_it(monkeypatch, number):
    draw = drawn_draw()
    member = officer(draw.campaign.brand).memberships.get()
    client = sign_in(member)
    client.raise_request_exception = False

    @transaction.atomic
    def tampered(**_how):
        changes(draw)[number]()

    monkeypatch.setattr(draws, "void", tampered)
    answer = client.post(
        f"/desk/{draw.campaign.brand.slug}/draws/{draw.campaign.slug}/void",
        {"reason": "A region was missing."},
    )

    who = next(line.by for line in log_lines(draw) if line.kind == "ATTEMPT")
    assert answer.status_code == 500
    assert tried(draw) == [(TRIED, who)] and who.startswith("officer-")
    assert Draw.objects.get(pk=draw.pk).root == draw.root


@pytest.mark.django_db(transaction=True)
def test_a_handler_and_a_task_are_noted_as_the_house(monkeypatch):
    draw = drawn_draw()
    one, other = changes(draw)[3], changes(draw)[4]
    with transaction.atomic():
        message = outbox.publish("kit.allocated", kit_id=1)
    monkeypatch.setitem(facts.FACTS, "kit.allocated", ["any"])
    monkeypatch.setattr(facts, "load", lambda _path: lambda **_ids: one())

    @shared_task(name="tests.tampers")
    def tampers():
        other()

    delivery.deliver(message_id=message.pk)
    tampers.apply()

    assert tried(draw) == [(TRIED, "system")] * 2
    assert OutboxMessage.objects.get(pk=message.pk).attempts == 1


@pytest.mark.django_db
def test_other_refusals_of_the_database_are_nobodys_attempt():
    draw = sealed_draw()

    with pytest.raises(IntegrityError) as refused:
        Draw.every.filter(pk=draw.pk).update(state="LOST")
    attempts.note(refused.value, by=None, at=NOON)

    assert not isinstance(refused.value, attempts.SealedChange)
    assert tried(draw) == []


@pytest.mark.django_db
def test_what_the_house_itself_refuses_after_the_seal_is_noted():
    draw = sealed_draw()
    second = officer(draw.campaign.brand)
    draws.void(draw=draw, by=draw.sealed_by, at=NOON, reason="A region was missing.")

    for attempt in (
        lambda: draws.void(draw=draw, by=second, at=NOON, reason="A region was missing again."),
        lambda: draws.ask_draw(draw=draw, by=second, at=NOON),
    ):
        with pytest.raises(draws.AlreadyDrawn):
            attempt()

    assert [text for text, _ in tried(draw)] == [
        "Somebody tried to make a void draw void again; refused.",
        "Somebody tried to draw a void draw; refused.",
    ]
