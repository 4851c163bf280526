"""How well new words are told from quoted ones: `bin/bench replies [--half tuned|held|both] [--show] [--language ru]`.

Bodies are made of bench/data/mail/replies.txt (attributions, heads, banners and tails of mail programs in some forty
languages) and of layouts: marked, bare, wrapped, glued to the words, below them, answered between, in HTML. They are
parted in two by a hash of their names: rules are mended on one half and measured on the other. `exact`: the same words;
`lost`: words of the writer are missing; `leak`: words of others are left.
"""

import argparse
import html
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from otklik.channels.email.quotes import strip_reply

DATA = Path(__file__).parent / "data" / "mail" / "replies.txt"
NEW = {
    "ru": "Добрый день!\n\nТеперь всё работает, спасибо.\nСчёт можно прислать на этот адрес?",
    "uk": "Добрий день!\n\nТепер усе працює, дякую.\nРахунок можна надіслати сюди?",
    "de": "Guten Tag,\n\nes funktioniert jetzt, danke.\nKann die Rechnung an diese Adresse gehen?",
    "fr": "Bonjour,\n\ncela marche maintenant, merci.\nLa facture peut-elle venir ici ?",
    "ja": "お世話になっております。\n\n動きました。ありがとうございます。",
    "": "Hello,\n\nit works now, thank you.\nCan the invoice be sent to this address?",
}
OLD = ["Hello Vera,", "", "Please try the new password, and tell us whether the site opens.", "", "Anna", "Prichal"]
SIGNED = "\n\n--\nVera Sokolova\n+7 900 000-00-00"


@dataclass(frozen=True)
class Case:
    """A body and what of it should be shown."""

    name: str
    language: str
    text: str
    want: str
    html: str = ""

    @property
    def is_held(self) -> bool:
        """Whether it belongs to the half that no rule was made for."""
        return bool(zlib.crc32(self.name.encode()) & 8)


def sections() -> dict[str, list[list[str]]]:
    """The data by kind: each line cut at its bars."""
    found: dict[str, list[list[str]]] = {}
    kind = ""
    for line in DATA.read_text().splitlines():
        if line.startswith("== "):
            kind = line[3:]
            found[kind] = []
        elif line:
            bars = kind != "kept"
            found[kind].append([part.strip() for part in line.split(" | ")] if bars else [line.replace("\\n", "\n")])
    return found


def new(language: str) -> str:
    """What the customer says."""
    return NEW.get(language.partition("-")[0], NEW[""])


def marked(lines: list[str], mark: str = "> ") -> str:
    """Quoted with a mark."""
    return "\n".join((mark + line).rstrip() for line in lines)


def wrapped(said: str, width: int = 50) -> str:
    """An attribution that a program has wrapped at its width."""
    place = said.rfind(" ", 0, width)
    return said if place < 20 or len(said) <= width else said[:place] + "\n" + said[place + 1 :]


BARE = "\n".join(OLD)
LAYOUTS: dict[str, Callable[[str, str], str]] = {
    "marked": lambda words, said: f"{words}\n\n{said}\n\n{marked(OLD)}\n",
    "at once": lambda words, said: f"{words}\n\n{said}\n{marked(OLD)}\n",
    "no blank above": lambda words, said: f"{words}\n{said}\n{marked(OLD)}\n",
    "tight marks": lambda words, said: f"{words}\n\n{said}\n\n{marked(OLD, '>')}\n",
    "marked as well": lambda words, said: f"{words}\n\n> {said}\n>\n{marked(OLD)}\n",
    "twice": lambda words, said: f"{words}\n\n{said}\n\n{marked(OLD)}\n>\n> {said}\n>\n{marked(OLD, '>> ')}\n",
    "wrapped": lambda words, said: f"{words}\n\n{wrapped(said)}\n\n{marked(OLD)}\n",
    "bottom": lambda words, said: f"{said}\n{marked(OLD)}\n\n{words}\n",
    "signed": lambda words, said: f"{words}{SIGNED}\n\n{said}\n\n{marked(OLD)}\n",
    "crlf": lambda words, said: f"{words}\n\n{said}\n\n{marked(OLD)}\n".replace("\n", "\r\n"),
    "trailing spaces": lambda words, said: f"{words}  \n \n{said}  \n  \n{marked(OLD)}\n",
    "non-breaking": lambda words, said: f"{words}\n\n{said.replace(' ', chr(0xA0), 4)}\n\n{marked(OLD)}\n",
}


def quotes() -> Iterator[Case]:
    """Answers under or above an attribution."""
    for number, (language, said) in enumerate(sections()["wrote"]):
        words = new(language)
        for layout, make in LAYOUTS.items():
            yield Case(f"wrote {language} {number} {layout}", language, make(words, said), words)
        if "<" in said and not said.startswith((">", "*")):
            yield Case(f"wrote {language} {number} bare", language, f"{words}\n\n{said}\n\n{BARE}\n", words)
        for name, page in _pages(words, said):
            yield Case(f"page {language} {number} {name}", language, "", words, page)


def _lines(text: str, tag: str = "div") -> str:
    return "".join(f"<{tag}>{html.escape(line) or '<br>'}</{tag}>" for line in text.split("\n"))


def _pages(words: str, said: str) -> Iterator[tuple[str, str]]:
    ours, head, old = _lines(words), html.escape(said), _lines(BARE, "p")
    said_so = f'<div dir="ltr">{ours}</div><br><div class="gmail_quote"><div class="gmail_attr">{head}<br></div>'
    yield "gmail", f'{said_so}<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{old}</blockquote></div>'
    yield "apple", f'{ours}<br><blockquote type="cite"><div>{head}</div><br>{old}</blockquote>'
    yield (
        "cite",
        f'<p>{ours}</p><div class="moz-cite-prefix">{head}<br></div><blockquote type="cite">{old}</blockquote>',
    )
    yield "plain blockquote", f"{ours}<div>{head}</div><blockquote>{old}</blockquote>"


def heads() -> Iterator[Case]:
    """Answers above the head of the older letter."""
    for language, *fields, date in sections()["heads"]:
        sender, sent, to, copy, subject = fields
        values = ((sender, "Anna <support@prichal.example>"), (sent, date), (to, "Vera <vera@shop.example>"))
        lines = [f"{name}: {value}" for name, value in (*values, (subject, "Re: The server is down"))]
        copied = [*lines[:3], f"{copy}: Boris <boris@shop.example>", lines[3]]
        words = new(language)
        for name, body in _headed(words, lines, copied):
            yield Case(f"head {language} {name}", language, body, words)
        bold = "<br>".join(
            f"<b>{html.escape(line.partition(':')[0])}:</b>{html.escape(line.partition(':')[2])}" for line in lines
        )
        line = '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>'
        page = (
            f'<div class="WordSection1">{_lines(words, "p")}<div>{line}{bold}</p></div></div>{_lines(BARE, "p")}</div>'
        )
        yield Case(f"head {language} outlook page", language, "", words, page)
        page = f'{_lines(words)}<hr><div id="divRplyFwdMsg">{bold}</div>{_lines(BARE)}'
        yield Case(f"head {language} owa page", language, "", words, page)


def _headed(words: str, lines: list[str], copied: list[str]) -> Iterator[tuple[str, str]]:
    yield "plain", f"{words}\n\n" + "\n".join(lines) + f"\n\n{BARE}\n"
    yield "copied", f"{words}\n\n" + "\n".join(copied) + f"\n\n{BARE}\n"
    yield "rule", f"{words}\n\n{'_' * 32}\n" + "\n".join(lines) + f"\n\n{BARE}\n"
    yield "bold", f"{words}\n\n" + "\n".join(f"*{line.replace(': ', ':* ', 1)}" for line in lines) + f"\n\n{BARE}\n"
    yield "marked", f"{words}\n\n" + marked([*lines, "", *OLD]) + "\n"
    yield "french spaces", f"{words}\n\n" + "\n".join(line.replace(": ", " : ", 1) for line in lines) + f"\n\n{BARE}\n"
    yield "tabs", f"{words}\n\n" + "\n".join(line.replace(": ", ":\t", 1) for line in lines) + f"\n\n{BARE}\n"
    yield "spaced out", f"{words}\n\n" + "\n\n".join(lines) + f"\n\n{BARE}\n"


def banners() -> Iterator[Case]:
    """Answers above a banner, with and without a head under it."""
    head = "From: Anna <support@prichal.example>\nSent: Tuesday, February 3, 2026 11:07 AM\nTo: Vera\nSubject: Server"
    for number, (language, banner) in enumerate(sections()["originals"]):
        words = new(language)
        yield Case(f"banner {language} {number} headed", language, f"{words}\n\n{banner}\n{head}\n\n{BARE}\n", words)
        yield Case(f"banner {language} {number} alone", language, f"{words}\n\n{banner}\n\n{BARE}\n", words)
        yield Case(f"banner {language} {number} tight", language, f"{words}\n{banner}\n{head}\n{BARE}\n", words)


def tails() -> Iterator[Case]:
    """What phones add below."""
    said = "On Feb 3, 2026, at 11:07, Anna <support@prichal.example> wrote:"
    for number, (language, tail) in enumerate(sections()["tails"]):
        words = new(language)
        yield Case(f"tail {language} {number}", language, f"{words}\n\n{tail}\n", words)
        yield Case(
            f"tail {language} {number} quoted", language, f"{words}\n\n{tail}\n\n{said}\n\n{marked(OLD)}\n", words
        )


def forwards() -> Iterator[Case]:
    """What is passed on is kept whole."""
    for number, (language, banner) in enumerate(sections()["forwards"]):
        for head in sections()["heads"]:
            if head[0].partition("-")[0] not in (language, "en"):
                continue
            sender, sent, to, _copy, subject, date = head[1:]
            block = f"{sender}: Anna <support@prichal.example>\n{sent}: {date}\n{subject}: Server\n{to}: Vera\n\n{BARE}"
            body = f"{banner}\n{block}"
            yield Case(f"forward {language} {number} {head[0]}", language, body, body)
            body = f"{new(language)}\n\n{banner}\n\n{block}"
            yield Case(f"forward {language} {number} {head[0]} with words", language, body, body)


def whole() -> Iterator[Case]:
    """Answers between the quotes, and words that only look like quotes."""
    for number, (language, said) in enumerate(sections()["wrote"]):
        body = f"{said}\n> Does the site open?\n\nYes.\n\n> And the mail?\n\nNo.\n\nVera\n"
        yield Case(f"between {language} {number}", language, body, body)
    for number, (body,) in enumerate(sections()["kept"]):
        yield Case(f"kept {number}", "", body, body)


KINDS = {"quotes": quotes, "heads": heads, "banners": banners, "tails": tails, "forwards": forwards, "whole": whole}


def judged(case: Case) -> tuple[bool, bool, bool]:
    """Whether it is exact, whether words are lost, whether others' words are left."""
    want, shown = case.want.split(), strip_reply(case.text, case.html).split()
    signed = [*want, *SIGNED.split()]
    if shown in (want, signed):
        return True, False, False
    return False, any(word not in shown for word in want), len(shown) > len(want)


def measured(half: str, language: str, *, show: bool) -> dict[str, dict[str, float]]:
    """Figures of each kind for one half."""
    found: dict[str, dict[str, float]] = {}
    for kind, make in KINDS.items():
        cases = [case for case in make() if case.is_held == (half == "held") and language in ("", case.language)]
        results = [(case, *judged(case)) for case in cases]
        for case, exact, lost, _leak in results:
            if show and not exact:
                print(
                    "LOST" if lost else "leak",
                    "|",
                    case.name,
                    "|",
                    strip_reply(case.text, case.html)[-160:].replace("\n", "⏎"),
                )
        count = len(results)
        found[kind] = {
            "count": count,
            "exact_percent": round(100 * sum(one[1] for one in results) / max(1, count), 1),
            "lost": sum(one[2] for one in results),
            "leak": sum(one[3] for one in results),
        }
    return found


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--half", choices=["tuned", "held", "both"], default="both")
    wanted.add_argument("--language", default="", help="only this language")
    wanted.add_argument("--show", action="store_true", help="name what was told wrong")
    asked = wanted.parse_args()
    for half in ["tuned", "held"] if asked.half == "both" else [asked.half]:
        figures = measured(half, asked.language, show=asked.show)
        for kind, values in figures.items():
            print(f"{half:6} {kind:10}", *(f"{name} {value:<8}" for name, value in values.items()))
        print(json.dumps({"bench": "replies", "half": half, "language": asked.language, **figures}))


if __name__ == "__main__":
    main()
