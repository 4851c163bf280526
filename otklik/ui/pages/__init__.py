"""Pages of errors: static files in three languages that need no context, no database and no template engine (F4).

`<language>/<name>.html` for those whose language is known; `<status>.html` in all three for the door that knows nobody.
`python -m otklik.ui.pages.making` writes them again after their words were changed.
"""

from functools import cache
from pathlib import Path

PLACE = Path(__file__).resolve().parent


@cache
def page(name: str, language: str) -> bytes:
    """The page `name`: a status, or "csrf". Raises FileNotFoundError for a name that nobody wrote."""
    return (PLACE / language / f"{name}.html").read_bytes()
