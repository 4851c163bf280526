"""How much more a page costs in a longer history: `bin/bench growth small.txt large.txt`.

Both are what `bin/bench pages` printed, of a small history and of a large one, on the same machine one after the other.
`cpu` is the application's, `all` with the time in the database; more than 1.3 is marked (2 for the common word).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

MOST, OF_COMMON, BUFFERS = 1.3, 2.0, 2000


def told(path: Path) -> dict[str, Any]:
    """The line of JSON that a benchmark ended with."""
    lines = [line for line in path.read_text().splitlines() if line.startswith("{")]
    return dict(json.loads(lines[-1]))


def kind(name: str) -> str:
    """The name of a page without the size of what was chosen for it."""
    return name.partition(" (")[0]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench growth", description=__doc__)
    parser.add_argument("small", type=Path)
    parser.add_argument("large", type=Path)
    asked = parser.parse_args()
    small, large = told(asked.small), told(asked.large)
    before = {kind(name): cost for name, cost in small["pages"].items()}
    print(f"{small['tickets']} → {large['tickets']} requests")
    print(f"{'page':32}{'cpu ms':>9}{'db ms':>9}{'cpu ×':>8}{'all ×':>8}{'queries':>9}{'buffers':>9}")
    grown = {}
    for name, cost in large["pages"].items():
        was, label = before[kind(name)], kind(name)
        cpu = cost["cpu"] / was["cpu"]
        every = (cost["cpu"] + cost["db"]) / (was["cpu"] + was["db"])
        mark = " *" if every > (OF_COMMON if "common" in name else MOST) else ""
        mark += " b" if cost["buffers"] > BUFFERS else ""
        figures = f"{cost['cpu']:9.1f}{cost['db']:9.1f}{cpu:8.2f}{every:8.2f}"
        print(f"{label:32}{figures}{cost['queries']:9}{cost['buffers']:9}{mark}")
        grown[label] = {"cpu": round(cpu, 2), "all": round(every, 2), "buffers": cost["buffers"]}
    print(json.dumps({"bench": "growth", "from": small["tickets"], "to": large["tickets"], "pages": grown}))


if __name__ == "__main__":
    main()
