"""Words are not buttons (R2): telling thanks from a new question, in Russian, Ukrainian and English. Pure."""

import re

_THANKS = re.compile(
    r"\b(спасибо|спс|благодар\w+|дякую|дяки|спасибі|вдячн\w+|thanks|thank you|thx|cheers)\b|"
    r"\b(заработало|всё работает|все работает|помогло|получилось|запрацювало|"
    r"все працює|допомогло|it works|works now|solved)\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\?|\b(но|однако|не|нет|опять|снова|ещё|еще|только|але|ні|знову|but|not|still|again|however|another)\b",
    re.IGNORECASE,
)
_LONGEST = 16


def is_thanks(text: str) -> bool:
    """Whether a short message only thanks or confirms; anything doubtful is not thanks (a lost question costs more)."""
    words = text.split()
    return 0 < len(words) <= _LONGEST and bool(_THANKS.search(text)) and not _MORE.search(text)
