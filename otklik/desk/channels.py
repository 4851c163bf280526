"""How words came and went, as staff say it."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

_KNOWN = {
    "email": (pgettext_lazy("channel", "letter"), "mail"),
    "form": (pgettext_lazy("channel", "form on the site"), "globe"),
    "portal": (pgettext_lazy("channel", "on the site"), "globe"),
    "widget": (pgettext_lazy("channel", "chat"), "message-circle"),
    "chat": (pgettext_lazy("channel", "chat"), "message-circle"),
    "telegram": (pgettext_lazy("channel", "Telegram"), "send"),
    "phone": (pgettext_lazy("channel", "call"), "phone"),
    "internal": (pgettext_lazy("channel", "from colleagues"), "building-2"),
    "tracker": (pgettext_lazy("channel", "from development"), "code-xml"),
    "silence": (pgettext_lazy("channel", "reminder"), "alarm-clock"),
    "api": (pgettext_lazy("channel", "from your system"), "code-xml"),
}


def words(channel: str) -> str:
    """«письмо», «звонок»; empty for none."""
    return str(_KNOWN[channel][0]) if channel in _KNOWN else channel


def icon(channel: str) -> str:
    """The icon that stands beside the words."""
    return _KNOWN[channel][1] if channel in _KNOWN else "message-square"
