"""Heads of letters, however they are written (RFC 2047, RFC 2231, RFC 5322)."""

import base64

import pytest

from otklik.channels.email import addresses, headers
from otklik.channels.email.addresses import Address
from otklik.channels.email.parsing import parse
from otklik.channels.email.parts import file_name, flow, parameters


def test_a_letter_split_over_two_encoded_words_is_one_letter():
    """Mail.ru does that."""
    first, second = "Счёт".encode()[:5], "Счёт".encode()[5:]
    words = " ".join(f"=?UTF-8?B?{base64.b64encode(part).decode()}?=" for part in (first, second))
    assert headers.decode(words.encode()) == "Счёт"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"=?utf-8?B?0J/RgNC40LLQtdGC?=", "Привет"),
        (b"=?utf-8?B?0J/RgNC40LLQtdGC", "=?utf-8?B?0J/RgNC40LLQtdGC"),
        (b"=?utf-8?B?0J/RgNC40LLQtdGCx?=", "Привет"),
        (b"Re:=?UTF-8?Q?=D0=9F_=D1=80?=!", "Re:П р!"),
        (b"=?koi8-r?Q?=F0=D2?= =?utf-8?Q?=D0=B8?=", "При"),
        (b"=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=", "ab"),
        (b"=?utf-8?Q?a?= and =?utf-8?Q?b?=", "a and b"),
        ("Привет".encode("koi8-r"), "Привет"),
        (b"=?no-such?Q?=41?=", "A"),
    ],
)
def test_encoded_words_are_read_tolerantly(written, read):
    assert headers.decode(headers.unfold(written)) == read


def test_direction_signs_and_line_breaks_leave_a_line():
    assert headers.to_line("gpj.\u202eexe\r\nBcc: x\x00") == "gpj.exe Bcc: x"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b'"Ivanov, I" <i@x.ru>, b@c.d (Boris)', [Address("i@x.ru", "Ivanov, I"), Address("b@c.d", "Boris")]),
        (b"undisclosed-recipients:;", []),
        (b"=?utf-8?B?0J8s?= <p@x.ru>", [Address("p@x.ru", "П,")]),
        (b"Team: a@b.c, d@e.f;", [Address("a@b.c"), Address("d@e.f")]),
        ("Вера <vera@пример.рф>".encode(), [Address("vera@пример.рф", "Вера")]),
        (b"a@b.c, A@B.C", [Address("a@b.c")]),
        (b"no address", []),
        (b"A <a @ b.c>", [Address("a@b.c", "A")]),
    ],
)
def test_addresses_are_read(written, read):
    assert addresses.read(written) == read


def test_junk_in_the_head_does_not_hide_the_fields_below_it():
    mended = headers.mend(b"From x\r\nSubject: a\r\njunk line\r\n b\r\nTo: c\r\n\r\nbody")
    assert mended == b"Subject: a\n b\nTo: c\n\nbody"


def test_a_letter_without_head_is_all_body():
    assert headers.mend(b"just text\n\nmore") == b"\njust text\n\nmore"


def test_parameters_in_pieces_are_joined():
    """RFC 2231."""
    field = b"attachment; filename*0*=utf-8''%D0%A1%D1%87; filename*1*=%D1%91%D1%82; filename*2=.pdf; size=5"
    assert parameters(field) == {"filename": "Счёт.pdf", "size": "5"}
    assert parameters(b'x/y; name="=?utf-8?B?0J8=?=.txt"; a="b;c"') == {"name": "П.txt", "a": "b;c"}


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\x.exe", "x.exe"),
        ("a<script>.png", "a_script_.png"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("..", ""),
        ("a\x00b\nc", "ab c"),
    ],
)
def test_a_file_name_is_made_harmless(wanted, given):
    assert file_name(wanted) == given


def test_a_long_file_name_keeps_its_ending():
    name = file_name("ы" * 500 + ".pdf")
    assert name.endswith(".pdf")
    assert len(name.encode()) <= 255


def test_flowed_lines_are_made_whole():
    """RFC 3676."""
    assert flow("Hello \nworld\n> a \n> b\n-- \nme", join=False) == "Hello world\n> a b\n-- \nme"
    assert flow("сло \nво", join=True) == "слово"


@pytest.mark.parametrize(
    "evil",
    [b"=?utf-8?q?" * 3000, b"=?" * 9000, b"<" * 20000, b"a@" * 9000, b"(" * 20000, b'"' * 20001, b";a=" * 9000],
)
def test_no_field_takes_forever(evil):
    """Work grows with the length alone; otherwise this test would not end."""
    assert headers.decode(evil * 10)
    assert len(addresses.read(evil * 10)) < 2
    assert len(parameters(b"x/y;" + evil * 10)) < 2


@pytest.mark.parametrize(
    ("written", "email", "name"),
    [
        (r"Pete(A nice \) chap) <pete(his account)@silly.test(his host)>", "pete@silly.test", "Pete"),
        ("Bob [mailto:bob@x.com]", "bob@x.com", ""),
        ('"bob smith"@x.com', '"bob smith"@x.com', ""),
        ("=?utf-8?Q?Bob_<bob@x.com>?=", "bob@x.com", "Bob"),
        ("Bob <bob@[192.0.2.1]>", "bob@[192.0.2.1]", "Bob"),
        ("Bob <bob @ x.com", "bob@x.com", "Bob"),
    ],
)
def test_an_address_is_found_however_it_is_written(written, email, name):
    (found,) = addresses.read(written.encode())
    assert found.email == email
    assert found.name.startswith(name)


def test_a_head_without_an_empty_line_after_it_does_not_swallow_the_text():
    said = parse(b"From: a@b.c\njunk\nSubject: hi\nhello world\nsecond: line\nthird")
    assert (said["subject"], said["text"]) == ("hi", "hello world\nsecond: line\nthird")
    assert parse(b"From: a@b.c\nSubject: hi\n there")["subject"] == "hi there"
