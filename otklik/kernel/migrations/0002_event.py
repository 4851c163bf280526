"""The history of everything, append-only (F7)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION kernel_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('otklik.erasing', true), '') <> 'on' THEN
        RAISE EXCEPTION 'kernel_event is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER kernel_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON kernel_event
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_event_append_only();
"""

CHANGEABLE = """
DROP TRIGGER kernel_event_append_only ON kernel_event;
DROP FUNCTION kernel_event_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [("kernel", "0001_initial"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_index=True)),
                ('code', models.CharField(max_length=60)),
                ('side', models.CharField(choices=[('support', 'Support'), ('customer', 'Customer'), ('system', 'System')], max_length=10)),
                ('noun', models.CharField(max_length=30)),
                ('noun_id', models.BigIntegerField()),
                ('ticket_id', models.BigIntegerField(null=True)),
                ('data', models.JSONField(default=dict)),
                ('cause_id', models.BigIntegerField(null=True)),
                ('request_id', models.UUIDField(null=True)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ticket_id__isnull', False)), fields=['ticket_id', 'id'], name='event_ticket'), models.Index(fields=['noun', 'noun_id', 'id'], name='event_noun'), models.Index(fields=['code', 'at'], name='event_code')],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
    ]
