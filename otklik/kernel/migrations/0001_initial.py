"""The kernel's tables that know nobody; events, which name a person, come next, so that people may point down here."""

import django.db.models.deletion
from django.db import migrations, models

import otklik.kernel.clock


class Migration(migrations.Migration):

    initial = True

    dependencies = [("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.CreateModel(
            name='FailedJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(max_length=128)),
                ('args', models.JSONField(default=dict)),
                ('lock', models.TextField(null=True)),
                ('unique', models.TextField(null=True)),
                ('attempts', models.IntegerField()),
                ('error', models.TextField()),
                ('at', models.DateTimeField(db_index=True)),
                ('solved_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Fleeting',
            fields=[
                ('key', models.CharField(max_length=250, primary_key=True, serialize=False)),
                ('count', models.BigIntegerField(default=0)),
                ('value', models.BinaryField(null=True)),
                ('until', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='SettingValue',
            fields=[
                ('name', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('value', models.JSONField()),
                ('changed_at', models.DateTimeField(default=otklik.kernel.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('person_id', models.BigIntegerField(null=True)),
                ('verb', models.CharField(max_length=80)),
                ('response', models.JSONField(null=True)),
                ('at', models.DateTimeField(db_index=True, default=otklik.kernel.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'person_id'), name='once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=otklik.kernel.clock.now)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('code', models.CharField(max_length=60)),
                ('noun', models.CharField(max_length=30)),
                ('noun_id', models.CharField(max_length=60)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('request_id', models.UUIDField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['noun', 'noun_id', 'id'], name='audit_noun')],
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('size', models.BigIntegerField()),
                ('mime', models.CharField(max_length=100)),
                ('width', models.IntegerField(null=True)),
                ('height', models.IntegerField(null=True)),
                ('created_at', models.DateTimeField(default=otklik.kernel.clock.now)),
                ('thumbnail', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kernel.storedfile')),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE kernel_fleeting SET UNLOGGED",  # F5: a crash may forget counters
            "ALTER TABLE kernel_fleeting SET LOGGED",
        ),
        migrations.RunSQL(  # F25: NOTIFY inside the business transaction would cap the server at one commit for each fsync
            "ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1",
            "ALTER TABLE procrastinate_jobs ENABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1",
        ),
    ]
