"""The code as text and as trees, read once."""

import ast
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "otklik"
SURFACES = ("desk", "portal", "manage", "signin", "api", "widget")


@dataclass(frozen=True)
class Module:
    """One Python file of the product."""

    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        """From the package on: `kernel/clock.py`."""
        return self.path.relative_to(CODE).as_posix()

    @property
    def package(self) -> str:
        return self.path.relative_to(CODE).parts[0]

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    def at(self, node: ast.AST) -> str:
        """Where to look: `kernel/clock.py:14`."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"

    def imported(self) -> Iterator[tuple[ast.AST, str]]:
        """Every dotted name that the module imports."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


@lru_cache(maxsize=1)
def modules() -> tuple[Module, ...]:
    """All modules of the product but migrations, which are made by a machine."""
    return tuple(Module(path) for path in sorted(CODE.rglob("*.py")) if "migrations" not in path.parts)


@lru_cache(maxsize=1)
def floors() -> dict[str, int]:
    """How high each package stands, from the list that import-linter reads: kernel is 0."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["name"] == "Floors")
    return {package.strip(): height for height, layer in enumerate(reversed(layers)) for package in layer.split("|")}


def dotted(node: ast.AST) -> str:
    """`a.b.c` of an expression made of names, else an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value)):
        return f"{owner}.{node.attr}"
    return ""


def none_of(problems: Iterable[str]) -> None:
    """Fail with the whole list, one problem a line."""
    if found := sorted(problems):
        pytest.fail("\n".join(found), pytrace=False)
