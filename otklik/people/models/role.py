from django.db import models

from otklik.kernel.translated import TranslatedField


class Role(models.Model):
    """What a member of staff may do: a name and a list of rights (`otklik.people.rights`). Customers have none.

    `seeded` are the rights that a release has given once, so that what a person took away is not given again; null
    where a role is older than this memory.
    """

    code = models.SlugField(max_length=30, unique=True)
    name = TranslatedField(default=dict)
    rights = models.JSONField(default=list)
    seeded = models.JSONField(null=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
