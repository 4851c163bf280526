from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import translation

from otklik.kernel import clock, events, jobs
from otklik.kernel.jobs import FailedJob, waiting
from otklik.kernel.jobs.courtesy import PATIENCE, QUIET, Courtesy
from tests.kernel import chores

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def done():
    chores.done.clear()
    return chores.done


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text, attempts FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def fail_for_good():
    jobs.later(chores.stumble, word="a")
    with clock.at(clock.now()):
        jobs.run_due(tolerant=True)
    with clock.at(clock.now() + timedelta(minutes=1)):
        jobs.run_due(tolerant=True)
    return FailedJob.objects.get()


def test_a_job_runs_once_and_leaves_nothing(done):
    jobs.later(chores.note, word="a")
    assert jobs.run_due() == 1
    assert jobs.run_due() == 0
    assert done == ["a"]
    assert rows() == []


def test_jobs_that_jobs_enqueue_run_too(done):
    jobs.later(chores.note_twice, word="a")
    assert jobs.run_due() == 2
    assert done == ["a", "a again"]


def test_a_job_is_rolled_back_with_its_transaction(done):
    with transaction.atomic():
        jobs.later(chores.note, word="a")
        transaction.set_rollback(True)
    assert jobs.run_due() == 0


def test_f25_a_second_job_with_the_same_unique_key_is_not_added_and_the_transaction_goes_on(done):
    jobs.later(chores.note, unique="x", word="a")
    jobs.later(chores.note, unique="x", word="b")
    jobs.later(chores.note, unique="y", word="c")
    jobs.run_due()
    assert done == ["a", "c"]


def test_a_unique_job_keeps_the_earlier_of_two_times(done):
    soon, late = clock.now() + timedelta(minutes=1), clock.now() + timedelta(hours=1)
    jobs.later(chores.note, unique="x", at=late, word="a")
    jobs.later(chores.note, unique="x", at=soon, word="a")
    jobs.later(chores.note, unique="x", at=late, word="a")
    with clock.at(soon):
        assert jobs.run_due() == 1


def test_a_pausing_unique_job_is_not_hurried(done):
    jobs.later(chores.stumble, unique="x", word="a")
    with clock.at(clock.now()):
        jobs.run_due(tolerant=True)
        jobs.later(chores.stumble, unique="x", word="a")
        assert jobs.run_due(tolerant=True) == 0


def test_ids_that_do_not_fit_are_refused_when_enqueuing():
    with pytest.raises(TypeError):
        jobs.later(chores.note, words="a")


def test_a_job_waits_for_its_time_by_the_kernels_clock(done):
    at = clock.now() + timedelta(hours=1)
    jobs.later(chores.note, at=at, word="a")
    assert jobs.run_due() == 0
    with clock.at(at):
        assert jobs.run_due() == 1


def test_jobs_with_one_lock_keep_their_order(done):
    jobs.later(chores.note, lock="l", at=clock.now() + timedelta(hours=1), word="a")
    jobs.later(chores.note, lock="l", word="b")
    jobs.later(chores.note, lock="other", word="c")
    jobs.run_due()
    assert done == ["c"]


def test_only_the_asked_queues_are_run(done):
    jobs.later(chores.note_soon, word="a")
    assert jobs.run_due(queues=["now"]) == 0
    assert jobs.run_due(queues=["soon"]) == 1


def test_a_failing_job_raises_in_a_test_and_stays(done):
    jobs.later(chores.stumble, word="a")
    with pytest.raises(ValueError):
        jobs.run_due()
    assert rows() == [("tests.kernel.chores.stumble", "todo", 1)]


def test_a_failed_attempt_pauses_and_the_last_one_becomes_a_row(done):
    failed = fail_for_good()
    assert done == ["a", "a"]
    assert (failed.task, failed.args, failed.attempts) == ("tests.kernel.chores.stumble", {"word": "a"}, 2)
    assert "ValueError: a" in failed.error
    assert rows() == []
    assert events.Event.objects.get(noun="failedjob").code == "job.failed"


def test_trying_again_enqueues_the_same_job_once(done):
    failed = fail_for_good()
    failed.try_again(by=None)
    with pytest.raises(jobs.failing.Stale):
        FailedJob.objects.get().try_again(by=None)
    assert rows() == [("tests.kernel.chores.stumble", "todo", 0)]
    assert not FailedJob.objects.unsolved().exists()


def test_a_failed_job_can_be_dismissed(done):
    fail_for_good().dismiss(by=None)
    assert rows() == []
    assert not FailedJob.objects.unsolved().exists()


def test_a_solved_failure_is_forgotten_after_a_month_and_an_unsolved_one_never(time):
    fail_for_good().dismiss(by=None)
    unsolved = FailedJob.objects.create(task="a", attempts=1, error="", at=clock.now())
    time.passes(days=29)
    assert FailedJob.objects.sweep() == 0
    time.passes(days=2)
    assert FailedJob.objects.sweep() == 1
    assert FailedJob.objects.get() == unsolved


def test_a_task_of_another_version_becomes_a_failed_job(monkeypatch):
    jobs.later(chores.note, word="a")
    monkeypatch.delitem(jobs.TASKS, chores.note.name)
    jobs.run_due(tolerant=True)
    failed = FailedJob.objects.get()
    with pytest.raises(jobs.failing.Refused):
        failed.try_again(by=None)


def test_a_twin_that_waits_takes_over_from_a_failed_job(done):
    jobs.later(chores.stumble, unique="x", word="a")
    held = jobs.running._take(jobs.running._hello(), ["now"])
    jobs.later(chores.stumble, unique="x", word="a")
    jobs.failing.put_back(held, clock.now())
    assert rows() == [("tests.kernel.chores.stumble", "todo", 0)]


def test_jobs_of_a_silent_worker_are_rescued(done):
    jobs.later(chores.note, word="a")
    jobs.running._take(jobs.running._hello(), ["now"])
    jobs.rescue()
    assert [status for _, status, _ in rows()] == ["doing"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '21 seconds'")
    jobs.rescue()
    assert [(status, attempts) for _, status, attempts in rows()] == [("todo", 1)]
    jobs.run_due()
    assert done == ["a"]


def test_a_job_that_kills_its_worker_is_buried_after_its_last_attempt():
    jobs.later(chores.stumble, word="a")
    for _ in range(2):
        jobs.running._take(None, ["now"])
        jobs.rescue()
    assert FailedJob.objects.get().attempts == 2


def test_a_worker_that_lost_its_job_to_the_rescue_cannot_touch_it(done):
    jobs.later(chores.note, word="a")
    worker = jobs.running._hello()
    held = jobs.running._take(worker, ["now"])
    jobs.running._goodbye(worker)
    jobs.rescue()
    assert jobs.failing.drop(held) is None
    jobs.failing.bury(held, "late")
    assert len(rows()) == 1
    assert not FailedJob.objects.exists()


def test_a_job_has_a_request_id_of_its_own_and_nobodys_language(monkeypatch):
    seen = []
    look = jobs.Task(
        chores.note.name,
        lambda word: seen.append((events.request_id.get(), translation.get_language())),
        "now",
        1,
        chores.note.signature,
    )
    monkeypatch.setitem(jobs.TASKS, chores.note.name, look)
    jobs.later(look, word="a")
    jobs.later(look, word="b")
    with translation.override("uk"):
        jobs.run_due()
        assert translation.get_language() == "uk"
    (first, language), (second, _) = seen
    assert first
    assert first != second
    assert language == "ru"
    assert events.request_id.get() is None


def test_a_job_can_be_run_twice_to_prove_that_it_may(done):
    jobs.later(chores.note, word="a")
    jobs.run_due(times=2)
    assert done == ["a", "a"]


def test_f25_workers_are_woken_once_for_each_transaction_after_it_committed(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting_calls:
        jobs.later(chores.note, word="a")
        jobs.later(chores.note, word="b")
        jobs.later(chores.note_soon, word="c")
        jobs.later(chores.note_soon, at=clock.now() + timedelta(hours=1), word="d")
    (call,) = waiting_calls
    assert call.queues == {"now", "soon"}


def test_tasks_of_one_event_are_enqueued_by_one_statement_and_each_runs(done, django_assert_num_queries):
    with django_assert_num_queries(1):
        jobs.later_each([chores.note, chores.note_soon], word="a")
    assert (jobs.run_due(), done) == (2, ["a", "a"])
    with pytest.raises(TypeError):
        jobs.later_each([chores.note], sentence="a")


def test_patient_work_lets_what_somebody_waits_for_go_first_but_not_for_ever(monkeypatch):
    seconds, waits = [0.0], []
    courtesy = Courtesy(lambda: seconds[0])

    def wait(timeout):
        waits.append(timeout)
        seconds[0] += timeout

    monkeypatch.setattr(courtesy._changed, "wait", wait)
    with courtesy.around("soon"):
        assert waits == []
    with courtesy.around("now"), courtesy.around("now"), courtesy.around("soon"):
        assert waits == [PATIENCE["soon"]]
    with courtesy.around("bulk"):
        assert waits == [PATIENCE["soon"], QUIET]


def test_f25_no_trigger_notifies_inside_the_enqueuing_transaction():
    query = """
        SELECT tgname, tgenabled FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE tgrelid = 'procrastinate_jobs'::regclass AND prosrc LIKE '%%pg_notify%%' AND tgtype & 4 > 0
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [])
        assert cursor.fetchall() == [("procrastinate_jobs_notify_queue_job_inserted_v1", "D")]


@pytest.mark.django_db(transaction=True)
def test_a_wake_up_reaches_the_channel_that_workers_hear():
    connection.ensure_connection()
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as ear:
        ear.execute(f"LISTEN {waiting.CHANNEL}")
        with transaction.atomic():
            jobs.later(chores.note, word="a")
        (heard,) = ear.notifies(timeout=5, stop_after=1)
    assert '"type": "job_inserted"' in heard.payload
    assert '"queues": ["now"]' in heard.payload
