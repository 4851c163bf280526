"""The papers are true: what they name exists."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import none_of

ROOT = Path(__file__).resolve().parent.parent
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FILE = re.compile(r"`((?:otklik|tests|bin|docs|bench|requirements|\.ci)/[\w./-]*)`")
NAME_IN_FILE = re.compile(r"`([\w.]+)(?:\(\))?` in `(otklik/[\w./]+\.py)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_the_files_that_a_paper_names_exist(paper):
    text = paper.read_text()
    none_of(file for file in FILE.findall(text) if not (ROOT / file).exists())
    none_of(link for link in LINK.findall(text) if not (paper.parent / link).exists())


def test_the_functions_that_the_tour_names_exist():
    tour = (ROOT / "docs" / "tour.md").read_text()
    mentions = NAME_IN_FILE.findall(" ".join(tour.split()))
    assert mentions
    none_of(f"{name} in {file}" for name, file in mentions if not _defines(ROOT / file, name))


def _defines(file, name):
    """Whether the file defines `name`, or the last part of `Class.method`."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    defined = {node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, kinds)}
    return set(name.split(".")) <= defined
