"""Every encoder stands behind one `encode`; a text has one vector (issue 6)."""

import numpy as np

from otklik.knowledge.encoding import Letters, Meanings, Sentences, groups, unit


class Topics:
    """An encoder that knows two topics, as an extra would know thousands."""

    name = "topics@1"
    dimensions = 2

    def encode(self, texts):
        return unit(
            np.array([[text.count("плат"), text.count("дом")] for text in texts], dtype=np.float32).reshape(-1, 2)
        )


def test_a_sentence_encoder_lies_beside_letters_in_one_vector():
    both = Sentences(Topics())
    rows = both.encode(["оплата дома", "дом", ""])
    assert (both.name, rows.shape) == ("topics@1+letters@1", (3, 1026))
    assert np.allclose(np.linalg.norm(rows[:2], axis=1), 1, atol=1e-5)
    assert not rows[2].any()


def test_meanings_are_compared_without_what_all_documents_share():
    meanings = Meanings(["плата", "дом", "дом дом плата"], Topics())
    assert meanings.scores("платим").argmax() == 0
    assert meanings.scores("дома").argmax() == 1
    assert Meanings([], Topics()).scores("дом").shape == (0,)


def test_letters_tell_nothing_of_an_empty_text_and_forget_no_word():
    assert not Letters().encode(["", "…"]).any()
    assert len(groups("ёж")) == len(groups("Еж")) == 3
