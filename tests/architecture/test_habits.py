"""Time, signals, commits, HTTP, rows and events: one way to do each (FOUNDATIONS F6, F7, F8, F26; STYLE.md)."""

import ast
import re

from django.apps import apps

from otklik.kernel import events
from tests.architecture.source import SURFACES, dotted, modules, none_of

CLOCKS = {"timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "Now", "functions.Now"}
SQL_CLOCKS = re.compile(r"(?<![\w.`])(now\(\)|clock_timestamp\(\)|current_timestamp\b)", re.IGNORECASE)
SIGNALS = re.compile(r"(^|\.)signals(\.|$)|^django\.dispatch(\.|$)")
MAY_WAIT_FOR_COMMIT = ("live/", "kernel/jobs/", "kernel/jobs.py")
DOMAINS = ("people", "tickets", "channels", "notices")
HTTP = ("django.http", "django.shortcuts", "django.views", "django.urls")
WRITING = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}


def test_only_the_clock_knows_what_time_it_is():
    """F26."""
    for module in modules():
        if module.name == "kernel/clock.py":
            continue
        calls = [node for node in module.nodes(ast.Call) if dotted(node.func) in CLOCKS]
        autos = [node for node in module.nodes(ast.keyword) if node.arg in ("auto_now", "auto_now_add")]
        none_of(module.at(node) for node in calls + autos)


def test_sql_does_not_ask_for_the_time_either():
    """F26: time travel must reach it. Heartbeats of the job queue and a replica's lag are the machines' own."""
    none_of(
        f"{module.at(node)} {SQL_CLOCKS.search(node.value)[0]}"
        for module in modules()
        if not module.name.startswith(("kernel/jobs/", "kernel/replica.py"))
        for node in module.nodes(ast.Constant)
        if isinstance(node.value, str) and _is_sql(node.value) and SQL_CLOCKS.search(node.value)
    )


def _is_sql(text):
    return re.search(r"\b(SELECT|INSERT|UPDATE|DELETE|VALUES|WHERE)\b", text) is not None


def test_there_are_no_signals():
    """STYLE: wiring, not signals."""
    none_of(
        f"{module.at(node)} {name}" for module in modules() for node, name in module.imported() if SIGNALS.search(name)
    )


def test_only_live_and_jobs_wait_for_the_commit():
    """ARCHITECTURE: `on_commit` in two places only."""
    none_of(
        module.at(node)
        for module in modules()
        if not module.name.startswith(MAY_WAIT_FOR_COMMIT)
        for node in module.nodes(ast.Attribute, ast.alias)
        if getattr(node, "attr", getattr(node, "name", "")) == "on_commit"
    )


def test_domains_know_nothing_of_http():
    """ARCHITECTURE: domains never import HTTP; a middleware is the door's, wherever it lies."""
    none_of(
        f"{module.at(node)} {name}"
        for module in modules()
        if module.package in DOMAINS and module.path.stem != "middleware"
        for node, name in module.imported()
        if name.startswith(HTTP)
    )


def test_surfaces_change_nothing_by_themselves():
    """STYLE: verb, not poke."""
    none_of(
        f"{module.at(node)} .{node.func.attr}()"
        for module in modules()
        if module.package in SURFACES
        for node in module.nodes(ast.Call)
        if isinstance(node.func, ast.Attribute) and node.func.attr in WRITING and not _is_on_session(node.func)
    )


def _is_on_session(attribute):
    return "session" in dotted(attribute.value)


def test_surfaces_fetch_only_what_may_be_seen():
    """F8: where a model has `visible_to`, it is the only way in."""
    guarded = {model.__name__ for model in apps.get_models() if hasattr(model._default_manager, "visible_to")}
    none_of(
        f"{module.at(node)} {node.value.value.id}.objects.{node.attr}"
        for module in modules()
        if module.package in SURFACES
        for node in module.nodes(ast.Attribute)
        if node.attr != "visible_to"
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "objects"
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id in guarded
    )


def test_codes_are_declared_in_the_page_of_codes():
    """F7: once, in the package that owns the noun."""
    none_of(
        module.at(node)
        for module in modules()
        if module.path.stem != "codes"
        for node in module.nodes(ast.Call)
        if dotted(node.func) == "events.declare"
    )


def _recorded():
    """Every call of `record`, with the codes it may write; None where they cannot be read from the text."""
    for module in modules():
        for node in module.nodes(ast.Call):
            if dotted(node.func) in ("events.record", "record") and node.args:
                yield module.at(node), _codes(node.args[0])


def _codes(node):
    if isinstance(node, ast.IfExp):
        return [*(_codes(node.body) or ()), *(_codes(node.orelse) or ())]
    return [node.value] if isinstance(node, ast.Constant) else None


def test_what_is_recorded_is_declared():
    """F7."""
    none_of(f"{place} {code}" for place, codes in _recorded() for code in codes or () if code not in events.KINDS)


def test_what_is_declared_is_recorded():
    """A code that nothing writes is a promise that nobody keeps."""
    written = {
        node.value
        for module in modules()
        if module.path.stem != "codes" and module.name != "wiring.py"
        for node in module.nodes(ast.Constant)
        if isinstance(node.value, str)
    }
    none_of(events.KINDS.keys() - written)
