from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_level_note'),
        ('tickets', '0013_smaller_parts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('kind', 'closed')), fields=['-changed_at', '-id'], name='ticket_closed_changed'),
        ),
    ]
