"""Which parts of a run's picture are shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Parts:
    """What is shown of a run; the axes and the run's start always are.

    Attributes:
        curves: the run's own curves.
        others: what lies behind and on them: pinned runs, spread, cursor.
        phases: the phases that are shaded and named, some of "I", "II", "III".
        laws: the dashed laws.
        exponents: the table of exponents, which is no part of the figure.
    """

    curves: bool = True
    others: bool = True
    phases: tuple[str, ...] = ("I", "II", "III")
    laws: bool = True
    exponents: bool = True


EVERYTHING = Parts()
