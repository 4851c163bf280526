"""Whole letters of many shapes, made of what mail programs write: what is damaged in tests and by `bench/fuzz_mail`."""

from collections.abc import Iterator

from tests.channels.email import clients, pages
from tests.channels.email.letters import DSN, letter
from tests.channels.email.test_contents import (
    HEAD,
    ICS,
    IMAGE,
    PAGE,
    PLAIN,
    RELATED,
    multipart,
    packed,
    part,
    winmail,
)


def letters() -> Iterator[bytes]:
    """About two hundred letters, each different from the others in kind."""
    yield DSN
    yield multipart("mixed", multipart("alternative", PLAIN, RELATED, boundary="C", head=b""), IMAGE)
    yield multipart("mixed", PLAIN, packed(winmail()), part("message/rfc822", b"Subject: inner\r\n\r\nx"))
    yield multipart("alternative", PLAIN, part("text/calendar; charset=utf-8", ICS % {b"method": b"REQUEST"}))
    yield multipart("encrypted", part("application/pgp-encrypted", b"Version: 1"), PAGE)
    yield HEAD + part("text/plain; format=flowed; delsp=yes", b"a \r\nb\r\n> c \r\n> d\r\n-- \r\ne")
    yield HEAD + part("text/plain", b"begin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n")
    yield letter(html="<p>x</p>", files=[("я" * 90 + ".pdf", "application/pdf", b"%PDF")]).as_bytes()
    for charset in ("koi8-r", "cp1251", "utf-8", "iso-8859-5", "utf-16"):
        yield HEAD + part(f"text/plain; charset={charset}", "Здравствуйте, это письмо".encode(charset))
    for number, (name, body) in enumerate(clients.replies()):
        if number % 4 == 0:
            yield letter(body, subject=f"Re: {name}", sender="Вера Иванова <v@x.ru>").as_bytes()
    for name, body in list(clients.forwards())[::9]:
        yield letter(body, subject=f"Fwd: {name}").as_bytes()
    for name, page in [*pages.ANSWERS.items(), *pages.FORWARDED.items()]:
        yield letter(subject=name, html=page.format(new=pages.NEW, old=pages.OLD)).as_bytes()
