"""Calendars, their unrolled intervals, and business time in SQL (D5).

`clocks_opened(calendar, at)`          open microseconds before `at`
`clocks_elapsed(calendar, a, b)`       open seconds between two instants, never negative
`clocks_after(calendar, a, seconds)`   the first instant after so many open seconds; NULL beyond the unrolled years
"""

import django.db.models.deletion
import otklik.kernel.translated
from django.conf import settings
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION clocks_opened(which bigint, moment timestamptz) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce((
    SELECT o.before + (extract(epoch FROM least(moment, o.ends_at) - o.starts_at) * 1000000)::bigint
    FROM clocks_opening o
    WHERE o.calendar_id = which AND o.starts_at <= moment
    ORDER BY o.starts_at DESC LIMIT 1), 0)
$$;

CREATE FUNCTION clocks_elapsed(which bigint, since timestamptz, until timestamptz) RETURNS double precision
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT greatest(0, clocks_opened(which, until) - clocks_opened(which, since)) / 1000000.0::double precision
$$;

CREATE FUNCTION clocks_after(which bigint, since timestamptz, seconds double precision) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN seconds <= 0 THEN since ELSE (
    SELECT CASE WHEN reached <= o.ends_at THEN reached END
    FROM (SELECT clocks_opened(which, since) + round(seconds * 1000000)::bigint AS target) t,
    LATERAL (
      SELECT starts_at, ends_at, before FROM clocks_opening
      WHERE calendar_id = which AND before < t.target
      ORDER BY before DESC LIMIT 1) o,
    LATERAL (SELECT o.starts_at + make_interval(secs => (t.target - o.before) / 1000000.0::double precision) AS reached) r
  ) END
$$;
"""

NO_FUNCTIONS = """
DROP FUNCTION clocks_after(bigint, timestamptz, double precision);
DROP FUNCTION clocks_elapsed(bigint, timestamptz, timestamptz);
DROP FUNCTION clocks_opened(bigint, timestamptz);
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0002_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', otklik.kernel.translated.TranslatedField(default=dict)),
                ('time_zone', models.CharField(max_length=50)),
                ('country', models.CharField(blank=True, choices=[('RU', 'Russia'), ('BY', 'Belarus'), ('KZ', 'Kazakhstan'), ('UA', 'Ukraine'), ('GE', 'Georgia'), ('AM', 'Armenia'), ('DE', 'Germany')], max_length=2)),
                ('is_default', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('opens_since', models.DateField(null=True)),
                ('opens_until', models.DateField(null=True)),
            ],
            options={
                'ordering': ['-is_default', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('is_default',), name='calendar_default')],
            },
        ),
        migrations.CreateModel(
            name='CalendarLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='of_lines', to='clocks.calendar')),
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='works_by', to='people.line')),
            ],
        ),
        migrations.CreateModel(
            name='CalendarOrganization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='of_organizations', to='clocks.calendar')),
                ('organization', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='served_by', to='people.organization')),
            ],
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField()),
                ('kind', models.CharField(choices=[('holiday', 'public holiday'), ('off', 'day off'), ('work', 'working day'), ('short', 'shortened day')], max_length=10)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('like', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('shorter_by', models.PositiveSmallIntegerField(default=0)),
                ('source', models.CharField(blank=True, max_length=40)),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='clocks.calendar')),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['date'],
                'constraints': [models.UniqueConstraint(fields=('calendar', 'date'), name='calendar_day')],
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('before', models.BigIntegerField()),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='clocks.calendar')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('calendar', 'starts_at'), name='opening_start'), models.UniqueConstraint(fields=('calendar', 'before'), name='opening_before')],
            },
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField()),
                ('starts', models.PositiveSmallIntegerField()),
                ('ends', models.PositiveSmallIntegerField()),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='periods', to='clocks.calendar')),
            ],
            options={
                'ordering': ['weekday', 'starts'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__lte', 1440), ('starts__lt', models.F('ends')), ('weekday__lt', 7)), name='period_sane')],
            },
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
