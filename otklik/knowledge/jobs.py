"""What knowledge does by itself; `otklik.schedule` and `otklik.wiring` say when."""

from otklik.kernel import jobs
from otklik.kernel.models import Event
from otklik.knowledge import drafting, embedding, minding, missing, suggesting, vectors


@jobs.task(queue="soon")
def encode_ticket(event_id: int) -> None:
    """A request is new, or is called otherwise, or was merged."""
    embedding.follow_ticket(Event.objects.get(pk=event_id).ticket_id or 0)


@jobs.task(queue="soon")
def fill_category(event_id: int) -> None:
    """A request is new: say what it is about, if that is certain enough."""
    suggesting.fill_category(Event.objects.get(pk=event_id).ticket_id or 0)


@jobs.task(queue="soon")
def encode_article(event_id: int) -> None:
    """An article was published, withdrawn or archived."""
    embedding.follow_article(Event.objects.get(pk=event_id).noun_id)


@jobs.task(queue="soon")
def encode_answer(event_id: int) -> None:
    """A ready answer was made or changed."""
    embedding.follow_answer(Event.objects.get(pk=event_id).noun_id)


@jobs.task(queue="bulk")
def encode_older() -> None:
    """Go on through older texts after the encoder has changed."""
    embedding.advance()


@jobs.task(queue="bulk")
def prepare() -> None:
    """Look whether the server has pgvector now."""
    vectors.prepare()


@jobs.task(queue="bulk")
def examine() -> None:
    """Learn categories anew, and measure how far suggestions can be trusted."""
    suggesting.examine()


@jobs.task(queue="bulk")
def forget_unanswered() -> None:
    """Forget what nobody looked for in a long time."""
    missing.forget()


@jobs.task(queue="soon", attempts=2)
def write_draft(draft_id: int) -> None:
    """Somebody waits for a draft of a reply."""
    drafting.write(draft_id)


@jobs.task(queue="bulk")
def mind_articles() -> None:
    """Tell of articles that should be looked at again."""
    minding.mind()


@jobs.task(queue="bulk")
def forget_drafts() -> None:
    """Forget drafts that were asked for yesterday."""
    drafting.forget()
