"""F28: logs have ids, and nothing that people wrote."""

import json
import logging
import os
from uuid import uuid4

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test import RequestFactory

from otklik.kernel import asking, logs
from tests.kernel.places import data_directory


@pytest.fixture
def written():
    """What a log says of one record."""

    def write(message, *arguments, error=None, **extra):
        exc_info = (type(error), error, error.__traceback__) if error else None
        record = logging.getLogger("otklik.test").makeRecord(
            "otklik.test", logging.ERROR, "file.py", 1, message, arguments, exc_info, extra=extra
        )
        return json.loads(logs.Json("web").format(record))

    return write


def raised(act):
    try:
        act()
    except Exception as error:
        return error


def test_a_line_is_json_with_the_ids_of_request_and_person(written):
    request, person = uuid4(), 12
    token = asking.request_id.set(request)
    with asking.asked_by(person):
        line = written("job %s gave up", "deliver", job=31)
    asking.request_id.reset(token)
    assert line["said"] == "job deliver gave up"
    assert (line["request"], line["person"], line["job"]) == (str(request), 12, 31)
    assert (line["process"], line["level"], line["logger"]) == ("web", "error", "otklik.test")


def test_addresses_and_tokens_are_masked(written):
    token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
    line = written("letter from Вера <vera@firma.example> with %s", token, address="vera@firma.example")
    assert line["said"] == "letter from Вера <[address]> with [token]"
    assert line["address"] == "[address]"


def test_an_exception_is_where_it_happened_and_its_first_line(written):
    error = raised(lambda: int("x"))
    line = written("a view failed", error=error)
    where, kind = line["error"].split("\n")[-2:]
    assert "test_logs.py" in where
    assert kind.startswith("ValueError: invalid literal")


@pytest.mark.django_db
def test_a_database_error_keeps_its_code_and_not_the_row(written):
    def twice():
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE secret (word text CONSTRAINT only_one UNIQUE)")
            cursor.execute("INSERT INTO secret VALUES ('пароль'), ('пароль')")

    error = raised(twice)
    assert isinstance(error, IntegrityError)
    assert "пароль" in str(error)
    line = written("a view failed", error=error)
    assert line["error"].endswith("IntegrityError: 23505 only_one")
    assert "пароль" not in json.dumps(line, ensure_ascii=False)


def test_a_traceback_given_as_text_is_reduced_too(written):
    line = written("gave up", error_text='Traceback:\n  File "a.py", line 3, in act\n    open(x)\nValueError: пароль')
    assert line["error_text"] == "a.py:3 act\nValueError: "


def test_a_requests_path_stays_out(written):
    request = RequestFactory().get("/sign-in/secret-token/")
    assert written("Internal Server Error: %s", request.path, request=request)["said"] == "error at an unknown address"


def test_a_large_file_is_put_aside(monkeypatch):
    monkeypatch.setattr(logs, "LARGEST", 10)
    with data_directory() as data:
        (data / "logs").mkdir(parents=True)
        (data / "logs" / "web.log").write_text("x" * 11)
        (data / "logs" / "clock.log").write_text("x")
        logs.rotate(data)
        assert sorted(os.listdir(data / "logs")) == ["clock.log", "web.log.1"]
