"""The full-text index of the database in use, kept in step by the database itself.

The words arrive stemmed, so neither database stems: FTS5 splits at blanks and keeps every letter,
PostgreSQL uses its configuration `simple`. Both therefore find the same.
"""

from django.db import migrations

COLUMNS = 'title_words, kind_words, line_words, body_words'
OLD = 'old.id, old.title_words, old.kind_words, old.line_words, old.body_words'
NEW = 'new.id, new.title_words, new.kind_words, new.line_words, new.body_words'
TAKE_OUT = f"INSERT INTO search_text(search_text, rowid, {COLUMNS}) VALUES ('delete', {OLD});"
PUT_IN = f'INSERT INTO search_text(rowid, {COLUMNS}) VALUES ({NEW});'
MAKE = {
    'postgresql': [
        """
        ALTER TABLE search_entry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('simple', title_words), 'A') ||
            setweight(to_tsvector('simple', kind_words), 'B') ||
            setweight(to_tsvector('simple', line_words), 'C') ||
            setweight(to_tsvector('simple', body_words), 'D')
        ) STORED
        """,
        'CREATE INDEX search_entry_vector ON search_entry USING gin (vector)',
    ],
    'sqlite': [
        f"""
        CREATE VIRTUAL TABLE search_text USING fts5(
            {COLUMNS}, content='search_entry', content_rowid='id',
            tokenize='unicode61 remove_diacritics 0', prefix='2 3'
        )
        """,
        f'CREATE TRIGGER search_entry_in AFTER INSERT ON search_entry BEGIN {PUT_IN} END',
        f'CREATE TRIGGER search_entry_out AFTER DELETE ON search_entry BEGIN {TAKE_OUT} END',
        f"""
        CREATE TRIGGER search_entry_new AFTER UPDATE ON search_entry
        BEGIN {TAKE_OUT} {PUT_IN} END
        """,
    ],
}
UNMAKE = {
    'postgresql': ['ALTER TABLE search_entry DROP COLUMN vector'],
    'sqlite': [
        'DROP TRIGGER search_entry_in',
        'DROP TRIGGER search_entry_out',
        'DROP TRIGGER search_entry_new',
        'DROP TABLE search_text',
    ],
}


def run(statements):
    def run_those_of_the_database(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement)

    return run_those_of_the_database


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_entries_words_index'),
    ]

    operations = [
        migrations.RunPython(run(MAKE), run(UNMAKE)),
    ]
