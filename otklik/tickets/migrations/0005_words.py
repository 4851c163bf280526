"""Whatever was said is found by its words."""

from django.db import migrations

WORDS = "to_tsvector('pg_catalog.russian'::regconfig, translate(left({}, 20000), 'ёЁ', 'еЕ'))"


def _index(name: str, table: str, column: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} USING gin ({WORDS.format(column)})",
        f"DROP INDEX IF EXISTS {name}",
    )


class Migration(migrations.Migration):

    atomic = False
    dependencies = [("tickets", "0004_relocation")]

    operations = [
        _index("message_words", "tickets_message", "body"),
        _index("ticket_words", "tickets_ticket", "subject"),
    ]
