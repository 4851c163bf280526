"""Our mark in Markdown: a comment that nobody sees, by which what we wrote is known again (GitLab, GitHub)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from otklik.development.exchange import within
from otklik.kernel.text import clean

LONGEST = 30_000
"""Characters of one text, as with Jira; GitHub takes 65,536, GitLab a million."""
_MARK = re.compile(r"\s*<!-- otklik[a-z0-9-]{0,60} -->")


def marked(text: str, mark: str = "otklik") -> str:
    """The text with our mark below."""
    return f"{clean(text)[:LONGEST]}\n\n{_comment(mark)}"


def has(told: object, mark: str) -> bool:
    """Whether a text bears this very mark."""
    return isinstance(told, str) and _comment(mark) in told


def is_marked(told: object) -> bool:
    """Whether a text is ours."""
    return isinstance(told, str) and _MARK.search(told) is not None


def text_of(told: object) -> str:
    """What people read of it."""
    return clean(_MARK.sub("", told)[:LONGEST]).strip() if isinstance(told, str) else ""


def first_with(mark: str, found: Iterable[object], name: str) -> object:
    """The first of the things whose text `name` bears the mark."""
    return next((one for one in found if has(within(one, name), mark)), None)


def _comment(mark: str) -> str:
    return f"<!-- {mark} -->"
