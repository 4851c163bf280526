"""Articles: their sections, texts in each language, versions, and what readers thought of them."""

from otklik.knowledge.models.article import Article, ArticleAddress, ArticleImage, ArticleSource, Visibility
from otklik.knowledge.models.opinion import Opinion
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
    "Section",
    "Visibility",
]
