"""What people wrote to «Причал», a hosting company with tills and mail, and what became of it."""

from otklik.demo.stories import closed, fresh, many, waiting, working
from otklik.demo.story import Story


def everything() -> list[Story]:
    """All stories, in no order."""
    return [*fresh.STORIES, *working.STORIES, *waiting.STORIES, *closed.STORIES, *many.stories()]
