"""The kernel's tables, gathered for Django."""

from otklik.kernel.audit import AuditEntry
from otklik.kernel.events import Event
from otklik.kernel.files import StoredFile
from otklik.kernel.jobs import FailedJob
from otklik.kernel.once import Answer
from otklik.kernel.settings import SettingValue
from otklik.kernel.throttle import Fleeting

__all__ = ["Answer", "AuditEntry", "Event", "FailedJob", "Fleeting", "SettingValue", "StoredFile"]
