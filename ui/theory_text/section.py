"""What the text is made of: sections of steps, each with its functions, its tests, its numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from ui.theory_text.present import Present


@dataclass(frozen=True)
class Step:
    """One step of the derivation.

    Attributes:
        text: Markdown with KaTeX.
        computed_by: the functions that compute it, as "core.theory.escape_rate".
        checked_by: the tests that check it, as "tests/core/test_problem.py::test_name".
        numbers: its numbers in the present run, in the Markdown of `ui.text.typeset`; '' for none.
    """

    text: str
    computed_by: tuple[str, ...] = ()
    checked_by: tuple[str, ...] = ()
    numbers: Callable[[Present], str] | None = None


@dataclass(frozen=True)
class Section:
    """Steps under a title; `key` is the anchor.

    The text of all steps is one element of the page, and so are their numbers: every element of its
    own is sent and drawn again ten times a second while a slider is dragged.
    """

    key: str
    title: str
    steps: tuple[Step, ...]

    @cached_property
    def text(self) -> str:
        """The text of the steps, Markdown with KaTeX."""
        return "\n\n".join(step.text.strip() for step in self.steps)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The functions and then the tests that the steps name, each once."""
        functions = [name for step in self.steps for name in step.computed_by]
        tests = [name for step in self.steps for name in step.checked_by]
        return tuple(dict.fromkeys(functions + tests))

    @property
    def has_numbers(self) -> bool:
        """Whether some of it is about the present run."""
        return any(step.numbers is not None for step in self.steps)

    def numbers(self, now: Present) -> list[str]:
        """What there is to say of the present run, in the Markdown of `ui.text.typeset`."""
        said = (step.numbers(now) for step in self.steps if step.numbers is not None)
        return [text for text in said if text]
