"""Which of our languages a text is written in (A11)."""

import re

UKRAINIAN = re.compile(r"[іїєґ]", re.IGNORECASE)
RUSSIAN = re.compile(r"[ыэъё]", re.IGNORECASE)
CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)
LATIN = re.compile(r"[a-z]", re.IGNORECASE)
SAMPLE = 4000


def detect(text: str) -> str:
    """ru, uk or en; empty if the text is too short to tell."""
    text = text[:SAMPLE]
    cyrillic, latin = len(CYRILLIC.findall(text)), len(LATIN.findall(text))
    if cyrillic + latin < 3:
        return ""
    if cyrillic * 2 < latin:
        return "en"
    return "uk" if len(UKRAINIAN.findall(text)) > len(RUSSIAN.findall(text)) else "ru"
