"""The database itself refuses to rewrite the log of prices.

SQLite rebuilds a table whose columns change and drops its triggers then: a later migration of
this table has to make the trigger again. Deleting is left to the models there, since emptying a
SQLite database (`manage.py flush`, tests) deletes row by row.
"""

from django.db import migrations

GUARD = {
    'postgresql': [
        """
        CREATE FUNCTION catalogue_pricechange_only_grows() RETURNS trigger AS $$
        BEGIN RAISE EXCEPTION 'The log of prices only grows.'; END $$ LANGUAGE plpgsql
        """,
        """
        CREATE TRIGGER catalogue_pricechange_only_grows
        BEFORE UPDATE OR DELETE ON catalogue_pricechange
        FOR EACH ROW EXECUTE FUNCTION catalogue_pricechange_only_grows()
        """,
    ],
    'sqlite': [
        """
        CREATE TRIGGER catalogue_pricechange_only_grows BEFORE UPDATE ON catalogue_pricechange
        BEGIN SELECT RAISE(ABORT, 'The log of prices only grows.'); END
        """,
    ],
}
OPEN = {
    'postgresql': [
        'DROP TRIGGER catalogue_pricechange_only_grows ON catalogue_pricechange',
        'DROP FUNCTION catalogue_pricechange_only_grows',
    ],
    'sqlite': ['DROP TRIGGER catalogue_pricechange_only_grows'],
}


def run(statements):
    def run_those_of_the_database(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement)

    return run_those_of_the_database


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0005_first_entries_of_price_log'),
    ]

    operations = [
        migrations.RunPython(run(GUARD), run(OPEN)),
    ]
