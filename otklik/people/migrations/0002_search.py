"""Names and addresses are found by any part of them."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS pg_trgm", migrations.RunSQL.noop),
        migrations.RunSQL(
            "CREATE INDEX person_name_parts ON people_person USING gin (upper(name) gin_trgm_ops)",
            "DROP INDEX person_name_parts",
        ),
        migrations.RunSQL(
            "CREATE INDEX identity_parts ON people_identity USING gin (upper(normalised) gin_trgm_ops)",
            "DROP INDEX identity_parts",
        ),
    ]
