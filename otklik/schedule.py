"""What happens by itself: every periodic job, and every process that listens to the outside world."""

import os

PERIODIC: list[tuple[float | str, str]] = [
    (15, "kernel.jobs.failing.rescue"),
    (60, "channels.receiving.sweep"),
    (60, "channels.delivering.sweep"),
    (60, "channels.ledger.count"),
    (3600, "channels.ledger.recount"),
    ("17 3 * * *", "channels.email.showing.clean_again"),
    (3600, "kernel.sweeping.sweep"),
    (30, "live.jobs.forget_gone"),
    (600, "live.jobs.forget_said"),
    (10, "tickets.jobs.wake_due"),
    (5, "clocks.jobs.wake"),
    (20, "tickets.jobs.remind_due"),
    (600, "tickets.jobs.watch_silence"),
    (86400, "tickets.jobs.sweep_uploads"),
    (86400, "clocks.jobs.move_on"),
    (20, "routing.jobs.end_shifts"),
    (30, "routing.jobs.pass_late"),
    (3, "routing.jobs.distribute"),
    (30, "routing.jobs.mind"),
    (30, "routing.jobs.look"),
    (20, "routing.jobs.remind_overload"),
    (3600, "routing.jobs.learn"),
    (10, "knowledge.jobs.encode_older"),
    (86400, "knowledge.jobs.prepare"),
    (10, "notices.jobs.alert"),
    (10, "notices.jobs.say_waiting"),
    (10800, "knowledge.jobs.examine"),
    (86400, "knowledge.jobs.forget_unanswered"),
    (86400, "style.jobs.forget_outcomes"),
    (3600, "knowledge.jobs.forget_drafts"),
    (3600, "knowledge.jobs.mind_articles"),
    (600, "problems.jobs.lapse"),
    (3600, "problems.jobs.learn"),
    (3600, "wishes.jobs.review"),
    (15, "development.jobs.tend"),
    (60, "development.jobs.understand"),
    (86400, "development.jobs.forget_calls"),
    (60, "notices.jobs.mail_waiting"),
]
"""(seconds or a cron expression in UTC, name of the task)"""

RECEIVERS: dict[str, str] = {
    "mail": "otklik.channels.email.fetching:run",
}
if os.environ.get("OTKLIK_MAIL_IN"):
    RECEIVERS["mail-in"] = "otklik.channels.email.taking:run"
if os.environ.get("OTKLIK_DEMO_CARD"):
    RECEIVERS["demo-card"] = "otklik.demo.accounts:run"
"""name: "module:function". Each is a process of its own; the function runs until the event it gets is set."""
