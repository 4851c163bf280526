"""Notes of conduct, steps and their evidence, the ready answers of steps."""

from otklik.conduct.models.measure import Evidence, Kind, Measure
from otklik.conduct.models.note import Note
from otklik.conduct.models.reply import Reply

__all__ = ["Evidence", "Kind", "Measure", "Note", "Reply"]
