"""Nothing is kept on people in silence: every column about them is told, or says why not."""

from django.apps import apps
from django.db import models

from common.held import WORDS
from flows import own_data
from tests.architecture.test_tables import STORY

OF_PEOPLE = {"accounts.User", "events.Application", "events.Party", "guests.Guest"}
PERSONAL = {
    "email",
    "email_hash",
    "first_name",
    "last_name",
    "phone",
    "address_line",
    "to_address",
    "to_name",
    "host_first_name",
    "ip",
    "birth_year",
}


def about_people() -> dict[str, type[models.Model]]:
    """Tables that name somebody, or point at a row that does."""
    return {
        model._meta.label: model
        for model in apps.get_models()
        if model._meta.app_label in STORY
        and any(
            field.name in PERSONAL
            or (field.is_relation and field.related_model._meta.label in OF_PEOPLE)
            for field in model._meta.concrete_fields
        )
    }


def test_every_table_about_people_is_told_or_says_why_not():
    told = {label for label, _ in own_data.told_columns()}

    assert set(about_people()) - told - set(own_data.NOT_TOLD) == set()
    assert told & set(own_data.NOT_TOLD) == set()
    assert set(own_data.NOT_TOLD) <= {model._meta.label for model in apps.get_models()}


def test_every_column_of_a_told_table_is_told_or_silent_on_purpose():
    """A new column fails here until its room's ``domain/holdings.py`` names it."""
    forgotten = []
    for label, columns in own_data.told_columns():
        model = apps.get_model(label)
        if model._meta.app_label not in STORY:
            continue  # a library's table: the columns that matter are named
        there = {f.name for f in model._meta.concrete_fields if not f.primary_key}
        relations = {f.name for f in model._meta.concrete_fields if f.is_relation}
        forgotten += [f"{label}.{name}" for name in sorted(there - relations - columns)]
        forgotten += [f"{label}.{name} is gone" for name in sorted(columns - there)]

    assert forgotten == []


def test_every_told_column_has_a_word_for_people():
    told = {name for room in own_data.ROOMS for names in room.TOLD.values() for name in names}

    assert told - set(WORDS) == set()
    assert set(WORDS) - told == set()
