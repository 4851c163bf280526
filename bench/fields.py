"""How well fields of letters are read: `bin/bench fields [--show]` writes letters whose truth is known, and compares.

Each shape is something that mail programs, lists and broken scripts do: charsets with wrong labels, encoded words cut
inside of letters, RFC 2231 in pieces, groups, comments, eight-bit heads, missing fields, boundaries that never come.
"""

import argparse
import base64
import json
import quopri
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from bench.writing import (
    CHARSETS,
    LONG,
    PAGE,
    PNG,
    RU,
    TEXT,
    WORDS,
    Letter,
    cut,
    encoded,
    file,
    head,
    many,
    part,
    plain,
)
from otklik.channels.email.parsing import parse


def charsets() -> Iterator[Letter]:
    for charset, words in CHARSETS.items():
        octets = words.encode(charset)
        kind = f"text/plain; charset={charset}"
        wire = base64.encodebytes(octets)
        yield plain(f"{charset} base64", {"text": words}, wire, Content_Type=kind, Content_Transfer_Encoding="base64")
        wire = quopri.encodestring(octets)
        both = {
            "Content_Type": kind.replace("charset=", 'charset="') + '"',
            "Content_Transfer_Encoding": "quoted-printable",
        }
        if charset != "utf-16":
            yield plain(f"{charset} quoted-printable", {"text": words}, wire, **both)
        if charset not in ("utf-16", "utf-7"):
            yield plain(
                f"{charset} raw", {"text": words}, octets, Content_Type=kind.upper().replace("TEXT/PLAIN", "text/plain")
            )
            word = encoded(words.replace("\n", " "), charset)
            yield plain(f"{charset} subject", {"subject": words.replace("\n", " ")}, Subject=word)
    for label in ("", "; charset=us-ascii", "; charset=unknown-8bit", "; charset=x-unknown", "; charset=iso-8859-1"):
        for charset in ("utf-8", "windows-1251", "koi8-r"):
            yield plain(
                f"{charset} called {label}", {"text": WORDS}, WORDS.encode(charset), Content_Type="text/plain" + label
            )
    for label, charset in (
        ("cp-1251", "cp1251"),
        ("win-1251", "cp1251"),
        ("utf8", "utf-8"),
        ("'utf-8'", "utf-8"),
        ("koi8", "koi8-r"),
    ):
        yield plain(
            f"label {label}", {"text": WORDS}, WORDS.encode(charset), Content_Type=f"text/plain; charset={label}"
        )


def subjects() -> Iterator[Letter]:
    said = {
        "q": encoded(LONG, how="Q"),
        "cut": cut(LONG),
        "cut cp1251": cut(LONG, "windows-1251"),
        "cut koi8": cut(LONG, "koi8-r", 14),
        "lower": encoded(LONG).lower().replace(encoded(LONG)[10:-2].lower(), encoded(LONG)[10:-2]),
        "no padding": encoded(LONG + " ").replace("=?=", "?=").replace("=?=", "?="),
        "language tag": encoded(LONG).replace("utf-8?", "utf-8*ru?"),
        "no space between": encoded(LONG[:30]) + encoded(LONG[30:]),
        "spaces inside q": f"=?utf-8?Q?{quopri.encodestring(LONG.encode()).decode().replace('=' + chr(10), '')}?=",
    }
    for name, value in said.items():
        yield plain(f"subject {name}", {"subject": LONG}, Subject=value)
    for charset in ("utf-8", "windows-1251", "koi8-r"):
        yield plain(f"subject raw {charset}", {"subject": LONG}, Subject=LONG.encode(charset))
    yield plain("subject words between", {"subject": f"Re: {RU} (2)"}, Subject=f"Re: {encoded(RU)} (2)")
    yield plain("subject folded", {"subject": "one two three"}, Subject="one\r\n two\r\n\tthree")
    yield plain("subject bidi", {"subject": "evil gpj.exe"}, Subject=encoded("evil \u202egpj.exe"))
    yield plain("subject line break inside", {"subject": "a Bcc: x@y.z"}, Subject=encoded("a\r\nBcc: x@y.z"))
    yield plain("subject unknown charset", {"subject": "plain words"}, Subject="=?x-none?B?cGxhaW4gd29yZHM=?=")
    yield Letter(
        "no subject", head().replace(b"Subject: Hello\r\n", b"") + b"\r\nwords", {"subject": "", "text": "words"}
    )


def addresses() -> Iterator[Letter]:
    vera = {"from_addr": "vera@shop.example"}
    name = "Вера Соколова"
    named = {**vera, "from_name": name}
    said: dict[str, str | bytes] = {
        "b": f"{encoded(name)} <vera@shop.example>",
        "quoted encoded": f'"{encoded(name)}" <vera@shop.example>',
        "cut": f"{cut(name)} <vera@shop.example>",
        "comment": f"vera@shop.example ({encoded(name)})",
        "no space": f"{encoded(name)}<vera@shop.example>",
        "raw": f"{name} <vera@shop.example>".encode(),
        "raw cp1251": f"{name} <vera@shop.example>".encode("cp1251"),
        "raw koi8-r": f"{name} <vera@shop.example>".encode("koi8-r"),
        "folded": f"{encoded(name)}\r\n <vera@shop.example>",
    }
    for kind, value in said.items():
        yield plain(f"from {kind}", named, From=value)
    yield plain(
        "from comma inside",
        {**vera, "from_name": "Соколова, Вера"},
        From=f"{encoded('Соколова, Вера')} <vera@shop.example>",
    )
    yield plain(
        "from quoted comma", {**vera, "from_name": "Sokolova, Vera"}, From='"Sokolova, Vera" <vera@shop.example>'
    )
    yield plain("from escaped", {**vera, "from_name": 'Vera "V" S'}, From='"Vera \\"V\\" S" <vera@shop.example>')
    yield plain("from bare", vera, From="vera@shop.example")
    yield plain("from angle only", {**vera, "from_name": ""}, From="<vera@shop.example>")
    yield plain("from two", vera, From="Vera <vera@shop.example>, Bob <bob@shop.example>")
    yield plain("from no closing", vera, From="Vera <vera@shop.example")
    yield plain("from spaces inside", vera, From="Vera < vera@shop.example >")
    yield plain("from mailto", vera, From="Vera <mailto:vera@shop.example>")
    yield plain("from route", vera, From="Vera <@relay.example:vera@shop.example>")
    yield plain("from address twice", vera, From='"vera@shop.example" <vera@shop.example>')
    yield plain("from idn", {"from_addr": "вера@пример.example"}, From="Вера <вера@пример.example>")
    many = {"to": ["a@x.example", "b@x.example", "c@x.example"], "cc": ["d@x.example"]}
    yield plain("to list", many, To='A <a@x.example>, "B, C" <b@x.example>,c@x.example', Cc="d@x.example")
    yield plain("to group", {**many, "cc": []}, To="Team: a@x.example, B <b@x.example>; , c@x.example")
    yield plain("to empty group", {"to": []}, To="undisclosed-recipients:;")
    yield plain("to semicolons", {**many, "cc": []}, To="a@x.example; b@x.example; C <c@x.example>")
    yield plain("to folded", {**many, "cc": []}, To="A <a@x.example>,\r\n\tB <b@x.example>,\r\n C <c@x.example>")
    yield plain(
        "to encoded comma", {"to": ["a@x.example", "b@x.example"]}, To=f"{encoded('А, Б')} <a@x.example>, b@x.example"
    )
    yield plain("to missing", {"to": [], "text": "words"}, To="")
    yield Letter(
        "no from",
        head().replace(b"From: Vera <vera@shop.example>\r\n", b"Return-Path: <vera@shop.example>\r\n") + b"\r\nx",
        vera,
    )


def ids() -> Iterator[Letter]:
    yield plain(
        "ids",
        {"message_id": "1@shop.example", "in_reply_to": "0@y.example", "references": ["9@y.example", "0@y.example"]},
        In_Reply_To="<0@y.example>",
        References="<9@y.example>\r\n <0@y.example>",
    )
    yield plain("ids with words", {"in_reply_to": "0@y.example"}, In_Reply_To='Your message of "Mon" <0@y.example>')
    yield plain("ids glued", {"references": ["9@y.example", "0@y.example"]}, References="<9@y.example><0@y.example>")
    yield plain("ids commas", {"references": ["9@y.example", "0@y.example"]}, References="<9@y.example>, <0@y.example>")
    yield plain("id bare", {"message_id": "1@shop.example"}, Message_ID="1@shop.example")
    yield plain("id folded", {"message_id": "long.id@shop.example"}, Message_ID="\r\n <long.id@shop.example>")
    yield plain("id spaces", {"message_id": "1@shop.example"}, Message_ID="< 1@shop.example >")
    yield Letter(
        "no id",
        head().replace(b"Message-ID: <1@shop.example>\r\n", b"") + b"\r\nwords",
        {"message_id": "", "text": "words"},
    )


def bodies() -> Iterator[Letter]:
    page = f"<p>{WORDS}</p>"
    both = {"text": WORDS, "html": page}
    shapes: dict[str, tuple[bytes, dict[str, Any]]] = {
        "alternative": (many("alternative", TEXT, PAGE), both),
        "related": (many("related", PAGE, PNG), {"html": page, "attachments": ["a.png"]}),
        "alternative in mixed": (
            many(
                "mixed",
                many("alternative", TEXT, PAGE, boundary="=_B"),
                file("Content-Disposition: attachment; filename=a.pdf"),
            ),
            {**both, "attachments": ["a.pdf"]},
        ),
        "related in alternative": (
            many("alternative", TEXT, many("related", PAGE, PNG, boundary="=_B")),
            {**both, "attachments": ["a.png"]},
        ),
        "deep": (
            many(
                "mixed",
                many("related", many("alternative", TEXT, PAGE, boundary="=_C"), PNG, boundary="=_B"),
                file("Content-Disposition: attachment; filename=b.pdf"),
            ),
            {**both, "attachments": ["a.png", "b.pdf"]},
        ),
        "signed": (
            many("signed", TEXT, part("application/pkcs7-signature; name=smime.p7s", b"AAAA")),
            {"text": WORDS, "attachments": ["smime.p7s"]},
        ),
        "report-like": (
            many("report", TEXT, part("message/disposition-notification", b"Disposition: x")),
            {"text": WORDS},
        ),
        "not closed": (many("mixed", TEXT, PNG).rpartition(b"--=_A--")[0], {"text": WORDS, "attachments": ["a.png"]}),
        "preamble": (
            many("mixed", TEXT).replace(b"\r\n\r\n--=_A", b"\r\n\r\nThis is a multi-part message.\r\n--=_A", 1),
            {"text": WORDS},
        ),
        "epilogue": (many("mixed", TEXT) + b"listed below", {"text": WORDS}),
        "boundary missing": (
            b"Content-Type: multipart/mixed\r\n\r\n--=_A\r\n" + TEXT + b"\r\n--=_A--\r\n",
            {"text": WORDS},
        ),
        "boundary unquoted": (many("mixed", TEXT).replace(b'"=_A"', b"=_A"), {"text": WORDS}),
        "html only": (PAGE, both),
        "no content type": (b"\r\n" + b"words", {"text": "words"}),
        "bad content type": (b"Content-Type: text\r\n\r\nwords", {"text": "words"}),
        "type with comment": (
            b"Content-Type: text/plain (plain); charset=utf-8\r\n\r\n" + WORDS.encode(),
            {"text": WORDS},
        ),
        "flowed": (b"Content-Type: text/plain; format=flowed\r\n\r\none \r\ntwo\r\n", {"text": "one two"}),
        "encoding in capitals": (
            b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: BASE64\r\n\r\n"
            + base64.encodebytes(WORDS.encode()),
            {"text": WORDS},
        ),
        "encoding unknown": (
            b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8-bit\r\n\r\n" + WORDS.encode(),
            {"text": WORDS},
        ),
        "base64 without padding": (
            b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.b64encode(WORDS.encode()).rstrip(b"="),
            {"text": WORDS},
        ),
        "qp with lower hex": (
            part(
                "text/plain; charset=utf-8", b"=d0=98=d0=b2=d0=b0=d0=bd", "Content-Transfer-Encoding: quoted-printable"
            ),
            {"text": "Иван"},
        ),
        "letter inside": (
            many("mixed", TEXT, part("message/rfc822", b"Subject: inner\r\n\r\nx")),
            {"text": WORDS, "attachments": ["inner.eml"]},
        ),
        "two texts": (many("mixed", part("text/plain", b"one"), part("text/plain", b"two")), {"text": "one\ntwo"}),
        "text as a file": (
            many("mixed", TEXT, part("text/plain; name=log.txt", b"log", "Content-Disposition: attachment")),
            {"text": WORDS, "attachments": ["log.txt"]},
        ),
        "nul": (b"Content-Type: text/plain\r\n\r\none\x00two", {"text": "onetwo"}),
    }
    for name, (body, truth) in shapes.items():
        yield Letter(f"body {name}", head() + body, truth)


ATTACHED = "Content-Disposition: attachment"


def names() -> Iterator[Letter]:
    name = "Счёт № 15.pdf"
    pieces = quote(name)
    said = {
        "2231": f"Content-Disposition: attachment; filename*=utf-8''{pieces}",
        "2231 language": f"Content-Disposition: attachment; filename*=UTF-8'ru'{pieces}",
        "2231 cp1251": f"{ATTACHED}; filename*=windows-1251''{quote(name.replace('№', 'N').encode('cp1251'))}",
        "2231 pieces": f"{ATTACHED}; filename*0*=utf-8''{pieces[:30]};\r\n filename*1*={pieces[30:]}",
        "2231 pieces plain": 'Content-Disposition: attachment; filename*0="long "; filename*1="name.pdf"',
        "2231 out of order": f"{ATTACHED}; filename*1*={pieces[30:]}; filename*0*=utf-8''{pieces[:30]}",
        "2047": f'Content-Disposition: attachment; filename="{encoded(name)}"',
        "2047 cut": f'Content-Disposition: attachment; filename="{cut(name)}"',
        "2047 unquoted": f"Content-Disposition: attachment; filename={encoded(name)}",
        "raw": f'Content-Disposition: attachment; filename="{name}"',
        "both": f"Content-Disposition: attachment; filename=\"x.pdf\"; filename*=utf-8''{pieces}",
        "spaces unquoted": "Content-Disposition: attachment; filename=two words.pdf",
        "path": 'Content-Disposition: attachment; filename="C:\\\\Users\\\\vera\\\\a.pdf"',
        "semicolon": 'Content-Disposition: attachment; filename="a;b.pdf"',
        "capitals": f'CONTENT-DISPOSITION: ATTACHMENT; FILENAME="{encoded(name)}"',
    }
    truth = {
        "2231 cp1251": name.replace("№", "N"),
        "2231 pieces plain": "long name.pdf",
        "spaces unquoted": "two words.pdf",
        "path": "a.pdf",
        "semicolon": "a;b.pdf",
    }
    for kind, line in said.items():
        yield Letter(f"name {kind}", head() + many("mixed", TEXT, file(line)), {"attachments": [truth.get(kind, name)]})
    yield Letter(
        "name in type",
        head() + many("mixed", TEXT, file(kind=f'application/pdf; name="{encoded(name)}"')),
        {"attachments": [name]},
    )
    raw = many("mixed", TEXT, file(f'Content-Disposition: attachment; filename="{name}"')).replace(
        name.encode(), name.replace("№", "N").encode("cp1251")
    )
    yield Letter("name raw cp1251", head() + raw, {"attachments": [name.replace("№", "N")]})


def heads() -> Iterator[Letter]:
    ok = {"subject": "Hello", "from_addr": "vera@shop.example", "text": "words"}
    good = head() + b"\r\nwords"
    yield Letter("lf only", good.replace(b"\r\n", b"\n"), ok)
    yield Letter("cr only", good.replace(b"\r\n", b"\r"), ok)
    yield Letter("mbox line", b"From vera@shop.example Mon Jan  5 15:04:05 2026\r\n" + good, ok)
    yield Letter("junk line", good.replace(b"To:", b"this is no field\r\nTo:"), ok)
    yield Letter("blank lines above", b"\r\n\r\n" + good, ok)
    yield Letter("bom", b"\xef\xbb\xbf" + good, ok)
    yield Letter("space before colon", good.replace(b"Subject:", b"Subject :"), ok)
    yield Letter("field names in capitals", good.replace(b"Subject:", b"SUBJECT:").replace(b"From:", b"FROM:"), ok)
    yield Letter("tab after colon", good.replace(b"Subject: ", b"Subject:\t"), ok)
    yield Letter("no space", good.replace(b": ", b":"), ok)
    yield Letter("long head", b"X-Long: " + b"a" * 100_000 + b"\r\n" + good, ok)
    yield Letter(
        "subject twice",
        good.replace(b"To:", b"Subject: Second\r\nTo:").replace(b"Subject: Hello\r\n", b"Subject: Hello\r\n"),
        {"text": "words"},
    )


Maker = Callable[[], Iterator[Letter]]
MAKERS: tuple[Maker, ...] = (charsets, subjects, addresses, ids, bodies, names, heads)


def _same(name: str, said: Any, truth: Any) -> bool:
    if name == "attachments":
        return bool([one[0] for one in said] == truth)
    if name in ("text", "html"):
        return bool(said.split() == truth.split())
    return bool(said == truth)


def missed(letter: Letter) -> list[str]:
    """Fields that were read otherwise than they were meant, with what was read."""
    said = parse(letter.raw)
    return [
        f"{name} is {str(said[name])[:120]!r}, not {str(truth)[:120]!r}"
        for name, truth in letter.truth.items()
        if not _same(name, said[name], truth)
    ]


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--show", action="store_true", help="name what was read wrong")
    show = wanted.parse_args().show
    figures: dict[str, Any] = {}
    right = count = 0
    for make in MAKERS:
        agreed = fields = 0
        for letter in make():
            wrong = missed(letter)
            fields += len(letter.truth)
            agreed += len(letter.truth) - len(wrong)
            for said in wrong if show else ():
                print(f"{letter.name}: {said}")
        right, count = right + agreed, count + fields
        figures[make.__name__] = f"{agreed}/{fields}"
        print(f"{make.__name__:12} {agreed} of {fields}")
    figures["percent"] = round(100 * right / count, 1)
    print(f"{'all':12} {figures['percent']} %")
    print(json.dumps({"bench": "fields", **figures}))


if __name__ == "__main__":
    main()
