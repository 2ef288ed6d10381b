"""The source of a function or a test that the text names, as it is on this server."""

from __future__ import annotations

import ast
import importlib
import inspect
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Source:
    """Where something is defined, and its text.

    Attributes:
        name: the function's or the test's own name.
        path: the file, from the project's root.
        line: where it begins in that file, from 1; 0 where the file is not on this server.
        text: its source; '' where the file is not on this server.
    """

    name: str
    path: str
    line: int
    text: str


def is_test(name: str) -> bool:
    """Whether a name is that of a test, as "tests/core/test_problem.py::test_name"."""
    return "::" in name


@cache
def source_of(name: str) -> Source:
    """The source behind a name, "core.theory.escape_rate" or that of a test.

    Raises:
        AttributeError: there is no function of that name.
        ModuleNotFoundError: there is no such module.
        ValueError: there is no such test in its file.
    """
    return _test(name) if is_test(name) else _function(name)


def target(name: str) -> Any:
    """What a dotted name stands for.

    Raises:
        AttributeError: there is nothing of that name.
        ModuleNotFoundError: there is no such module.
    """
    module, _, rest = name.rpartition(".")
    try:
        owner = importlib.import_module(module)
    except ModuleNotFoundError:
        owner = target(module)
    return getattr(owner, rest)


def _function(name: str) -> Source:
    found = inspect.unwrap(target(name))
    lines, first = inspect.getsourcelines(found)
    path = Path(inspect.getfile(found)).resolve().relative_to(_ROOT).as_posix()
    return Source(name.rpartition(".")[2], path, first, inspect.cleandoc("".join(lines)))


def _test(name: str) -> Source:
    path, _, function = name.partition("::")
    try:
        text = (_ROOT / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        # An installation need not have the tests.
        return Source(function, path, 0, "")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            lines = text.splitlines()[first - 1 : node.end_lineno]
            return Source(function, path, first, "\n".join(lines))
    raise ValueError(f"There is no test {function} in {path}.")
