"""The log that a stream catches up from, and who is where at the moment."""

from django.db import models


class Name(models.Model):
    """A name that was said; ids follow the order of commits, so a reader may go by "greater than the last"."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    topics = models.TextField()
    name = models.TextField()

    class Meta:
        db_table = "live_name"


class Presence(models.Model):
    """Who looks at a place, or types there; unlogged, because it is worth a minute."""

    id = models.BigAutoField(primary_key=True)
    person_id = models.BigIntegerField()
    place = models.TextField()
    doing = models.TextField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "live_presence"
        constraints = [models.UniqueConstraint(fields=["place", "person_id"], name="presence_once")]
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]
