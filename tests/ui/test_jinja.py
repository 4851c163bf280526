import pytest
from django.core.management import call_command
from django.template import engines
from django.test import override_settings
from jinja2 import UndefinedError
from markupsafe import Markup

from otklik.ui import assets
from tests.ui.pages import render, request


def test_a_name_that_nobody_passed_is_an_error_not_an_empty_word():
    with pytest.raises(UndefinedError):
        render("{{ forgotten }}")


def test_script_in_a_name_is_shown_as_text():
    assert render("{{ name }}", name="<script>x</script>") == "&lt;script&gt;x&lt;/script&gt;"


def test_a_value_inside_a_translated_sentence_is_escaped():
    assert "<b>" not in render('{{ _("Written by %(name)s", name=name) }}', name="<b>")


def test_an_icon_is_drawn_from_the_sprite():
    assert 'href="/static/ui/icons.svg#i-mail"' in render('{{ icon("mail") }}')
    assert 'role="img" aria-label="Письмо"' in render('{{ icon("mail", label="Письмо") }}')


def test_an_icon_that_the_sprite_lacks_is_an_error():
    with pytest.raises(LookupError):
        render('{{ icon("no-such-icon") }}')


def test_the_hand_chosen_theme_stands_on_the_page_and_nothing_else_may():
    page = engines["jinja2"].get_template("ui/base.html")
    assert 'data-theme="dark"' in page.render({}, request(otklik_theme="dark"))
    assert "data-theme" not in page.render({}, request(otklik_theme='"><script>'))


def test_a_table_that_stacks_says_in_each_cell_what_its_column_is_called_and_another_does_not():
    rows = """{% from "ui/parts/data.html" import table %}{% call table("Люди", heads, kind) %}
<tr><th scope="row">Вера</th><td class="num">7</td></tr>
<tr><th scope="row">Анна</th><td class="num">9</td><td>лишнее</td></tr>{% endcall %}"""
    heads = [("Кто", ""), (Markup("<b>Ход</b> &quot;наш&quot; &amp; т.д."), "num")]
    page = render(rows, heads=heads, kind="tally stacks")
    assert page.count('<td data-label="Ход &#34;наш&#34; &amp; т.д." class="num">') == 2
    assert '<th scope="row">Вера</th>' in page
    assert '<td data-label="">лишнее</td>' in page
    assert "data-label" not in render(rows, heads=heads, kind="")


@pytest.mark.django_db
def test_every_page_says_its_language_and_leads_past_its_head():
    page = engines["jinja2"].get_template("ui/customer.html").render({}, request())
    assert '<html lang="ru"' in page
    assert 'class="skip-link sr-only" href="#main"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("layout", ["ui/base.html", "ui/shell.html", "ui/customer.html"])
def test_a_page_holds_no_inline_style_and_no_inline_script(layout):
    page = engines["jinja2"].get_template(layout).render({}, request())
    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick" not in page


def test_all_static_files_can_be_collected_under_hashed_names(tmp_path, settings):
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "otklik.ui.assets.HashedFiles"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    module = next(tmp_path.glob("ui/js/main.????????????.js")).read_text()
    assert './theme-switch.js"' not in module
    sheet = next(tmp_path.glob("ui/css/base.????????????.css")).read_text()
    assert "golos-text-latin-wght-normal.woff2" not in sheet


def test_the_sheets_are_linked_in_the_order_of_their_layers():
    names = [address.rpartition("/")[2] for address in assets.stylesheets()]
    assert names[:3] == ["tokens.css", "base.css", "layout.css"]
    assert len(names) == len(list(assets.HERE.glob("css/**/*.css"))) - 1
