"""What the walk puts into addresses of style."""

from collections.abc import Callable

Value = Callable[[], object]

BY_ADDRESS: dict[str, dict[str, Value]] = {
    "desk:style-verdict": {"rule": lambda: "promise"},
    "manage:my_style": {"rule": lambda: "promise"},
}
FORMS: dict[str, dict[str, Value]] = {
    "desk:style": {"mode": lambda: "reply", "body": lambda: "Вера, скоро исправим"},
    "desk:style-verdict": {"verdict": lambda: "wrong"},
}
