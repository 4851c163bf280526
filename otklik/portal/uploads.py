"""Files of a form: kept as attachments of a message to come, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from otklik.kernel.verbs import Refused
from otklik.people.models import Person
from otklik.tickets import attaching
from otklik.tickets.models import Attachment

MOST = 10


def keep(uploaded: Sequence[UploadedFile[Any]], *, owner: Person) -> list[Attachment]:
    """Attachments for the files of one form. Raises `Refused` for too many, FileTooLarge for one that is too large."""
    chosen = [file for file in uploaded if file]
    if len(chosen) > MOST:
        raise Refused("files.many", _("Up to %(most)d files at a time.") % {"most": MOST})
    return [attaching.attach(cast("BinaryIO", file.file), file.name or "", by=owner) for file in chosen]
