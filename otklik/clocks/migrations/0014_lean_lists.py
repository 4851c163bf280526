from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clocks', '0013_levels'),
        ('tickets', '0014_closed_by_change'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='deadline',
            name='deadline_due',
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], include=('ticket',), name='deadline_due'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=models.Q(('degree__gt', 0), ('is_running', True)), fields=['ticket'], name='deadline_late'),
        ),
    ]
