"""Articles with their sections, texts and versions, what readers thought of them; lessons; ready answers; vectors."""

from otklik.knowledge.models.article import Article, ArticleAddress, ArticleImage, ArticleSource, Visibility
from otklik.knowledge.models.drafted import Drafted
from otklik.knowledge.models.lesson import Lesson, LessonStep, StepDone
from otklik.knowledge.models.opinion import Opinion
from otklik.knowledge.models.ready import (
    ReadyAnswer,
    ReadyAnswerFile,
    ReadyAnswerText,
    ReadyAnswerUse,
    Sharing,
)
from otklik.knowledge.models.section import Section
from otklik.knowledge.models.text import ArticleText, ArticleVersion
from otklik.knowledge.models.use import ArticleUse, Trust, Unanswered
from otklik.knowledge.models.vector import Encoding, Kind, TextVector

__all__ = [
    "Article",
    "ArticleAddress",
    "ArticleImage",
    "ArticleSource",
    "ArticleText",
    "ArticleUse",
    "ArticleVersion",
    "Drafted",
    "Encoding",
    "Kind",
    "Lesson",
    "LessonStep",
    "Opinion",
    "ReadyAnswer",
    "ReadyAnswerFile",
    "ReadyAnswerText",
    "ReadyAnswerUse",
    "Section",
    "Sharing",
    "StepDone",
    "TextVector",
    "Trust",
    "Unanswered",
    "Visibility",
]
