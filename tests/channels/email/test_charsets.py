"""Mislabelled and unlabelled text is read as what it is (research: mail, §3.7)."""

import pytest

from otklik.channels.email.charsets import clean, codec, guess, to_text

RUSSIAN = "Здравствуйте, письма с нашего домена не доходят до Gmail."
UKRAINIAN = "Доброго дня, не приходять листи з нашого домену, підкажіть."


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r", "utf-8", "cp866", "iso8859-5"])
def test_unlabelled_russian_is_read(charset):
    assert to_text(RUSSIAN.encode(charset)) == RUSSIAN


@pytest.mark.parametrize("charset", ["cp1251", "koi8-u", "utf-8"])
def test_unlabelled_ukrainian_is_read(charset):
    assert to_text(UKRAINIAN.encode(charset)) == UKRAINIAN


@pytest.mark.parametrize("label", ["us-ascii", "iso-8859-1", "koi8-r", "x-unknown", "utf-8;", '"windows-1251"', ""])
def test_a_wrong_label_does_not_spoil_cp1251(label):
    assert to_text(RUSSIAN.encode("cp1251"), label) == RUSSIAN


@pytest.mark.parametrize("text", ["für Größe und Straße", "déjà vu à la carte", "naïve café"])
def test_western_words_are_not_taken_for_russian(text):
    assert to_text(text.encode("cp1252"), "iso-8859-1") == text
    assert guess(text.encode("cp1252")) == ""


@pytest.mark.parametrize(
    ("text", "charset", "label"),
    [("日本語", "iso2022_jp", "iso-2022-jp"), ("中文字", "gb18030", "gb2312"), ("한국어", "cp949", "ks_c_5601-1987")],
)
def test_far_eastern_labels_are_believed(text, charset, label):
    assert to_text(text.encode(charset), label) == text


@pytest.mark.parametrize("label", ["hex", "rot13", "zlib", "idna", "undefined", "unicode_escape", "нет", "x" * 999])
def test_a_label_that_is_no_charset_is_ignored(label):
    assert codec(label) == ""
    assert to_text("да".encode(), label) == "да"


def test_utf8_with_a_broken_letter_is_still_utf8():
    assert to_text(RUSSIAN.encode()[:-2] + b"\xd0").startswith("Здравствуйте")


def test_nothing_that_a_database_refuses_comes_out():
    text = clean("a\x00b\ud800c\ufeffd\r\ne\rf")
    assert text == "abcd\ne\nf"
    text.encode()


@pytest.mark.parametrize("label", ["gb2312", "big5", "euc-kr", "shift_jis"])
def test_utf8_beats_a_wrong_east_asian_label(label):
    assert to_text("请告诉我什么时候可以".encode(), label) == "请告诉我什么时候可以"
    assert to_text("Привет, сервер".encode(), label) == "Привет, сервер"


@pytest.mark.parametrize(
    ("label", "text"), [("gb2312", "你好"), ("euc-kr", "안녕하세요"), ("shift_jis", "日本"), ("big5", "中文")]
)
def test_an_east_asian_label_is_believed(label, text):
    assert to_text(text.encode(label), label) == text


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("windows-1252http-equivcontent-type", "cp1252"),
        ("ISO_8859-1", "cp1252"),
        ("x-windows-949", "cp949"),
        ("csibm866", "cp866"),
        ("iso-8859-1;format=flowed", "cp1252"),
        ("x-mac-cyrillic", ""),
        ("unknown-8bit", ""),
        ("rot13", ""),
    ],
)
def test_labels_as_letters_write_them(label, name):
    assert codec(label) == name


def test_the_last_guess_knows_other_languages():
    for text, charset in (
        ("Příliš žluťoučký kůň úpěl ďábelské ódy", "cp1250"),
        ("これは日本語の文章です。どうぞよろしく", "cp932"),
    ):
        assert to_text(text.encode(charset)) == text
