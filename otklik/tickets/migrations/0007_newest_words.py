"""The index of words in parts: the newest messages can be asked alone, so that a common word costs no more than a rare one."""

from django.db import migrations

WORDS = "to_tsvector('pg_catalog.russian'::regconfig, translate(left({}, 20000), 'ёЁ', 'еЕ'))"


def _index(name: str, table: str, column: str) -> migrations.RunSQL:
    words = WORDS.format(column)
    return migrations.RunSQL(
        f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} USING gin ((id >> 15), ({words}))",
        f"DROP INDEX IF EXISTS {name}",
    )


class Migration(migrations.Migration):

    atomic = False
    dependencies = [("tickets", "0006_groups")]

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gin", migrations.RunSQL.noop),
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS message_words", migrations.RunSQL.noop),
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS ticket_words", migrations.RunSQL.noop),
        _index("message_words_by_part", "tickets_message", "body"),
        _index("ticket_words_by_part", "tickets_ticket", "subject"),
    ]
