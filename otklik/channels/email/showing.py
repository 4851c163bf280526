"""A letter's cleaned HTML on a page: what is new, what is folded, images from the letter's own files (F3)."""

import re
from collections.abc import Callable, Mapping
from html import unescape

from markupsafe import Markup

from otklik.channels.email import parsing, quotes
from otklik.channels.email.html import SANITISER_VERSION
from otklik.channels.models import Inbound
from otklik.kernel import jobs
from otklik.tickets.models import Message

FOLD = '<hr class="fold">'
IMAGE = re.compile(r'<img src="cid:([^"]*)" alt="([^"]*)">', re.IGNORECASE)
AT_ONCE = 500


def shown(html: str, images: Mapping[str, str]) -> tuple[Markup, Markup]:
    """The new part and the folded rest of a message's HTML. `images`: address by content id; others are left out.

    Safe to put into a page: the markup is our own, made by `html.clean`.
    """
    new, _fold, rest = html.partition(FOLD)
    return _with_images(new, images), _with_images(rest, images)


def _with_images(html: str, images: Mapping[str, str]) -> Markup:
    return Markup(IMAGE.sub(_image(images), html))  # noqa: S704  cleaned before it was stored


def _image(images: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def tag(found: re.Match[str]) -> str:
        address = images.get(unescape(found[1]))
        return f'<img src="{Markup.escape(address)}" alt="{found[2]}" loading="lazy">' if address else ""

    return tag


def folded(html: str) -> str:
    """The cleaned HTML of a letter as it is stored: what is new, and behind a mark what is quoted."""
    new, rest = quotes.fold(html) if html else ("", "")
    return f"{new}{FOLD}{rest}" if rest else new


@jobs.task(queue="bulk")
def clean_again() -> None:
    """Make the HTML of old letters anew from the raw ones when the cleaning has changed; daily."""
    old = Message.objects.exclude(html="").filter(sanitiser_version__lt=SANITISER_VERSION, inbound__channel="email")
    for inbound in Inbound.objects.filter(message__in=old).exclude(raw=None).select_related("message", "raw")[:AT_ONCE]:
        if inbound.message is not None:
            html = folded(parsing.read(inbound.octets()).html)
            values = {"html": html, "sanitiser_version": SANITISER_VERSION}
            Message.objects.filter(pk=inbound.message.pk).update(**values)
