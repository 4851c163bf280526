"""Trackers, tasks, and what is to be done between them and requests."""

from otklik.development.models.task import Concern, DueMove, Errand, Remark, Stop, Task
from otklik.development.models.tracker import Flavour, Hook, Tracker

__all__ = ["Concern", "DueMove", "Errand", "Flavour", "Hook", "Remark", "Stop", "Task", "Tracker"]
