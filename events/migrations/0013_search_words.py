from itertools import batched

from django.db import migrations

import common.search

AT_ONCE = 2_000


def write_words(apps, schema_editor):
    """Write the words of what was handed in before."""
    Application = apps.get_model("events", "Application")
    handed_in = Application.objects.filter(submitted_at__isnull=False, search_words="")
    numbers = list(handed_in.values_list("pk", flat=True))
    for some in batched(numbers, AT_ONCE, strict=False):
        rows = list(Application.objects.select_related("user").filter(pk__in=some))
        for one in rows:
            one.search_words = common.search.plain_words(
                one.first_name,
                one.last_name,
                one.postcode,
                one.city,
                one.receipt_number or "",
                one.user.email,
            )
        Application.objects.bulk_update(rows, ["search_words"])


def index(apps, schema_editor):
    common.search.index_words(
        schema_editor,
        table="events_application",
        column="search_words",
        name="application_words",
    )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('DROP INDEX "application_words"')


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0012_applications_newest_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="search_words",
            field=common.search.SearchWords(
                blank=True,
                db_default="",
                help_text="Name, place, address of mail and receipt as bare words, to be found by.",
            ),
        ),
        migrations.RunPython(write_words, migrations.RunPython.noop),
        migrations.RunPython(index, drop_index),
    ]
