"""What the text is made of: steps of Markdown, with the function, the test and the numbers."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ui.theory_text.present import Present

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Step:
    """One step of the derivation.

    Attributes:
        text: Markdown with KaTeX.
        computed_by: the functions that compute it, as "core.theory.escape_rate".
        checked_by: the tests that check it, as "tests/core/test_problem.py::test_name".
        numbers: its numbers in the present run, in the Markdown of `ui.text.typeset`.
    """

    text: str
    computed_by: tuple[str, ...] = ()
    checked_by: tuple[str, ...] = ()
    numbers: Callable[[Present], str] | None = None


@dataclass(frozen=True)
class Section:
    """Steps under a title; `key` is the anchor."""

    key: str
    title: str
    steps: tuple[Step, ...]


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


@cache
def file_of(name: str) -> str:
    """The file that defines a function, from the project's root."""
    source = inspect.getsourcefile(inspect.unwrap(target(name)))
    return "" if source is None else Path(source).resolve().relative_to(_ROOT).as_posix()


@cache
def markdown(step: Step) -> str:
    """The text of a step, with small print that names its functions and tests."""
    notes = []
    if step.computed_by:
        names = ", ".join(
            f"`{name.rpartition('.')[2]}` in `{file_of(name)}`" for name in step.computed_by
        )
        notes.append(f"Computed by {names}.")
    if step.checked_by:
        tests = ", ".join(
            f"`{test}` in `{path}`"
            for path, _, test in (t.partition("::") for t in step.checked_by)
        )
        notes.append(f"Checked by {tests}.")
    small = f"\n\n:small[{' '.join(notes)}]" if notes else ""
    return f"{step.text.strip()}{small}"
