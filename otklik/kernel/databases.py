"""How each process connects (F21, F22)."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def configure(url: str | None, data: Path, process: str) -> dict[str, Any]:
    """Django's settings of the database: `url`, or the embedded server of the data directory."""
    place = _from_url(url) if url else {"HOST": str(data / "run"), "NAME": "otklik", "USER": "otklik", "OPTIONS": {}}
    options: dict[str, Any] = {**place.pop("OPTIONS"), "server_side_binding": True, "prepare_threshold": 5}
    if process == "web":
        threads = int(os.environ.get("OTKLIK_THREADS", "4"))
        options["pool"] = {"min_size": 1, "max_size": threads + 1, "timeout": 2, "max_lifetime": 1800}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **place,
        "CONN_MAX_AGE": 0 if process == "web" else None,
        "CONN_HEALTH_CHECKS": process != "web",
        "OPTIONS": options,
    }


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "OPTIONS": query,
    }
