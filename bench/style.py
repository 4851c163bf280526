"""How well the style guard tells good replies from bad ones, and how fast: `python bench/style.py`.

The replies are our own (bench/data/style.tsv: language, rules that should speak or "-", what is known, text), in two
halves by a hash of their words: lists and other choices were made while looking at the first half and at the examples
of otklik/style/data alone; the second is what they are worth. A hint is false where the reply is not marked with its
rule.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from otklik.style.checking import CHECKS, check
from otklik.style.hints import Situation

DATA = Path(__file__).parent / "data/style.tsv"
NAMES = {"ru": ("Вера", "Вера Павловна Соколова"), "uk": ("Віра", "Віра Соколова"), "en": ("Vera", "Vera Sokolova")}
UNTIL = {"ru": "сегодня в 15:00", "uk": "сьогодні о 15:00", "en": "today at 15:00"}
TONES = ("informal", "official")


def replies() -> list[tuple[frozenset[str], Situation, str]]:
    """Each with the rules that it breaks and its situation."""
    found = []
    for line in DATA.read_text("utf-8").splitlines():
        language, rules, known, text = line.split("\t")
        broken = frozenset() if rules == "-" else frozenset(rules.split(","))
        found.append((broken, _situation(language, known), text.replace("\\n", "\n")))
    return found


def half(text: str) -> int:
    """0: looked at while choosing; 1: held out."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2


def main() -> None:
    """A table of rules and one line of JSON."""
    every = replies()
    print(f"{sum(not broken for broken, _s, _t in every)} good, {sum(bool(broken) for broken, _s, _t in every)} bad")
    totals = {title: _measure([one for one in every if which in (2, half(one[2]))]) for title, which in HALVES.items()}
    print(f"{'rule':14}" + "".join(f"{title:>26}" for title in HALVES))
    for rule in (*CHECKS, "all"):
        print(f"{rule:14}" + "".join(f"{_shown(totals[title][rule]):>26}" for title in HALVES))
    alarms = {title: _false_alarms(every, which) for title, which in HALVES.items()}
    print(f"good replies with a hint: {alarms}")
    print(json.dumps({"style": totals["held out"]["all"], "false_alarms": alarms, "ms": _speed(every)}))
    if "--wrong" in sys.argv:
        _explain([one for one in every if half(one[2]) == 0])


HALVES = {"chosen on": 0, "held out": 1, "together": 2}


def _measure(known: list[tuple[frozenset[str], Situation, str]]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {rule: Counter() for rule in (*CHECKS, "all")}
    for broken, situation, text in known:
        found = {hint.rule for hint in check(text, situation)}
        for rule in found | broken:
            kind = "right" if rule in found & broken else "false" if rule in found else "missed"
            counts[rule][kind] += 1
            counts["all"][kind] += 1
    return {rule: {kind: one[kind] for kind in ("right", "false", "missed")} for rule, one in counts.items()}


def _false_alarms(known: list[tuple[frozenset[str], Situation, str]], which: int) -> int:
    """Good replies of a half (2: of both) of which some rule speaks."""
    return sum(not broken and which in (2, half(text)) and bool(check(text, its)) for broken, its, text in known)


def _shown(one: dict[str, int]) -> str:
    right, false, missed = one["right"], one["false"], one["missed"]
    if not right + false + missed:
        return "–"
    precision = f"{right / (right + false):.2f}" if right + false else "–"
    recall = f"{right / (right + missed):.2f}" if right + missed else "–"
    return f"P {precision} R {recall} ({right}/{false}/{missed})"


def _speed(every: list[tuple[frozenset[str], Situation, str]]) -> dict[str, float]:
    """Milliseconds of this thread: of one reply as they are, and of one of 4,000 characters."""
    long = "\n".join(text for _b, situation, text in every if situation.language == "ru")[:4000]
    known = next(situation for _b, situation, _t in every)
    begun = time.thread_time()
    for _broken, situation, text in every:
        check(text, situation)
    usual = (time.thread_time() - begun) / len(every)
    begun = time.thread_time()
    for _time in range(20):
        check(long, known)
    return {"reply": round(usual * 1000, 2), "of_4000_characters": round((time.thread_time() - begun) / 20 * 1000, 2)}


def _situation(language: str, known: str) -> Situation:
    name, full = NAMES[language]
    facts = {"language": language, "name": name, "names": (full,), "until": UNTIL[language]}
    key, _sign, value = known.partition("=")
    match key:
        case "files":
            facts["has_files"] = True
        case "first":
            facts["is_first"] = True
        case "many":
            facts["is_to_many"] = True
        case "asked":
            facts["asked"] = value
        case "notes" | "systems":
            facts[key] = (value,)
        case _ if key in TONES:
            facts["tone"] = key
    return Situation(**facts)  # type: ignore[arg-type]  # names of its own fields


def _explain(known: list[tuple[frozenset[str], Situation, str]]) -> None:
    """What went wrong in the half that may be looked at."""
    for broken, situation, text in known:
        hints = check(text, situation)
        if {hint.rule for hint in hints} != broken:
            print(sorted(broken), [(hint.rule, hint.words) for hint in hints], repr(text))


if __name__ == "__main__":
    main()
