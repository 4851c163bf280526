"""Articles with their sections, texts and versions, what readers thought of them; ready answers."""

from otklik.knowledge.models.article import Article, ArticleAddress, ArticleImage, ArticleSource, Visibility
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

__all__ = [
    "Article",
    "ArticleAddress",
    "ArticleImage",
    "ArticleSource",
    "ArticleText",
    "ArticleVersion",
    "Opinion",
    "ReadyAnswer",
    "ReadyAnswerFile",
    "ReadyAnswerText",
    "ReadyAnswerUse",
    "Section",
    "Sharing",
    "Visibility",
]
