"""Words that only some may ever read (F8). The stage has each in one secret field; the walk searches every output.

Add a line here, put the word into its field in `tests/stage.py`, and the walk does the rest: it fails when
the word reaches somebody who is not named, and when it reaches nobody at all, because then nothing was tested.
"""

from dataclasses import dataclass

DESK = frozenset({"trainee", "agent", "lead", "admin"})  # a developer sees only what is in development


@dataclass(frozen=True)
class Canary:
    """A unique word, where it lies, and the roles that may read it."""

    word: str
    lies_in: str
    seen_by: frozenset[str]


SUBJECT = Canary("canary-subject", "the subject of vera's request", DESK | {"customer"})
REPLY = Canary("canary-reply", "an answer to vera", DESK | {"customer"})
NOTE = Canary("canary-note", "an internal note", DESK)
NOTED_FILE = Canary("canary-noted-file", "the name of a file in an internal note", DESK)
LETTER = Canary("canary-letter", "a letter of vera as it was sent", DESK)
PRIVATE = Canary("canary-private", "a note among people of vera's company", frozenset({"customer"}))
FOREIGN = Canary("canary-foreign", "the subject of another company's request", DESK | {"neighbour"})
PERSON = Canary("canary-person", "what staff noted of vera", DESK | {"developer"})
CONDUCT = Canary("canary-conduct", "a note of how vera behaves", frozenset({"agent", "lead", "admin"}))
DRAFT = Canary("canary-draft", "what anna has not sent yet", frozenset({"agent"}))
REMINDER = Canary("canary-reminder", "what anna reminds herself of", frozenset({"agent"}))
VIEW = Canary("canary-view", "the name of a view that anna keeps for herself", frozenset({"agent"}))
INTERNAL_ARTICLE = Canary("canary-internal-article", "an article for staff only", DESK | {"developer"})
ARTICLE_DRAFT = Canary(
    "canary-article-draft", "what is not published of an article", frozenset({"agent", "lead", "admin"})
)
COMPANY_ARTICLE = Canary("canary-company-article", "an article for vera's company", DESK | {"developer", "customer"})
INTERNAL_LESSON = Canary("canary-internal-lesson", "a lesson for staff only", DESK | {"developer"})
READY_ANSWER = Canary("canary-ready-answer", "a ready answer that anna keeps for herself", frozenset({"agent"}))
ARTICLES = (INTERNAL_ARTICLE, ARTICLE_DRAFT, COMPANY_ARTICLE, INTERNAL_LESSON, READY_ANSWER)
_OPEN = frozenset({"agent", "lead", "admin"})
SECRET = Canary("canary-secret", "what vera put into a protected field", _OPEN)
PASTED = Canary("canary-pasted-4812", "a password that anna pasted into a note", _OPEN)
PASSWORD = Canary("canary-password", "a password of a mailbox", frozenset())

CANARIES = (
    SUBJECT,
    REPLY,
    NOTE,
    NOTED_FILE,
    LETTER,
    PRIVATE,
    FOREIGN,
    PERSON,
    CONDUCT,
    DRAFT,
    REMINDER,
    VIEW,
    PASSWORD,
    SECRET,
    PASTED,
    *ARTICLES,
)
