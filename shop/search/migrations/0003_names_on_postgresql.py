"""A GIN index knows no weights: words that name a thing get a small vector of their own.

Nearly every product has some oil in it; few are oils. SQLite's index knows columns by itself.
"""

from django.db import migrations

MAKE = [
    """
    ALTER TABLE search_entry ADD COLUMN names tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', title_words) || to_tsvector('simple', kind_words)
    ) STORED
    """,
    'CREATE INDEX search_entry_names ON search_entry USING gin (names)',
]
UNMAKE = ['ALTER TABLE search_entry DROP COLUMN names']


def run(statements):
    def run_on_postgresql(apps, schema_editor):
        if schema_editor.connection.vendor == 'postgresql':
            for statement in statements:
                schema_editor.execute(statement)

    return run_on_postgresql


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0002_full_text_index'),
    ]

    operations = [
        migrations.RunPython(run(MAKE), run(UNMAKE)),
    ]
