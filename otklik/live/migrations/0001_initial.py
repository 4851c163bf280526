from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Name",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
                ("topics", models.TextField()),
                ("name", models.TextField()),
            ],
            options={"db_table": "live_name"},
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person_id", models.BigIntegerField()),
                ("place", models.TextField()),
                ("doing", models.TextField()),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "db_table": "live_presence",
                "indexes": [models.Index(fields=["seen_at"], name="presence_seen")],
                "constraints": [models.UniqueConstraint(fields=["place", "person_id"], name="presence_once")],
            },
        ),
        migrations.RunSQL("ALTER TABLE live_presence SET UNLOGGED", "ALTER TABLE live_presence SET LOGGED"),
    ]
