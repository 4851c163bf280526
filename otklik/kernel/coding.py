"""Codes of rows that people name: short, lower-case Latin, unique, and never changed by a new name."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, count
from typing import Any

from django.db import models
from django.utils.text import slugify

_LATIN = """
    а=a б=b в=v г=g ґ=g д=d е=e ё=e є=ie ж=zh з=z и=i і=i ї=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh
    ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=iu я=ia
"""
_LETTERS = str.maketrans(dict(pair.split("=") for pair in _LATIN.split()))


def code(model: type[models.Model], name: Mapping[str, str], *, longest: int = 30, **among: Any) -> str:
    """A free code for a row of this name, `among` the rows that share a name space."""
    text = name.get("en") or next(iter(name.values()), "")
    base = latin(text)[: longest - 4].strip("-") or model._meta.model_name or "row"
    taken = set(model._default_manager.filter(**among, code__startswith=base).values_list("code", flat=True))
    return next(one for one in chain([base], (f"{base}-{number}" for number in count(2))) if one not in taken)


def latin(text: str) -> str:
    """The text as part of an address: lower-case Latin, words joined with hyphens; may be empty."""
    return slugify(text.lower().translate(_LETTERS))
