"""Rules the database keeps by itself: append-only tables and sealed rows.

Each room's AppConfig may carry ``triggers``; all are installed after every migrate, because SQLite
rebuilds a table on ALTER and drops them silently.
"""

from dataclasses import dataclass, field

from django.apps import apps
from django.db import connections

ENDS = ("_u", "_d", "_t", "_i")  # of update, delete, truncate, insert


@dataclass(frozen=True)
class Trigger:
    """Refuse UPDATE of ``columns`` (every column when empty) and, if said, DELETE and TRUNCATE.

    ``when`` narrows it by a condition on OLD, in SQL that both engines read. ``may_become`` maps a
    column to the one literal it may still be changed to (a salt to ''); used with ``columns``.
    ``no_insert_when`` refuses new rows too, by a condition on a row that it calls ``{row}``.
    """

    name: str
    table: str
    message: str
    columns: tuple[str, ...] = ()
    refuse_delete: bool = True
    when: str = ""
    may_become: dict[str, str] = field(default_factory=dict)
    no_insert_when: str = ""

    def names(self, vendor: str) -> list[str]:
        """The triggers that stand for this rule on one engine; only PostgreSQL knows TRUNCATE."""
        stands = {
            "_u": True,
            "_d": self.refuse_delete,
            "_t": self.refuse_delete and vendor == "postgresql",
            "_i": bool(self.no_insert_when),
        }
        return [f"{self.name}{end}" for end in ENDS if stands[end]]


def install(using: str = "default") -> list[str]:
    """(Re)create every declared trigger on the database ``using``; returns their names."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    names = []
    with connection.cursor() as cursor:
        for trigger in declared():
            if trigger.table not in tables:
                continue
            statements = _sqlite(trigger) if connection.vendor == "sqlite" else _postgres(trigger)
            for statement in statements:
                cursor.execute(statement)
            names.append(trigger.name)
    return names


def declared() -> list[Trigger]:
    """Return the triggers of every room, in room order."""
    return [t for config in apps.get_app_configs() for t in getattr(config, "triggers", ())]


def _changed(trigger: Trigger, distinct: str) -> str:
    clauses = []
    for column in trigger.columns:
        clause = f'OLD."{column}" {distinct} NEW."{column}"'
        if column in trigger.may_become:
            allowed = trigger.may_become[column]
            becomes = (
                f'NEW."{column}" IS NULL' if allowed == "NULL" else f'NEW."{column}" = {allowed}'
            )
            clause = f"({clause} AND NOT ({becomes}))"
        clauses.append(clause)
    return " OR ".join(clauses) or "1 = 1"


def _sqlite(trigger: Trigger) -> list[str]:
    when = f"({trigger.when}) AND " if trigger.when else ""
    raise_ = f"SELECT RAISE(ABORT, '{trigger.message}');"
    found = [
        f'DROP TRIGGER IF EXISTS "{trigger.name}_u"',
        (
            f'CREATE TRIGGER "{trigger.name}_u" BEFORE UPDATE ON "{trigger.table}" FOR EACH ROW '
            f"WHEN {when}({_changed(trigger, 'IS NOT')}) BEGIN {raise_} END"
        ),
        f'DROP TRIGGER IF EXISTS "{trigger.name}_d"',
    ]
    if trigger.refuse_delete:
        clause = f"WHEN ({trigger.when}) " if trigger.when else ""
        found.append(
            f'CREATE TRIGGER "{trigger.name}_d" BEFORE DELETE ON "{trigger.table}" FOR EACH ROW '
            f"{clause}BEGIN {raise_} END"
        )
    found.append(f'DROP TRIGGER IF EXISTS "{trigger.name}_i"')
    if trigger.no_insert_when:
        found.append(
            f'CREATE TRIGGER "{trigger.name}_i" BEFORE INSERT ON "{trigger.table}" FOR EACH ROW '
            f"WHEN ({trigger.no_insert_when.format(row='NEW')}) BEGIN {raise_} END"
        )
    return found


def _postgres(trigger: Trigger) -> list[str]:
    when = f"({trigger.when}) AND " if trigger.when else ""
    changed = _changed(trigger, "IS DISTINCT FROM")
    found = [
        (
            f'CREATE OR REPLACE FUNCTION "{trigger.name}_f"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$$ BEGIN RAISE EXCEPTION '{trigger.message}' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END $$"
        ),
        f'DROP TRIGGER IF EXISTS "{trigger.name}_u" ON "{trigger.table}"',
        (
            f'CREATE TRIGGER "{trigger.name}_u" BEFORE UPDATE ON "{trigger.table}" FOR EACH ROW '
            f'WHEN ({when}({changed})) EXECUTE FUNCTION "{trigger.name}_f"()'
        ),
        f'DROP TRIGGER IF EXISTS "{trigger.name}_d" ON "{trigger.table}"',
    ]
    if trigger.refuse_delete:
        clause = f"WHEN ({trigger.when}) " if trigger.when else ""
        found.append(
            f'CREATE TRIGGER "{trigger.name}_d" BEFORE DELETE ON "{trigger.table}" FOR EACH ROW '
            f'{clause}EXECUTE FUNCTION "{trigger.name}_f"()'
        )
    found.append(f'DROP TRIGGER IF EXISTS "{trigger.name}_t" ON "{trigger.table}"')
    if trigger.refuse_delete:
        found.append(
            f'CREATE TRIGGER "{trigger.name}_t" BEFORE TRUNCATE ON "{trigger.table}" '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{trigger.name}_f"()'
        )
    return found + _postgres_insert(trigger)


def _postgres_insert(trigger: Trigger) -> list[str]:
    """Asked once for each statement, not for each row: a list may be a million long."""
    found = [f'DROP TRIGGER IF EXISTS "{trigger.name}_i" ON "{trigger.table}"']
    if trigger.no_insert_when:
        clause = trigger.no_insert_when.format(row="added")
        found += [
            (
                f'CREATE OR REPLACE FUNCTION "{trigger.name}_i_f"() RETURNS trigger LANGUAGE '
                f"plpgsql AS $$ BEGIN PERFORM 1 FROM added WHERE {clause}; IF FOUND THEN "
                f"RAISE EXCEPTION '{trigger.message}' "
                f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NULL; END $$"
            ),
            (
                f'CREATE TRIGGER "{trigger.name}_i" AFTER INSERT ON "{trigger.table}" '
                f"REFERENCING NEW TABLE AS added FOR EACH STATEMENT "
                f'EXECUTE FUNCTION "{trigger.name}_i_f"()'
            ),
        ]
    return found
