"""How names shorten."""


def initials(name: str) -> str:
    """Two letters for an avatar."""
    words = [word for word in name.replace("«", " ").replace("»", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"
