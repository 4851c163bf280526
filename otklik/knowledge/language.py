"""The language of a text: the detector itself lies below the channels, which need it too."""

from otklik.kernel.languages import detect

__all__ = ["detect"]
