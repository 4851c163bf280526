"""Atlassian Document Format: what Jira Cloud's v3 interface takes and gives instead of plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

DEEPEST = 40
LONGEST = 30_000
"""Characters of one comment that are read; Jira takes 32,767."""
_BLOCKS = {
    *("paragraph", "heading", "listItem", "blockquote", "codeBlock", "tableRow", "rule", "taskItem", "decisionItem"),
    *("panel", "mediaSingle"),
}


def to_adf(text: str) -> dict[str, Any]:
    """A document of paragraphs, one for each line."""
    lines = text.splitlines() or [""]
    return {"version": 1, "type": "doc", "content": [_paragraph(line) for line in lines]}


def text_of(document: object) -> str:
    """The words of a document, a line for each block; whatever is no document gives nothing."""
    if isinstance(document, str):
        return document[:LONGEST]
    text = "".join(_pieces(document, DEEPEST))
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(lines).strip()[:LONGEST]


def _paragraph(line: str) -> dict[str, Any]:
    return {"type": "paragraph", "content": [{"type": "text", "text": line}] if line else []}


def _pieces(node: object, deeper: int) -> Iterator[str]:
    if not isinstance(node, dict) or deeper <= 0:
        return
    kind, attrs = str(node.get("type")), node.get("attrs")
    words = attrs if isinstance(attrs, dict) else {}
    if kind == "text":
        yield str(node.get("text") or "")
    elif kind == "hardBreak":
        yield "\n"
    elif kind in ("mention", "emoji"):
        yield str(words.get("text") or words.get("shortName") or "")
    elif kind in ("inlineCard", "blockCard"):
        yield str(words.get("url") or "")
    content = node.get("content")
    for child in content if isinstance(content, list) else ():
        yield from _pieces(child, deeper - 1)
    if kind in _BLOCKS:
        yield "\n"
