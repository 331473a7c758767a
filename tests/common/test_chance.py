"""Unpredictable by default; repeatable in a seeded demo alone, and there whoever asks first."""

from __future__ import annotations

from datetime import UTC, datetime

from common import chance, codes

AT = datetime(2027, 1, 9, 9, 0, 42, 17, tzinfo=UTC)


def test_without_a_seed_nothing_comes_twice():
    assert chance.token(32, of="a draw") != chance.token(32, of="a draw")
    assert codes.slug(of="a draw") != codes.slug(of="a draw")
    assert codes.receipt("Alma", of="one") != codes.receipt("Alma", of="one")
    assert chance.moment(AT) == AT.replace(microsecond=0)


def test_a_seed_gives_the_same_for_the_same_and_another_for_another(settings):
    settings.REHEARSAL_SEED = "1"
    first = (chance.token(32, of="a"), codes.slug(of="a"), codes.receipt("Alma", of="a"))
    again = (chance.token(32, of="a"), codes.slug(of="a"), codes.receipt("Alma", of="a"))
    settings.REHEARSAL_SEED = "2"

    assert first == again
    assert chance.token(32, of="a") != first[0]
    assert chance.token(32, of="b") != chance.token(32, of="a")
    assert chance.moment(AT) == AT.replace(second=0, microsecond=0)


def test_what_opens_doors_is_never_repeated_even_in_a_seeded_demo(settings):
    settings.REHEARSAL_SEED = "1"

    assert codes.capability() != codes.capability()
    assert codes.slug() != codes.slug()
