"""Data in several languages: jsonb {ru, uk, en} that shows itself to each reader in theirs (F18)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation

from otklik.kernel.text import clean_line


class Translated(dict[str, str]):
    """Texts by language; as a string, the one for the present reader."""

    @classmethod
    def of(cls, value: Mapping[str, str] | str) -> Translated:
        """Cleaned and checked: known languages only, no empty texts; a plain string is in the company's language.

        Raises ValueError when nothing is left.
        """
        texts = {settings.LANGUAGE_CODE: value} if isinstance(value, str) else value
        if not isinstance(texts, Mapping) or texts.keys() - dict(settings.LANGUAGES).keys():
            raise ValueError("unknown language")
        if not all(isinstance(text, str) for text in texts.values()):
            raise ValueError("not a text")
        kept = cls((language, clean_line(text)) for language, text in texts.items() if clean_line(text))
        if not kept:
            raise ValueError("no text in any language")
        return kept

    def to(self, language: str | None) -> str:
        """For a reader of `language`; else in the company's language; else in any."""
        for known in (language, settings.LANGUAGE_CODE):
            if known and (text := self.get(known)):
                return text
        return next(iter(self.values()), "")

    def __str__(self) -> str:
        return self.to(translation.get_language())


class TranslatedField(models.JSONField):
    """A column of texts by language; reads as Translated, accepts a mapping or a plain string."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """As Translated."""
        read = super().from_db_value(value, expression, connection)
        return Translated(read) if isinstance(read, dict) else read

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Whatever was assigned becomes Translated, or raises ValueError; an empty default stays empty."""
        value = getattr(model_instance, self.attname)
        if value:
            value = Translated.of(value)
            setattr(model_instance, self.attname, value)
        return value
