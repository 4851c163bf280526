"""Fragments that are refreshed by name are sent only when they differ from what the browser shows (F2)."""

import re
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse

from otklik.kernel.door.files import unchanged

# Tokens are new at each rendering, and say nothing to the reader.
_TOKENS = re.compile(r'name="(csrfmiddlewaretoken|once)" value="[^"]*"')


def etagged(request: HttpRequest, html: str) -> HttpResponse:
    """The fragment with a weak ETag, or 304 when the browser shows the same already."""
    digest = blake2b(_TOKENS.sub("", html).encode(), digest_size=12).hexdigest()
    etag = f'W/"{digest}"'
    same = unchanged({"if-none-match": request.headers.get("If-None-Match", "")}, etag)
    response = HttpResponse(status=304) if same else HttpResponse(html)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
