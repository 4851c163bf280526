"""The room of trackers (L1)."""

import hashlib
import hmac

from otklik.development import calling
from otklik.development.models import Hook, Tracker
from otklik.kernel.audit import AuditEntry
from tests.development.conftest import jira, tracker  # noqa: F401  fixtures
from tests.development.fake_jira import TOKEN, USER

ROOM = "/manage/trackers/"


def filled(jira, **more):  # noqa: F811
    known = {"name": "Jira", "flavour": "jira_cloud", "url": jira.url, "project": "MAIL", "issue_type": "Bug"}
    return {
        **known,
        "user": USER,
        "token": TOKEN,
        "released": "Released\n\nreleased to all ",
        "is_active": "on",
        **more,
    }


def said(page):
    return page.content.decode()


def test_a_tracker_is_added_and_its_token_never_comes_out(gleb, jira):  # noqa: F811
    assert gleb.post(f"{ROOM}new/", filled(jira)).status_code == 303
    made = Tracker.objects.get()
    assert (made.token, made.released) == (TOKEN, ["Released", "released to all"])
    assert TOKEN not in said(gleb.get(f"{ROOM}{made.pk}/"))
    assert TOKEN not in str(list(AuditEntry.objects.values_list("before", "after")))
    assert gleb.post(f"{ROOM}{made.pk}/", filled(jira, token="", name="Другая")).status_code == 303
    made.refresh_from_db()
    assert (made.token, made.name) == (TOKEN, "Другая")


def test_another_address_wants_the_token_again_and_keeps_what_was_written(gleb, jira):  # noqa: F811
    gleb.post(f"{ROOM}new/", filled(jira))
    pk = Tracker.objects.get().pk
    page = gleb.post(f"{ROOM}{pk}/", filled(jira, token="", url="https://evil.example"))
    assert page.status_code == 422
    assert "введите токен ещё раз" in said(page)
    assert "https://evil.example" in said(page)
    assert Tracker.objects.get().url == jira.url


def test_the_check_says_what_works_and_what_does_not(gleb, jira):  # noqa: F811
    page = said(gleb.post(f"{ROOM}check/", filled(jira)))
    assert "Вход выполнен: Отклик" in page
    assert "To Do, Done, Released" in page
    assert "Такого статуса нет: released to all" in page
    jira.faults = [(401, {}, b"")]
    assert "не принимает учётную запись" in said(gleb.post(f"{ROOM}check/", filled(jira)))
    assert "Такого проекта нет" in said(gleb.post(f"{ROOM}check/", filled(jira, project="NONE")))
    assert "нет задач такого типа" in said(gleb.post(f"{ROOM}check/", filled(jira, issue_type="Epic")))
    assert "во внутренней сети" in said(gleb.post(f"{ROOM}check/", filled(jira, url="http://127.0.0.1:9")))
    assert "начинается с https://" in said(gleb.post(f"{ROOM}check/", filled(jira, url="ftp://x")))
    assert not Tracker.objects.exists()


def test_each_kind_says_how_it_is_set_up_and_wants_a_project_of_its_own_kind(gleb, jira):  # noqa: F811
    page = said(gleb.get(f"{ROOM}new/"))
    for kind in ("jira_cloud", "jira_server", "gitlab", "github"):
        assert f'data-kind="{kind}"' in page
    for flavour, project in (("gitlab", "mail"), ("gitlab", "../mail?x"), ("github", "a/b/c"), ("github", "MAIL")):
        page = gleb.post(f"{ROOM}new/", filled(jira, flavour=flavour, project=project))
        assert page.status_code == 422
        assert "company/mail" in said(page)
        assert f'value="{project}"' in said(page)
    assert gleb.post(f"{ROOM}new/", filled(jira, issue_type="")).status_code == 422
    assert not Tracker.objects.exists()
    made = filled(jira, flavour="gitlab", project="company/support/mail", issue_type="", user="")
    assert gleb.post(f"{ROOM}new/", made).status_code == 303
    assert Tracker.objects.get().project == "company/support/mail"


def test_a_call_needs_its_proof_and_its_signature(client, jira, tracker):  # noqa: F811
    address = f"{ROOM}{tracker.pk}/calls/"
    body = b'{"issue": {"key": "MAIL-1"}}'
    post = {"content_type": "application/json"}
    assert client.post(f"{address}guessed/", body, **post).status_code == 404
    assert client.post(f"{address}{tracker.proof}/", body, **post).status_code == 204
    tracker.change(by=None, secret="agreed")
    assert client.post(f"{address}{tracker.proof}/", body + b" ", **post).status_code == 403
    signature = "sha256=" + hmac.new(b"agreed", body + b" ", hashlib.sha256).hexdigest()
    signed = client.post(f"{address}{tracker.proof}/", body + b" ", **post, headers={"X-Hub-Signature": signature})
    assert signed.status_code == 204
    large = b" " * (calling.LARGEST + 1)
    assert client.post(f"{address}{tracker.proof}/", large, **post).status_code == 413
    assert Hook.objects.count() == 2
    tracker.change(by=None, is_active=False)
    assert client.post(f"{address}{tracker.proof}/", body, **post).status_code == 404


def test_the_list_shows_how_trackers_fare_with_the_age_of_a_failure(gleb, jira, tracker):  # noqa: F811
    assert "ещё не спрашивали" in said(gleb.get(ROOM))
    tracker.failed("auth: 401")
    assert "не принимает учётную запись и токен. Началось:" in said(gleb.get(ROOM)).replace("\N{NO-BREAK SPACE}", " ")
