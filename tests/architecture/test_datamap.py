"""Every column that can hold words is in the data map (F28)."""

import pytest
from django.apps import apps
from django.db import connection

from otklik.kernel import datamap
from tests.architecture.source import none_of

WORDY = [
    "text",
    "character varying",
    "character",
    "bytea",
    "json",
    "jsonb",
    "inet",
    "ARRAY",
    "tsvector",
    "USER-DEFINED",
    "xml",
]


def _columns():
    """(table, column) of everything in the database that could hold words, except choices and keys of other rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables"
            " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            " AND data_type = ANY(%s) AND is_generated = 'NEVER'",
            [WORDY],
        )
        return set(cursor.fetchall()) - _choices()


def _choices():
    return {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.choices
    }


def _declared():
    return {(table, column) for table, columns in datamap.tables().items() for column in columns}


@pytest.mark.django_db
def test_every_column_with_words_is_in_the_data_map():
    none_of(f"{table}.{column}" for table, column in _columns() - _declared())


@pytest.mark.django_db
def test_the_data_map_names_only_what_exists():
    none_of(f"{table}.{column}" for table, column in _declared() - _columns())


def test_an_entry_says_something():
    none_of(
        f"{table}.{name}"
        for table, columns in datamap.tables().items()
        for name, column in columns.items()
        if not (column.what and column.why and column.kept)
    )
