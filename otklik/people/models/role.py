from django.db import models

from otklik.kernel.translated import TranslatedField


class Role(models.Model):
    """What a member of staff may do: a name and a list of rights (`otklik.people.rights`). Customers have none."""

    code = models.SlugField(max_length=30, unique=True)
    name = TranslatedField(default=dict)
    rights = models.JSONField(default=list)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
