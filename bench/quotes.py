"""How well quotes are found: `python bench/quotes.py cases.json` prints the share of exact answers and each miss.

A case is {"id", "kind": "text" | "html", "body"} with "want" (the exact words) or with "keep" and "drop" (pieces).
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from otklik.channels.email.lines import to_text
from otklik.channels.email.quotes import fold, strip_reply


def is_right(case: dict, shown: str) -> bool:
    if "want" in case:
        return shown.split() == case["want"].split()
    return all(piece in shown for piece in case["keep"]) and not any(piece in shown for piece in case["drop"])


def main(path: str) -> None:
    cases = json.loads(Path(path).read_text())
    missed = 0
    for case in cases:
        text, html = (case["body"], "") if case["kind"] == "text" else ("", case["body"])
        shown = strip_reply(text, html)
        folded = to_text(fold(html)[0]) if html else shown
        if not is_right(case, shown) or not is_right(case, folded):
            missed += 1
            print(f"--- {case['id']}\n{shown}\n-- folded\n{folded}")
    print(f"{len(cases) - missed} of {len(cases)} exact")


if __name__ == "__main__":
    main(sys.argv[1])
