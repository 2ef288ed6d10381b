"""What a page gives to take along: files of its numbers, and a script that makes them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from ui.compute import Solution
from ui.sharing.code import as_code
from ui.sharing.export import curves_csv, exponents_csv

CSV = "text/csv"


@dataclass(frozen=True)
class File:
    """A file that is made when it is asked for.

    Attributes:
        label: what its button says.
        ending: what follows the stem of its name: "-curves.csv".
        kind: its media type.
        content: makes it; it must not ask anything of Streamlit.
    """

    label: str
    ending: str
    kind: str
    content: Callable[[], str]


@dataclass(frozen=True)
class Files:
    """The numbers of a page as files, and the script that makes them again."""

    data: Sequence[File]
    script: Callable[[], str]


def files_of_run(solution: Solution) -> Files:
    """Curves, exponents and script of one run."""
    run, laws = solution.run, solution.laws
    return Files(
        (
            File("Curves (CSV)", "-curves.csv", CSV, partial(curves_csv, run, laws)),
            File("Exponents (CSV)", "-exponents.csv", CSV, partial(exponents_csv, run)),
        ),
        partial(as_code, run.setup),
    )
