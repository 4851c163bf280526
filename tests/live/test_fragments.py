"""A fragment is sent when it differs from what the browser shows (F2)."""

from django.test import RequestFactory

from otklik.live.fragments import etagged


def answer(html, known=""):
    return etagged(RequestFactory().get("/", headers={"If-None-Match": known} if known else {}), html)


def test_f2_a_fragment_that_did_not_change_is_not_sent_again():
    first = answer("<p>1</p>")
    again = answer("<p>1</p>", first["ETag"])
    assert (first.status_code, first.content) == (200, b"<p>1</p>")
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert answer("<p>2</p>", first["ETag"]).status_code == 200


def test_tokens_that_are_new_at_each_rendering_do_not_make_a_difference():
    html = '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="once" value="{}">'
    assert answer(html.format("a", "b"), answer(html.format("c", "d"))["ETag"]).status_code == 304


def test_no_cache_but_the_readers_own_keeps_a_fragment():
    assert answer("")["Cache-Control"] == "private, no-cache"
