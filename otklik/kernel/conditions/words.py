"""Words with a meaning of their own, in three languages; as values they stand between quotation marks."""

from otklik.kernel.conditions.kinds import ME

OR = {"ru": "или", "uk": "або", "en": "or"}
NONE = {"ru": "нет", "uk": "немає", "en": "none"}
RESERVED = frozenset({*OR.values(), *NONE.values(), *ME.values()})
