"""Catalogues of words: extract, update, fill, and list what is missing (F29). Started by bin/words."""

import argparse
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = {language: ROOT / f"otklik/locale/{language}/LC_MESSAGES/django.po" for language in ("ru", "uk")}
KEYWORDS: dict[str, Any] = {
    name + lazy: places
    for lazy in ("", "_lazy")
    for name, places in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
} | {"_": None, "gettext_noop": None}
HOLES = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
ONE_WORD = re.compile(r"[^\W\d_]+")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="bin/words", description="Bring otklik/locale up to date; list what is missing."
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail when something is missing or not up to date"
    )
    parser.add_argument(
        "--fill", type=Path, metavar="FILE", help='{"msgid": {"ru": "…" or ["one", "few", "many"], "uk": "…"}}'
    )
    options = parser.parse_args(arguments)
    words = extract()
    fillings = json.loads(options.fill.read_text()) if options.fill else {}
    unknown = list(_unknown(fillings, words))
    problems = [*unknown, *ambiguous(words)]
    for language, path in CATALOGUES.items():
        catalogue = updated(language, words, {id_: given.get(language) for id_, given in fillings.items()})
        problems += missing(language, catalogue)
        if options.check and is_stale(language, words):
            problems.append(f"{language}: the catalogue is not up to date; run bin/words")
        elif not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(written(catalogue))
            compile_catalogues()
    print("\n".join(problems) or f"{len(words)} phrases, all translated")
    return int(bool(problems if options.check else unknown))


def compile_catalogues() -> None:
    """Make the .mo file of each catalogue that is newer than it."""
    for path in CATALOGUES.values():
        compiled = path.with_suffix(".mo")
        if path.exists() and (not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime):
            with path.open("rb") as source, compiled.open("wb") as target:
                write_mo(target, read_po(source))


def extract() -> Catalog:
    """Every phrase of the code and the templates."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    words = Catalog(charset="utf-8")
    for _file, _line, message, _comments, context in extract_from_dir(ROOT, methods, options, keywords=KEYWORDS):
        words.add(message, context=context)
    return words


def updated(language: str, words: Catalog, fillings: dict[str, Any] | None = None) -> Catalog:
    """What the catalogue of a language should be: exactly the phrases of `words`, as far as they are translated."""
    known = _known(language)
    made = Catalog(locale=Locale(language), charset="utf-8", fuzzy=False)
    for message in _phrases(words):
        before = known.get(message.id, message.context)
        string = (fillings or {}).get(key(message)) or (before.string if before and not before.fuzzy else "")
        made.add(message.id, _shaped(message, string, made.num_plurals), context=message.context)
    return made


def is_stale(language: str, words: Catalog) -> bool:
    """Whether the catalogue has other phrases than the program; its form is git's and Babel's business."""
    return {key(message) for message in _phrases(_known(language))} != {key(message) for message in _phrases(words)}


def _known(language: str) -> Catalog:
    path = CATALOGUES[language]
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def key(message: Message) -> str:
    """How a file for `--fill` names a phrase: its id, after its context if it has one."""
    singular = message.id[0] if message.pluralizable else message.id
    return f"{message.context}\4{singular}" if message.context else str(singular)


def _shaped(message: Message, string: Any, plurals: int) -> Any:
    if not message.pluralizable:
        return string if isinstance(string, str) else ""
    return tuple(string) if isinstance(string, list | tuple) and len(string) == plurals else ("",) * plurals


def missing(language: str, catalogue: Catalog) -> Iterator[str]:
    """What is not translated, or translated with other holes than the phrase has."""
    for message in _phrases(catalogue):
        strings, ids = _forms(message.string), _forms(message.id)
        if not all(strings):
            yield f"{language}: {json.dumps(key(message), ensure_ascii=False)} is not translated"
        elif any(holes(string) != set().union(*map(holes, ids)) for string in strings):
            yield f"{language}: {json.dumps(key(message), ensure_ascii=False)} has other holes than its translation"


def _forms(said: Any) -> tuple[str, ...]:
    return tuple(said) if isinstance(said, list | tuple) else (said or "",)


def holes(text: str) -> set[str]:
    """What is put into a phrase: `%(name)s`, `{name}`."""
    return {found[0] for found in HOLES.finditer(text)}


def ambiguous(words: Catalog) -> Iterator[str]:
    """One word alone means different things in different places: it needs a context (F29)."""
    for message in _phrases(words):
        if not message.context and not message.pluralizable and ONE_WORD.fullmatch(str(message.id)):
            yield f"{message.id!r} is one word: give it a context with pgettext"


def _unknown(fillings: dict[str, Any], words: Catalog) -> Iterator[str]:
    known = {key(message) for message in _phrases(words)}
    return (
        f"{json.dumps(id_, ensure_ascii=False)} is not a phrase of the program" for id_ in fillings if id_ not in known
    )


def _phrases(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def written(catalogue: Catalog) -> str:
    """The file's text: sorted, without dates, places and guesses, so that two people's changes meet in peace."""
    body = io.BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, no_location=True, sort_output=True)
    header = {
        "Language": catalogue.locale_identifier,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": catalogue.plural_forms,
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in header.items())
    return f'msgid ""\nmsgstr ""\n{lines}\n' + body.getvalue().decode().strip() + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
