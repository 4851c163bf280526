"""What an administrator does in a tracker before it works with us, one kind at a time."""

from __future__ import annotations

from django.utils.translation import gettext as _

from otklik.development.models import Flavour


def setups() -> list[tuple[str, str, list[str]]]:
    """Each kind with its name and its steps."""
    return [(flavour.value, flavour.label, _steps(flavour)) for flavour in Flavour]


def _steps(flavour: Flavour) -> list[str]:
    if flavour == Flavour.GITLAB:
        return [
            _("Make an access token of the project, role Reporter, scope api, and enter it here."),
            _("A date is the one of the task, or of its milestone. The version is the milestone."),
            _("“Released” is a label that developers put on the task, or “closed”."),
            _("Calls: Settings → Webhooks, Issues events and Comments. The secret token there is the key here."),
        ]
    if flavour == Flavour.GITHUB:
        return [
            _("Make a fine-grained token for the repository that may read and write Issues, and enter it here."),
            _("Date and version are those of the milestone: GitHub’s tasks have no date of their own."),
            _("“Released” is a label that developers put on the task, or “completed”."),
            _("Calls: Settings → Webhooks, events Issues and Issue comments. The secret there is the key here."),
        ]
    first = {
        Flavour.CLOUD: _("Make an API token for an account of the project, and enter its e-mail and the token."),
        Flavour.SERVER: _("Make a personal access token for an account of the project, and leave the e-mail empty."),
    }
    return [
        first[flavour],
        _("Date, version and assignee are those of the task. “Released” is one of its statuses."),
        _("Calls: System → WebHooks, events of issues and comments. The secret there is the key here."),
    ]
