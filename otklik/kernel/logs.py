"""Structured logs (F28): one JSON object a line, with the ids of request and person; no addresses, bodies or tokens.

On a terminal they go to DATA/logs/<process>.log, and warnings also to the eye; otherwise (systemd, Docker) to standard
error. OTKLIK_LOG=file or OTKLIK_LOG=stderr decides.
"""

import json
import logging
import logging.config
import os
import re
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from otklik.kernel.asking import person_id, request_id

LARGEST = 20 * 2**20
"""Bytes after which a file is put aside; the one put aside before is forgotten."""
_ADDRESS = re.compile(r"[^\s@<>\"'(]+@[^\s@<>\"')]+")
_TOKEN = re.compile(r"[\w+=-]{32,}")
_USUAL = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName", "request", "status_code", "server_time"}


def configure(process: str, data: Path) -> None:
    """Set up this process's logging."""
    logging.config.dictConfig(configuration(process, data))
    logging.captureWarnings(True)


def configuration(process: str, data: Path) -> dict[str, Any]:
    """In the form of `logging.config`."""
    to_file = os.environ.get("OTKLIK_LOG", "file" if sys.stderr.isatty() else "stderr") == "file"
    (data / "logs").mkdir(exist_ok=True)
    eye = {"class": "logging.StreamHandler", "formatter": "plain", "level": "WARNING"}
    file = {
        "class": "logging.handlers.WatchedFileHandler",
        "filename": str(data / "logs" / f"{process}.log"),
        "formatter": "json",
        "encoding": "utf-8",
    }
    stream = {"class": "logging.StreamHandler", "formatter": "json"}
    said_already = {"handlers": ["file"], "propagate": False} if to_file else {}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "otklik.kernel.logs.Json", "process": process},
            "plain": {"()": "otklik.kernel.logs.Plain", "process": process},
        },
        "handlers": {"file": file, "eye": eye} if to_file else {"stream": stream},
        "root": {"level": "INFO", "handlers": ["file", "eye"] if to_file else ["stream"]},
        "loggers": {
            "django.request": {"level": "ERROR"},  # a wrong address is the visitor's affair, and may hold a token
            "django.security.DisallowedHost": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
            "_granian": {"level": "INFO"},
            "otklik.kernel.supervisor": said_already,
        },
    }


def rotate(data: Path) -> None:
    """Put large files aside; every process that writes one notices (WatchedFileHandler)."""
    for file in (data / "logs").glob("*.log"):
        if file.stat().st_size > LARGEST:
            file.replace(file.with_suffix(".log.1"))


class Json(logging.Formatter):
    """at, level, process, logger, said, and what is known: request, person, ids and numbers given as `extra`."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self.process = process

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self.process,
            "logger": record.name,
            "said": said(record),
            "request": str(request_id.get() or "") or None,
            "person": person_id.get(),
            **{key: _short(value) for key, value in vars(record).items() if key not in _USUAL},
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = error("".join(traceback.format_exception(record.exc_info[1])), record.exc_info[1])
        return json.dumps({key: value for key, value in line.items() if value is not None}, ensure_ascii=False)


class Plain(Json):
    """For the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """`worker     job gave up: ValueError in …`"""
        words = f"{self.process:<10} {said(record)}"
        if record.exc_info and record.exc_info[1]:
            words += f": {type(record.exc_info[1]).__name__}: {_mask(_first_line(record.exc_info[1]))}"
        return words


def said(record: logging.LogRecord) -> str:
    """The message, masked; of a request the route, for its path may hold a token."""
    if request := getattr(record, "request", None):
        match = getattr(request, "resolver_match", None)
        return f"{record.levelname.lower()} at {getattr(match, 'route', None) or 'an unknown address'}"
    return _mask(record.getMessage())


def error(trace: str, exception: BaseException | None = None) -> str:
    """A traceback without the code's lines and without more than the first line of what the exception says."""
    frames = re.findall(r'File "(.+?)", line (\d+), in (.+)', trace)
    last = _first_line(exception) if exception else ""
    kind = type(exception).__name__ if exception else trace.strip().rpartition("\n")[2].partition(":")[0]
    return "\n".join([*(f"{file}:{line} {name}" for file, line, name in frames[-12:]), f"{kind}: {_mask(last)}"])


def _first_line(exception: BaseException) -> str:
    if state := getattr(exception.__cause__ or exception, "sqlstate", None):  # the rest may quote a person's row
        diagnosis = getattr(exception.__cause__ or exception, "diag", None)
        return f"{state} {getattr(diagnosis, 'constraint_name', None) or ''}".strip()
    return str(exception).partition("\n")[0][:200]


def _short(value: object) -> object:
    if isinstance(value, (int, float, bool)) or value is None:
        return value
    text = str(value)
    return error(text) if text.startswith("Traceback") else _mask(text)[:200]


def _mask(text: str) -> str:
    return _TOKEN.sub("[token]", _ADDRESS.sub("[address]", text))
