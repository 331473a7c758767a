"""What imports cannot show: which way foreign keys point, and which rules the database keeps."""

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import DatabaseError

from common import triggers
from common.models import AuditEntry
from tests.moments import NOON

STORY = [
    "common",
    "accounts",
    "mailing",
    "links",
    "events",
    "kits",
    "guests",
    "sales",
    "reports",
    "flows",
    "web",
    "desk",
    "api",
]


def our_foreign_keys() -> list[models.Field]:
    return [
        field
        for model in apps.get_models()
        if model._meta.app_label in STORY
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.OneToOneField)
        and field.related_model._meta.app_label in STORY
    ]


@pytest.mark.parametrize("field", our_foreign_keys(), ids=str)
def test_foreign_key_points_to_the_same_or_an_earlier_room(field):
    here, there = field.model._meta.app_label, field.related_model._meta.app_label

    assert STORY.index(there) <= STORY.index(here)


@pytest.mark.parametrize("field", our_foreign_keys(), ids=str)
def test_cross_room_key_leaves_no_way_back(field):
    if field.model._meta.app_label != field.related_model._meta.app_label:
        assert field.remote_field.hidden, "write related_name='+'"


def test_every_state_and_kind_is_checked_by_the_database():
    unchecked = []
    for model in apps.get_models():
        if model._meta.app_label not in STORY:
            continue
        known = " ".join(
            str(c.condition) for c in model._meta.constraints if hasattr(c, "condition")
        )
        for field in model._meta.get_fields():
            if getattr(field, "choices", None) and f"('{field.name}__in'" not in known:
                unchecked.append(f"{model._meta.label}.{field.name}")

    assert unchecked == []


@pytest.mark.django_db
def test_every_declared_trigger_stands_after_all_migrations():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        standing = {name for (name,) in cursor.fetchall()}

    declared = {name for t in triggers.declared() for name in t.names(connection.vendor)}
    assert declared - standing == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines.update(action="test.undone"),
        # Not the ORM's delete: it may be answered before the database is asked.
        lambda lines: lines._raw_delete(lines.db),
    ],
    ids=["update", "delete"],
)
def test_the_audit_log_refuses_a_change(change):
    from common import audit

    audit.record(chain="test", actor="system", action="test.done", at=NOON)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(AuditEntry.objects.all())

    assert audit.first_broken("test") is None


@pytest.mark.django_db
def test_a_line_changed_behind_the_triggers_is_found():
    from common import audit
    from tests.conftest import drop_triggers

    for number in range(3):
        audit.record(chain="test", actor="system", action=f"step.{number}", at=NOON)
    drop_triggers()
    AuditEntry.objects.filter(chain="test", seq=2).update(action="step.9")

    broken = audit.first_broken("test")
    triggers.install()

    assert broken == audit.Broken("test", 2, "its text was changed")
