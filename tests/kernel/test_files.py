import io
import os
import struct
import zlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from otklik.kernel import clock, files, jobs
from otklik.kernel.files import FileTooLarge, StoredFile, clean_name, store
from otklik.kernel.mime import detect, is_dangerous, is_inline_image
from otklik.kernel.storage import storage


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path / "files"


def picture(kind="PNG", size=(800, 600), **more):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return out.getvalue()


def bomb(side=60_000):
    """A PNG that claims to have side × side pixels in a few bytes."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.django_db
def test_the_same_contents_are_kept_once(disk):
    first, second = store(b"report", "a.txt"), store(io.BytesIO(b"report"), "b.txt")
    assert first == second
    with first.open() as contents:
        assert contents.read() == b"report"
    assert first.path == disk / first.sha256[:2] / first.sha256[2:4] / first.sha256
    assert [path for path in disk.rglob("*") if path.is_file()] == [first.path]


@pytest.mark.django_db
def test_what_is_too_large_leaves_nothing(disk):
    with pytest.raises(FileTooLarge) as refused:
        store(io.BytesIO(b"x" * 1001), limit=1000)
    assert refused.value.facts["limit"] == 1000
    assert not [path for path in disk.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_an_image_gets_a_small_copy_without_its_metadata():
    exif = Image.Exif()
    exif[0x010F] = "secret camera"
    stored = store(picture("JPEG", exif=exif))
    assert (stored.mime, stored.width, stored.height, stored.is_inline_image) == ("image/jpeg", 800, 600, True)
    assert jobs.run_due(times=2) == 1
    stored.refresh_from_db()
    assert (stored.thumbnail.mime, stored.thumbnail.width, stored.thumbnail.height) == ("image/webp", 640, 480)
    assert b"secret" not in stored.thumbnail.path.read_bytes()


@pytest.mark.django_db
def test_a_photograph_taken_upright_is_measured_and_shown_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = store(picture("JPEG", exif=exif))
    assert (stored.width, stored.height) == (600, 800)
    jobs.run_due()
    stored.refresh_from_db()
    assert (stored.thumbnail.width, stored.thumbnail.height) == (480, 640)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [bomb(), bomb(6_000), b"\x89PNG\r\n\x1a\nbroken", b"GIF89a", b"\xff\xd8\xff"])
def test_a_bomb_or_a_broken_image_is_kept_but_never_shown(content):
    stored = store(content, "a.png")
    assert is_inline_image(stored.mime)
    assert not stored.is_inline_image
    assert jobs.run_due() == 0


@pytest.mark.django_db
def test_an_image_that_ends_too_early_has_no_thumbnail():
    stored = store(picture("JPEG", size=(2000, 2000))[:2000])
    jobs.run_due()
    stored.refresh_from_db()
    assert stored.thumbnail is None


@pytest.mark.django_db
def test_contents_without_a_row_are_swept_after_a_day(disk):
    kept, orphan, young = store(b"kept"), store(b"orphan"), store(b"young")
    StoredFile.objects.exclude(pk=kept.pk).delete()
    old = (clock.now() - timedelta(days=2)).timestamp()
    for path in (kept.path, orphan.path):
        os.utime(path, (old, old))
    assert files.sweep() == 1
    assert (kept.path.exists(), orphan.path.exists(), young.path.exists()) == (True, False, True)


@pytest.mark.django_db
def test_contents_that_are_put_again_are_young_again():
    stored = store(b"again")
    old = (clock.now() - timedelta(days=2)).timestamp()
    os.utime(stored.path, (old, old))
    store(b"again")
    assert not list(storage().older_than(clock.now() - timedelta(days=1)))


@pytest.mark.parametrize(
    ("head", "name", "mime"),
    [
        (picture("PNG"), "a.exe", "image/png"),
        (picture("WEBP"), "", "image/webp"),
        (b"%PDF-1.7\n", "a.png", "application/pdf"),
        (b"MZ\x90\0\3\0", "a.jpg", "application/x-msdownload"),
        (b"PK\3\4\x14\0", "report.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\3\4\x14\0", "archive", "application/zip"),
        (b"BMW\xd0", "note.txt", "text/plain"),
        ("Не открывается".encode(), "note", "text/plain"),
        ("Не открывается".encode("cp1251"), "note", "text/plain"),
        (b"a;b\n1;2", "table.CSV", "text/csv"),
        (b"  <!DOCTYPE html><p>", "a.txt", "text/html"),
        (b'<?xml version="1.0"?>\n<svg onload="x">', "a.png", "image/svg+xml"),
        (b"\0\1\2\3", "a.png", "application/octet-stream"),
        (b"", "empty", "application/octet-stream"),
    ],
)
def test_a_type_is_known_by_what_the_file_holds(head, name, mime):
    assert detect(head, name) == mime


@given(st.binary(max_size=300), st.text(max_size=20))
def test_every_file_has_some_type(head, name):
    assert "/" in detect(head, name)


@pytest.mark.parametrize(
    "name", ["run.EXE", "invoice.pdf.js", "a.svg", "page.html", "macro.docm", "evil.exe. ", "x.lnk"]
)
def test_names_that_run_programs_are_flagged(name):
    assert is_dangerous(name, "application/octet-stream")


def test_a_program_under_another_name_is_flagged():
    assert is_dangerous("photo.jpg", "application/x-msdownload")
    assert not is_dangerous("photo.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\docs\\Отчёт.pdf", "Отчёт.pdf"),
        ("счёт\u202egpj.exe", "счётgpj.exe"),
        ("a\0b\n.txt", "ab.txt"),
        ("e\u0308.txt", "ë.txt"),
        ("<script>.html", "_script_.html"),
        ("...", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
    ],
)
def test_a_file_name_is_made_safe(given, safe):
    assert clean_name(given) == safe


@given(st.text(st.characters(exclude_categories=[]), max_size=400))
def test_any_name_becomes_a_safe_one_and_stays_so(name):
    safe = clean_name(name)
    assert 0 < len(safe.encode()) <= 255
    assert not set(safe) & set('/\\\0\n"')
    assert clean_name(safe) == safe


def test_a_long_name_keeps_its_ending():
    safe = clean_name("ё" * 300 + ".pdf")
    assert safe.endswith("ё.pdf")
    assert len(safe.encode()) <= 255
