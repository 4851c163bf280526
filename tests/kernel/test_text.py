import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from otklik.kernel.text import clean, clean_line, first_line, snippet, sort_key, to_html

ANY = st.text(st.characters(exclude_categories=[]))
TYPED = st.text(st.sampled_from("ab *`-1.)\n\t<>&\"'/:(https://x.y)Ё"), max_size=80)


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self.open = [], "", []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@given(ANY)
def test_cleaned_text_can_be_stored_and_cleaning_it_again_changes_nothing(text):
    cleaned = clean(text)
    cleaned.encode()
    assert "\0" not in cleaned
    assert clean(cleaned) == cleaned


def test_overrides_that_lie_about_direction_are_removed():
    assert clean("счёт\u202egpj.exe") == "счётgpj.exe"


def test_newlines_of_every_system_become_one():
    assert clean("a\r\nb\rc\u2028d\x85e") == "a\nb\nc\nd\ne"


def test_letters_are_composed():
    assert clean("е\u0308") == "ё"


def test_a_line_has_single_spaces():
    assert clean_line(" a\n\tb  c ") == "a b c"


def test_the_first_line_is_the_first_that_says_something():
    assert first_line("\n  \nНе открывается отчёт\nвторая") == "Не открывается отчёт"


def test_a_snippet_ends_at_a_word():
    assert snippet("один два три четыре", 12) == "один два…"


@given(ANY, st.integers(5, 50))
def test_a_snippet_is_never_longer_than_asked(text, limit):
    assert len(snippet(text, limit)) <= limit


def test_names_sort_as_people_expect():
    names = ["Жанна", "Ёлкина", "Елена", "Єва", "Дарья", "anna", "Zoë", "Ядвига", "Анна", "И", "Ігор", "Й"]
    expected = ["anna", "Zoë", "Анна", "Дарья", "Елена", "Ёлкина", "Єва", "Жанна", "И", "Ігор", "Й", "Ядвига"]
    assert sorted(names, key=sort_key) == expected


def test_case_quotes_and_accents_do_not_part_names():
    assert sort_key("«Ромашка»") == sort_key("ромашка")
    assert sort_key("Renée") == sort_key("renee")


@given(TYPED)
def test_html_has_only_our_own_tags_balanced(text):
    seen = Tags(str(to_html(text)))
    assert not seen.open
    for tag, attributes in seen.tags:
        assert tag in {"p", "br", "a", "code", "pre", "strong", "ul", "ol", "li"}
        assert set(attributes) <= {"href", "rel", "target", "start"}
        if tag == "a":
            assert re.match(r"https?://", attributes["href"])


@given(st.text(st.sampled_from("абв <>&\"'\n")))
def test_no_letter_is_lost_on_the_way_to_html(text):
    assert "".join(Tags(str(to_html(text))).text.split()) == "".join(text.split())


def test_a_typed_text_becomes_paragraphs_lists_code_and_links():
    html = to_html("Привет,\nАнна\n\nШаги:\n- **один**\n- `два`\n\n```\n<b>\n```\nСм. (https://x.ru/a_(b)?c=1&d=2).")
    assert html == (
        "<p>Привет,<br>Анна</p>\n<p>Шаги:</p>\n<ul><li><strong>один</strong></li><li><code>два</code></li></ul>\n"
        "<pre><code>&lt;b&gt;</code></pre>\n"
        '<p>См. (<a href="https://x.ru/a_(b)?c=1&amp;d=2" rel="noopener nofollow ugc" target="_blank">'
        "https://x.ru/a_(b)?c=1&amp;d=2</a>).</p>"
    )


def test_a_numbered_list_keeps_its_first_number():
    assert to_html("3. три\n4. четыре") == '<ol start="3"><li>три</li><li>четыре</li></ol>'


def test_a_block_that_was_never_closed_is_still_a_block():
    assert to_html("```\nкод") == "<pre><code>код</code></pre>"


def test_scripts_and_their_links_stay_text():
    html = to_html("<script>alert(1)</script> javascript:alert(1) https://x/\"onclick='a'")
    assert "<script" not in html
    assert [attributes["href"] for tag, attributes in Tags(str(html)).tags if tag == "a"] == ["https://x/"]
