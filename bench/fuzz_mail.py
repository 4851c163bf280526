"""A time-boxed hunt for letters that break the parser: `python bench/fuzz_mail.py [--seconds N] [libFuzzer options]`.

Atheris watches which branches a letter reaches and bends letters to reach others. It is not among our requirements:

    python -m venv fuzzing && fuzzing/bin/pip install -r requirements/base.txt && fuzzing/bin/pip install atheris==3.0.0
    fuzzing/bin/python bench/fuzz_mail.py --seconds 300

What it finds is left in the current folder as crash-… or slow-unit-…; make a test of it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

try:
    import atheris
except ImportError:
    sys.exit(__doc__)

with atheris.instrument_imports(include=["otklik.channels.email"]):
    from otklik.channels.email.parsing import parse, read
    from otklik.channels.email.quotes import fold, strip_reply

SLOW = 5
"""Seconds on one letter that count as a failure."""


def one(raw: bytes) -> None:
    """Read a letter. Whatever is raised, and whatever a database would refuse, is a find."""
    if letter := read(raw).trouble:
        assert letter in ("RecursionError", "too_large"), letter
    said = parse(raw)
    shown = strip_reply(said["text"], said["html"])
    texts = [said["subject"], said["from_addr"], said["from_name"], said["message_id"], *said["to"], *said["cc"]]
    assert not any(set(text) & set("\r\n") for text in texts), "a line break in a field"
    for text in [
        *texts,
        said["text"],
        said["html"],
        shown,
        *fold(said["html"]),
        *(one[0] for one in said["attachments"]),
    ]:
        assert "\0" not in text, "NUL"
        text.encode()


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--seconds", type=int, default=60)
    known, others = wanted.parse_known_args()
    with tempfile.TemporaryDirectory() as seeds:
        for number, raw in enumerate(_seeds()):
            (Path(seeds) / f"{number}.eml").write_bytes(raw)
        options = [f"-max_total_time={known.seconds}", f"-timeout={SLOW}", "-max_len=20000", *others, seeds]
        atheris.Setup([sys.argv[0], *options], one)
        atheris.Fuzz()


def _seeds() -> list[bytes]:
    head = b"From: a@b.c\r\nSubject: =?utf-8?B?0JjQstCw0L0=?=\r\n"
    words = "пн, 21 сент. 2026 г. в 10:00, Иван <i@x.ru>:\r\n> было".encode()
    cut = b"--A\r\nContent-Type: text/%s\r\n\r\n%s\r\n"
    page = b"<p>x</p><blockquote type=cite>y</blockquote>"
    return [
        head + b"Content-Type: text/plain; charset=koi8-r; format=flowed\r\n\r\n" + words,
        head
        + b"Content-Type: multipart/alternative; boundary=A\r\n\r\n"
        + cut % (b"plain", words)
        + cut % (b"html", page),
        head + b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + page,
        head + b"Content-Type: application/pdf; name*0*=utf-8''%D0%A1; name*1=x.pdf\r\n\r\nx",
        head + b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR",
        head + b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n",
    ]


if __name__ == "__main__":
    main()
