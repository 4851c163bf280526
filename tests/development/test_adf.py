"""Documents of Jira Cloud, read and written."""

import hypothesis.strategies as st
from hypothesis import given

from otklik.development import adf

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "content", "text", "attrs", "url"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.lists(WORDS, max_size=8))
def test_what_is_written_is_read_again(lines):
    text = "\n".join(lines)
    expected = "\n".join(line.rstrip() for line in text.splitlines()).strip()
    assert adf.text_of(adf.to_adf(text)) == expected


@given(JSON)
def test_anything_at_all_is_read_without_an_error(document):
    assert isinstance(adf.text_of(document), str)


def test_mentions_cards_breaks_and_lists_are_words():
    def text(words):
        return {"type": "text", "text": words}

    document = {
        "type": "doc",
        "content": [
            {
                "type": "paragraph",
                "content": [
                    {"type": "mention", "attrs": {"text": "@Дана"}},
                    text(" смотри "),
                    {"type": "inlineCard", "attrs": {"url": "https://x.example/1"}},
                    {"type": "hardBreak"},
                    text("ещё"),
                ],
            },
            {
                "type": "bulletList",
                "content": [{"type": "listItem", "content": [{"type": "paragraph", "content": [text("раз")]}]}],
            },
        ],
    }
    assert adf.text_of(document) == "@Дана смотри https://x.example/1\nещё\nраз"


def test_a_document_nested_without_end_is_cut():
    document = {"type": "text", "text": "дно"}
    for _ in range(5000):
        document = {"type": "paragraph", "content": [document]}
    assert adf.text_of(document) == ""
