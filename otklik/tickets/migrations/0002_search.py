"""Subjects are found by any part of them, promises by their time."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [("tickets", "0001_initial"), ("people", "0002_search")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX ticket_subject_parts ON tickets_ticket USING gin (upper(subject) gin_trgm_ops)",
            "DROP INDEX ticket_subject_parts",
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                fields=["next_word_by"], name="ticket_promise", condition=Q(next_word_by__isnull=False)
            ),
        ),
    ]
