"""Everything that is locked may be carried by AGPL-3.0-or-later (F30)."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

LOCKED = sorted(
    set(re.findall(r"^([\w.-]+)==", (Path(__file__).parent.parent / "requirements/dev.txt").read_text(), re.M))
)
ALLOWED = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|MPL|LGPL|GPL-3|GPLv3|PSF|Python Software|ISC|Mozilla|CC0|Unlicense)\b", re.IGNORECASE
)


@pytest.mark.parametrize("package", LOCKED)
def test_a_locked_package_has_a_licence_that_we_may_carry(package):
    try:
        known = metadata(package)
    except PackageNotFoundError:
        return  # locked for another system or another Python
    classifiers = [words for words in known.get_all("Classifier", []) if words.startswith("License")]
    said = " ".join([known["License-Expression"] or "", (known["License"] or "")[:80], *classifiers])
    assert ALLOWED.search(said), said
