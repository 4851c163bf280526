"""What a letter holds: its words as plain text and as HTML, and its files, packed ones unpacked."""

import html
import mimetypes
import re
from dataclasses import dataclass, field

from otklik.channels.email import invitations, seals, winmail
from otklik.channels.email.headers import Head, mend
from otklik.channels.email.lines import to_text
from otklik.channels.email.parts import SHOWN_AS_TEXT, File, Part, file_name, uudecode

FILES_LIMIT = 200
PACKED = re.compile(r"begin [0-7]{3,4} ([^\n]{1,255})$")
ENRICHED = re.compile(r"<(?!<)/?[a-zA-Z-]{1,60}>")
OTHER_VIEWS = {"text/x-amp-html", "text/watch-html", "text/enriched", "text/richtext", "text/markdown"}
"""What an alternative may offer beside plain text and HTML: the same words again."""
NAMES = {
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pgp-signature": "signature.asc",
    "application/pgp-encrypted": "version.txt",
    "application/pgp-keys": "key.asc",
    "application/ms-tnef": "winmail.dat",
    "message/delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition-notification.txt",
    "message/feedback-report": "feedback-report.txt",
    "text/rfc822-headers": "headers.txt",
    "text/calendar": "invitation.ics",
    "text/plain": "text.txt",
}
KNOWN_TYPES = mimetypes.MimeTypes()


@dataclass
class Words:
    """Words of one part. `choice`: which alternative it belongs to (0: none); of the same alternative only one of
    plain text and HTML is shown."""

    source: str
    is_html: bool
    choice: int


@dataclass
class Contents:
    """`card`: an invitation in readable lines; `sealed`: how the words are encrypted or signed (`seals`)."""

    words: list[Words] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    card: str = ""
    sealed: str = ""

    @property
    def text(self) -> str:
        """The plain text; where an alternative has only HTML, its words. Empty if there is no plain text at all."""
        if all(one.is_html for one in self.words):
            return ""
        said = [
            to_text(one.source) if one.is_html else one.source
            for one in self.words
            if not (one.is_html and self._has_other(one))
        ]
        return "\n".join(said).strip("\n")

    @property
    def html(self) -> str:
        """The HTML; texts beside it, not instead of it, go with it. Empty if there is no HTML at all."""
        if not any(one.is_html for one in self.words):
            return ""
        shown = [
            one.source if one.is_html else f"<div>{html.escape(one.source)}</div>".replace("\n", "<br>\n")
            for one in self.words
            if one.is_html or not self._has_other(one)
        ]
        return "\n".join(shown)

    def _has_other(self, words: Words) -> bool:
        return bool(words.choice) and any(
            one.choice == words.choice and one.is_html != words.is_html for one in self.words
        )


def gather(parts: list[Part]) -> Contents:
    """The contents of a letter that has these parts."""
    contents = Contents()
    for part in parts:
        if part.choice and part.mime in OTHER_VIEWS:
            _take_other_view(contents, part)
        elif _is_text(part, contents):
            _take_text(contents, part)
        elif len(contents.files) < FILES_LIMIT:
            _take_file(contents, part)
    _name_apart(contents)
    return contents


def _is_text(part: Part, contents: Contents) -> bool:
    """Words of the letter: not attached, and nameless unless they are the first ones."""
    if part.mime not in SHOWN_AS_TEXT or part.disposition == "attachment":
        return False
    return not part.name() or not (contents.words or contents.files)


def _take_other_view(contents: Contents, part: Part) -> None:
    if part.mime in ("text/enriched", "text/markdown", "text/richtext") and not contents.words:
        contents.words.append(Words(_unenriched(part), is_html=False, choice=part.choice))


def _unenriched(part: Part) -> str:
    return part.text() if part.mime == "text/markdown" else ENRICHED.sub("", part.text()).replace("<<", "<")


def _take_text(contents: Contents, part: Part) -> None:
    is_html = part.mime == "text/html"
    source = _unenriched(part) if part.mime in OTHER_VIEWS else part.text()
    if not is_html:
        source = _unpacked(contents, source)
        contents.sealed = seals.stronger(contents.sealed, seals.of_text(source))
    if source.strip():
        contents.words.append(Words(source, is_html, part.choice))


def _unpacked(contents: Contents, source: str) -> str:
    """Text without the files that old programs wrote into it (uuencode); they become files."""
    if "begin " not in source or "\nend" not in source:
        return source
    lines, kept, place = source.split("\n"), list[str](), 0
    while place < len(lines):
        found = PACKED.match(lines[place].rstrip())
        end = _end_of_packed(lines, place) if found else 0
        if found and end and len(contents.files) < FILES_LIMIT:
            octets = uudecode("\n".join(lines[place : end + 1]).encode("utf-8", "replace"))
            contents.files.append(File(file_name(found[1]) or "file.bin", _mime_of(found[1]), octets))
            place = end
        else:
            kept.append(lines[place])
        place += 1
    return "\n".join(kept)


def _end_of_packed(lines: list[str], begin: int) -> int:
    """Where a packed file ends; 0 if the next lines are no packed file."""
    for place in range(begin + 1, len(lines)):
        if lines[place].rstrip() == "end":
            return place
        if len(lines[place]) > 100 or not " " <= lines[place][:1] <= "`":
            return 0  # no packed line begins so, and a second `begin` does not: the search never starts over
    return 0


def _take_file(contents: Contents, part: Part) -> None:
    octets = part.octets()
    name = part.name() or _name_of(part, octets, len(contents.files) + 1)
    if part.mime in winmail.MIMES or name.lower() in winmail.NAMES:
        opened = winmail.unpack(octets)
        if opened is not None:
            _take_packed(contents, opened)
            return
    if part.mime == "text/calendar" or name.lower().endswith(".ics"):
        contents.card = contents.card or invitations.card(octets)
    sealed = seals.of_part(part, name, octets, is_beside_words=bool(contents.words))
    contents.sealed = seals.stronger(contents.sealed, sealed)
    cid = part.head.text("content-id").strip("<> ")[:200]
    inline = part.disposition != "attachment" and bool(cid) and part.mime.startswith("image/")
    contents.files.append(File(name=name, mime=part.mime, octets=octets, cid=cid, inline=inline))


def _take_packed(contents: Contents, opened: winmail.Opened) -> None:
    for name, octets in opened.files:
        safe = file_name(name) or f"file-{len(contents.files) + 1}.bin"
        contents.files.append(File(safe, _mime_of(safe), octets))
    if not contents.words:
        contents.words += [Words(opened.text, is_html=False, choice=-1)] if opened.text.strip() else []
        contents.words += [Words(opened.html, is_html=True, choice=-1)] if opened.html.strip() else []


def _mime_of(name: str) -> str:
    return KNOWN_TYPES.guess_type(name)[0] or "application/octet-stream"


def _name_of(part: Part, octets: bytes, number: int) -> str:
    """A name for a part that asks for none."""
    if part.mime.startswith("message/") and part.mime not in NAMES:
        subject = re.sub(r"[\\/: ]+", " ", _subject_of(octets)[:100])
        return file_name(f"{subject}.eml") if subject else f"letter-{number}.eml"
    if part.branch == "multipart/encrypted" and part.mime == "application/octet-stream":
        return "encrypted.asc"
    ending = KNOWN_TYPES.guess_extension(part.mime) or ".bin"
    kind = part.mime.rpartition("/")[2].split("+")[0]
    return NAMES.get(part.mime) or file_name(f"{kind}-{number}{ending}")


def _subject_of(octets: bytes) -> str:
    head = mend(octets[:20_000]).partition(b"\n\n")[0]
    for line in re.sub(rb"\n[ \t]+", b" ", head).split(b"\n"):
        if line[:8].lower() == b"subject:":
            return Head([("subject", line[8:])]).text("subject")
    return ""


def _name_apart(contents: Contents) -> None:
    """Files of one name get numbers."""
    seen: dict[str, int] = {}
    for place, file in enumerate(contents.files):
        seen[file.name.lower()] = count = seen.get(file.name.lower(), 0) + 1
        if count > 1:
            stem, dot, ending = file.name.rpartition(".")
            name = f"{stem} ({count}).{ending}" if dot else f"{file.name} ({count})"
            contents.files[place] = File(file_name(name), file.mime, file.octets, file.cid, file.inline)
