"""F15: one condition is text, JSON, a query and an answer about one row, and they agree."""

import contextlib
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otklik.kernel import conditions
from otklik.kernel.conditions import (
    All,
    BadCondition,
    Context,
    Field,
    Flag,
    Moment,
    Not,
    OneOf,
    Op,
    Reference,
    Some,
    Term,
    Text,
    Vocabulary,
    Whole,
    all_of,
    from_json,
    negation,
    some_of,
    to_json,
)
from otklik.kernel.files import StoredFile
from otklik.kernel.jobs import FailedJob
from otklik.people.models import Person

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CONTEXT = Context(person=SimpleNamespace(pk=7), now=NOON, zone=ZoneInfo("Europe/Moscow"), language="ru")
LETTERS = 'аБ yZ.ё-:"\\,()%_<=#7'
PEOPLE = {"вера": 3, "Анна Ли": 4, "нет": 5, "я": 6, "#3": 8}
MIMES = {"image/png": "картинка", "text/plain": "простой текст", "none": "нет"}

FILES = Vocabulary(StoredFile, free="text").add(
    Field("text", {"ru": "слова", "uk": "слова", "en": "words"}, Text(), "sha256"),
    Field("mime", {"ru": "тип", "uk": "тип", "en": "type"}, OneOf(MIMES), "mime"),
    Field("size", {"ru": "размер", "uk": "розмір", "en": "size"}, Whole(), "size", aliases=("байт",)),
    Field("width", {"ru": "ширина", "uk": "ширина", "en": "width"}, Whole(), "width"),
    Field("created", {"ru": "создан", "uk": "створено", "en": "created"}, Moment(), "created_at"),
    Field("due", {"ru": "срок", "uk": "термін", "en": "due"}, Moment(ahead=True), "created_at"),
    Field("small", {"ru": "копия", "uk": "копія", "en": "copy"}, Whole(), "thumbnail__width"),
    Field("smallmime", {"ru": "типкопии", "uk": "типкопії", "en": "copytype"}, Text(), "thumbnail__mime"),
    Field(
        "from",
        {"ru": "от", "uk": "від", "en": "from"},
        Reference(
            lambda name, _: PEOPLE.get(name),
            lambda number: next((name for name, known in PEOPLE.items() if known == number), None),
            people=True,
        ),
        "height",
    ),
)
KINDS = {name: field.kind for name, field in FILES.fields.items()}

whole = st.integers(-3, 3)
words = st.text(LETTERS, min_size=1, max_size=4)
days = st.sampled_from(["2026-03-01", "2026-03-02", "today", "yesterday", "tomorrow"])
lengths = st.sampled_from([0, 60, 3600, 86400, 90000, 604800])
VALUES = {
    "text": words,
    "smallmime": words,
    "mime": st.sampled_from(list(MIMES)),
    "size": whole,
    "width": whole,
    "small": whole,
    "created": days | lengths,
    "due": days | lengths,
    "from": st.sampled_from(["me", 3, 4, 5, 6, 7, 8, 9]),
}


@st.composite
def _terms(draw):
    name = draw(st.sampled_from(list(VALUES)))
    op = draw(st.sampled_from(sorted(KINDS[name].ops)))
    count = {Op.NONE: 0, Op.WITHIN: 2, Op.IS: draw(st.integers(1, 3)), Op.HAS: draw(st.integers(1, 3))}.get(op, 1)
    values = draw(st.lists(VALUES[name], min_size=count, max_size=count))
    try:
        return KINDS[name].term(name, op, values)
    except conditions.errors.Unfit:
        return Term("size", Op.NONE)


trees = st.recursive(
    _terms(),
    lambda inner: (
        st.lists(inner, max_size=3).map(all_of)
        | st.lists(inner, min_size=1, max_size=3).map(some_of)
        | inner.map(negation)
    ),
    max_leaves=6,
)


@given(trees, st.sampled_from(["ru", "uk", "en"]))
def test_f15_a_tree_written_as_text_reads_back_in_every_language(tree, language):
    context = Context(person=CONTEXT.person, now=NOON, language=language)
    assert conditions.read(conditions.write(tree, FILES, context), FILES, CONTEXT) == tree


@given(trees)
def test_f15_a_tree_stored_as_json_reads_back(tree):
    assert from_json(to_json(tree), FILES) == tree


rows = st.fixed_dictionaries(
    {
        "mime": st.sampled_from(list(MIMES)),
        "size": whole,
        "width": st.none() | whole,
        "height": st.none() | st.sampled_from([3, 4, 5, 7]),
        "created_at": st.sampled_from(
            [NOON + timedelta(seconds=sign * length) for length in (0, 60, 3600, 86400) for sign in (-1, 1)]
            + [datetime(2026, 3, 1, 21, tzinfo=UTC), datetime(2026, 3, 1, 20, 59, 59, 999999, tzinfo=UTC)]
        ),
        "word": st.text("аБyZё%_\\", max_size=4),
    }
)


@pytest.mark.django_db
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, min_size=1, max_size=5), st.lists(trees, min_size=1, max_size=6))
def test_f15_the_query_and_the_answer_about_one_row_agree(described, asked):
    StoredFile.objects.all().delete()
    before = None
    for place, values in enumerate(described):
        sha256 = f"{place}{values.pop('word')}"
        before = StoredFile.objects.create(sha256=sha256, thumbnail=before, **values)
    everything = list(StoredFile.objects.order_by("id"))
    for tree in asked:
        found = list(StoredFile.objects.filter(conditions.q(tree, FILES, CONTEXT)).order_by("id"))
        assert found == [file for file in everything if conditions.holds(tree, FILES, CONTEXT, file)]


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(["размер:", "от:", "слова:", "или", "-", "(", ")", '"', "я", "1", "..", ",", "<", " ", "а"])
    )
)
def test_whatever_is_typed_is_understood_or_pointed_at(parts):
    text = "".join(parts)
    tree, bad = understood(text)
    if bad:
        assert 0 <= bad.start <= bad.end <= max(len(text), 1)
        assert str(bad.said)
    else:
        assert conditions.read(conditions.write(tree, FILES, CONTEXT), FILES, CONTEXT) == tree


def understood(text):
    try:
        return conditions.read(text, FILES, CONTEXT), None
    except BadCondition as bad:
        return None, bad


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["all", "some", "not", "field", "op", "values"]), inner)
        ),
    )
)
def test_json_from_elsewhere_is_checked(data):
    with contextlib.suppress(BadCondition):
        from_json(data, FILES)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", All()),
        ("тип:картинка", Term("mime", Op.IS, ("image/png",))),
        ("Type:Картинка,простой-текст", Term("mime", Op.IS, ("image/png", "text/plain"))),
        ('тип:"нет"', Term("mime", Op.IS, ("none",))),
        ("ширина:нет", Term("width", Op.NONE)),
        ("-width:none", Not(Term("width", Op.NONE))),
        ("байт:>=5", Term("size", Op.GE, (5,))),
        ("размер:-1..3", Term("size", Op.WITHIN, (-1, 3))),
        ("от:вера", Term("from", Op.IS, (3,))),
        ("from:me", Term("from", Op.IS, ("me",))),
        ('від:"я"', Term("from", Op.IS, (6,))),
        ("от:#9", Term("from", Op.IS, (9,))),
        ("создан:3д", Term("created", Op.LE, (259200,))),
        ("created:>2h", Term("created", Op.GT, (7200,))),
        ("створено:сьогодні", Term("created", Op.IS, ("today",))),
        ("создан:01.03.2026..2026-03-02", Term("created", Op.WITHIN, ("2026-03-01", "2026-03-02"))),
        ("срок:<2ч", Term("due", Op.LT, (7200,))),
        ("не работает", All((Term("text", Op.HAS, ("не",)), Term("text", Op.HAS, ("работает",))))),
        ('"не работает"', Term("text", Op.HAS, ("не работает",))),
        ("https://x.ru/a?b=1", Term("text", Op.HAS, ("https://x.ru/a?b=1",))),
        ("слова:=точно", Term("text", Op.IS, ("точно",))),
        (
            "а или б в",
            Some((Term("text", Op.HAS, ("а",)), All((Term("text", Op.HAS, ("б",)), Term("text", Op.HAS, ("в",)))))),
        ),
        ("-(а or б)", Not(Some((Term("text", Op.HAS, ("а",)), Term("text", Op.HAS, ("б",)))))),
    ],
)
def test_f15_people_type_it_so(text, tree):
    assert conditions.read(text, FILES, CONTEXT) == tree


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ("размр:5", "There is no field “размр”. Did you mean “размер”?", (0, 5)),
        ("а фыва:5", "There is no field “фыва”.", (2, 6)),
        ("тип:картина", "“картина” is not a value of “тип”. Did you mean “картинка”?", (4, 11)),
        ("размер:много", "“много” is not a value of “размер”.", (7, 12)),
        ("размер:", "A value is missing after “размер:”.", (0, 7)),
        ("тип:>картинка", "“тип” cannot be compared in this way.", (5, 13)),
        ("размер:>1,2", "“размер” cannot be compared in this way.", (8, 11)),
        ("создан:3д..сегодня", "“создан” cannot be compared in this way.", (7, 18)),
        ('слова:"а', "The quotation mark is not closed.", (6, 7)),
        ('""', "There is nothing between the quotation marks.", (0, 2)),
        ("а или", "A condition is missing beside “или”.", (2, 5)),
        ("или а", "A condition is missing beside “или”.", (0, 3)),
        ("(а (б)", "This bracket is not closed.", (0, 1)),
        ("а )", "This bracket closes nothing.", (2, 3)),
        ("а" * 2001, "The condition is too long.", (2000, 2001)),
        ("а " * 61, "The condition is too long.", (120, 121)),
        ("(" * 21, "The condition is too long.", (20, 21)),
    ],
)
def test_f15_an_error_says_what_and_points_where(text, said, place):
    with pytest.raises(BadCondition) as bad, contextlib.ExitStack():
        conditions.read(text, FILES, CONTEXT)
    assert str(bad.value.said) == said
    assert (bad.value.start, bad.value.end) == place


@pytest.mark.parametrize(
    ("text", "moments"),  # of: 5 h ago, 2 h ago, now, in 2 h, in 5 h; it is Monday noon UTC, 15:00 in Moscow
    [
        ("создан:2ч", "-2 0 2 5"),
        ("создан:<2ч", "0 2 5"),
        ("создан:>2ч", "-5"),
        ("создан:>=2ч", "-5 -2"),
        ("создан:1ч..3ч", "-2"),
        ("срок:<2ч", "-5 -2 0"),
        ("срок:2ч", "-5 -2 0 2"),
        ("срок:>2ч", "5"),
        ("срок:1ч..3ч", "2"),
        ("создан:сегодня", "-5 -2 0 2 5"),
        ("создан:вчера", ""),
        ("создан:<=вчера", ""),
        ("создан:<2026-03-03", "-5 -2 0 2 5"),
        ("создан:>2026-03-01", "-5 -2 0 2 5"),
        ("создан:>=2026-03-03", ""),
    ],
)
def test_f15_ages_look_back_and_deadlines_ahead(text, moments):
    tree = conditions.read(text, FILES, CONTEXT)
    files = {hours: StoredFile(created_at=NOON + timedelta(hours=hours)) for hours in (-5, -2, 0, 2, 5)}
    met = [str(hours) for hours, file in files.items() if conditions.holds(tree, FILES, CONTEXT, file)]
    assert " ".join(met) == moments


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["план:про", "-план:про", "план:=про", "план:нет", "мест:>2", "-мест:>2", "-мест:2,3", "vip:да"]
)
def test_f15_custom_fields_in_json_are_asked_alike(text):
    jobs = Vocabulary(FailedJob).add(
        Field("plan", {"ru": "план"}, Text(), "args__plan"),
        Field("seats", {"ru": "мест"}, Whole(), "args__seats"),
        Field("vip", {"ru": "vip"}, Flag(), "args__vip"),
    )
    for args in ({}, {"plan": "Про", "seats": 3}, {"plan": "про", "vip": True}, {"plan": "", "seats": 2, "vip": False}):
        FailedJob.objects.create(task="a", attempts=1, at=NOON, args=args)
    everything = list(FailedJob.objects.order_by("id"))
    tree = conditions.read(text, jobs, CONTEXT)
    found = list(FailedJob.objects.filter(conditions.q(tree, jobs, CONTEXT)).order_by("id"))
    assert found == [job for job in everything if conditions.holds(tree, jobs, CONTEXT, job)]


def test_a_day_is_that_of_whoever_asks():
    late = StoredFile(created_at=datetime(2026, 3, 1, 22, tzinfo=UTC))
    tree = Term("created", Op.IS, ("today",))
    assert conditions.holds(tree, FILES, CONTEXT, late)
    assert not conditions.holds(tree, FILES, Context(now=NOON), late)


def test_what_shares_its_name_is_written_by_its_id():
    twins = Reference(lambda name, _: 1 if name == "Анна" else None, lambda _: "Анна")
    lines = Vocabulary(StoredFile).add(Field("line", {"ru": "линия"}, twins, "height"))
    assert conditions.write(Term("line", Op.IS, (1, 2)), lines, CONTEXT) == "линия:Анна,#2"


@pytest.fixture(autouse=True)
def english():
    from django.utils import translation

    with translation.override("en"):
        yield


def test_those_who_may_not_ask_a_field_do_not_know_it():
    theirs = FILES.only("mime", "size")
    with pytest.raises(BadCondition):
        conditions.read("от:вера", theirs, CONTEXT)
    with pytest.raises(BadCondition):
        conditions.read("слово", theirs, CONTEXT)
    with pytest.raises(BadCondition):
        from_json(to_json(Term("from", Op.IS, (3,))), theirs)


def test_two_fields_cannot_share_a_name_and_a_name_is_one_word():
    for names in ({"en": "size"}, {"en": "two words"}, {"en": "3d"}):
        with pytest.raises(ValueError):
            FILES.only("size").add(Field("other", names, Whole(), "height"))


def test_too_many_terms_are_refused_in_json_too():
    with pytest.raises(BadCondition):
        from_json({"all": [to_json(Term("size", Op.NONE))] * 61}, FILES)


@pytest.mark.django_db
def test_f15_a_field_with_several_values_is_met_by_any_of_them():
    flag = {"ru": "свой", "uk": "свій", "en": "own"}
    people = Vocabulary(Person, free="name").add(
        Field("name", {"ru": "имя", "uk": "імʼя".replace("ʼ", ""), "en": "name"}, Text(), "name"),
        Field("address", {"ru": "адрес", "uk": "адреса", "en": "address"}, Text(), "identities__value", many=True),
        Field("active", flag, Flag(), "is_active"),
    )
    two = Person.objects.create(name="Две", login="two")
    none = Person.objects.create(name="Нет", login="none", is_active=False)
    for value in ("a@x.ru", "b@x.ru"):
        two.identities.create(kind="email", value=value, normalised=value)
    ours = Person.objects.filter(pk__in=[two.pk, none.pk])
    for text, expected in [
        ("адрес:a@x.ru", [two]),
        ("адрес:a@x.ru адрес:b@x", [two]),
        ("-адрес:a@x.ru", [none]),
        ("адрес:нет", [none]),
        ("-адрес:нет", [two]),
        ("адрес:x.ru", [two]),
        ("свой:да", [two]),
        ("own:ні", [none]),
        ("ДВЕ", [two]),
    ]:
        tree = conditions.read(text, people, CONTEXT)
        assert list(ours.filter(conditions.q(tree, people, CONTEXT))) == expected, text
        assert [person for person in ours if conditions.holds(tree, people, CONTEXT, person)] == expected, text
