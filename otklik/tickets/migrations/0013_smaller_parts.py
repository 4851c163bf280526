"""Parts of eight thousand: a word that stands everywhere reads some hundreds of pages of the newest, not thousands."""

from django.db import migrations

WORDS = "to_tsvector('pg_catalog.russian'::regconfig, translate(left({}, 20000), 'ёЁ', 'еЕ'))"


def _index(name: str, old: str, table: str, column: str) -> list[migrations.RunSQL]:
    words = WORDS.format(column)
    return [
        migrations.RunSQL(
            f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} USING gin ((id >> 13), ({words}))",
            f"DROP INDEX IF EXISTS {name}",
        ),
        migrations.RunSQL(
            f"DROP INDEX CONCURRENTLY IF EXISTS {old}",
            f"CREATE INDEX IF NOT EXISTS {old} ON {table} USING gin ((id >> 15), ({words}))",
        ),
    ]


class Migration(migrations.Migration):

    atomic = False
    dependencies = [("tickets", "0012_work_type")]

    operations = [
        *_index("message_words_in_parts", "message_words_by_part", "tickets_message", "body"),
        *_index("ticket_words_in_parts", "ticket_words_by_part", "tickets_ticket", "subject"),
    ]
