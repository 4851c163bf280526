"""Size and names (STYLE.md)."""

import ast
import re

from tests.architecture.source import dotted, modules, none_of

LONGEST_FUNCTION, LONGEST_FILE = 40, 350
VAGUE = re.compile(
    r"(?:^|_|(?<=[a-z]))(Service|Manager|Helper|Util|Utils|Handler|Processor)(?=[A-Z_]|$)", re.IGNORECASE
)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b|\bNotImplementedError\b")


def test_a_function_fits_on_a_screen():
    none_of(
        f"{module.at(node)} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for module in modules()
        for node in module.nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    )


def test_a_file_is_one_subject_long():
    none_of(
        f"{module.name}: {lines} lines" for module in modules() if (lines := module.text.count("\n")) > LONGEST_FILE
    )


def test_a_class_or_module_is_named_by_what_it_is():
    none_of(
        [f"{module.name}: a vague name" for module in modules() if _is_vague(module.path.stem)]
        + [
            f"{module.at(node)} {node.name}: a vague name"
            for module in modules()
            for node in module.nodes(ast.ClassDef)
            if (vague := VAGUE.search(node.name)) and not _is_a_framework_kind(node, vague[1])
        ]
    )


def _is_vague(stem):
    return VAGUE.search(stem.title().replace("_", ""))


def _is_a_framework_kind(node, word):
    """`PersonManager(models.Manager)` is Django's word, not ours."""
    return any(dotted(base).endswith(word) for base in node.bases)


def test_nothing_is_left_for_later():
    none_of(
        f"{module.name}:{number} {line.strip()}"
        for module in modules()
        for number, line in enumerate(module.text.splitlines(), 1)
        if UNFINISHED.search(line)
    )
