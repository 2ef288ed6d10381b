"""The exponents that theory claims, each for the setup of its runs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from core import theory
from core.parameters import FREE, Setup


@dataclass(frozen=True)
class Claim:
    """An exponent that follows from the setup.

    Attributes:
        label: what it is called in a list, plain text.
        plain: LaTeX without dollar signs, without a preconditioner.
        preconditioned: the same with its power p; "" where theory does not speak of one.
        exponent: its value for a setup of a free student, NaN where there is none.
    """

    label: str
    plain: str
    preconditioned: str
    exponent: Callable[[Setup], float]

    def formula(self, *, preconditioned: bool) -> str:
        """LaTeX without dollar signs."""
        return (preconditioned and self.preconditioned) or self.plain

    def value(self, setup: Setup, vary: str) -> float:
        """The exponent for a group of runs, NaN where there is none: with a fixed norm no law
        holds to the end, and what varies along the axis cannot stand in an exponent of it."""
        if setup.student != FREE or vary in _IN_FORMULAS:
            return math.nan
        return self.exponent(setup)


def _sharp(setup: Setup) -> float:
    return theory.time_exponent(setup.decay, setup.teacher_decay, setup.preconditioner)


def _bound(setup: Setup) -> float:
    return theory.bound_time_exponent(setup.decay, setup.preconditioner)


def _loss(setup: Setup) -> float:
    return theory.convergence_exponent(setup.decay, setup.teacher_decay, setup.preconditioner)


def _tail(setup: Setup) -> float:
    """The slowest mode's rate falls as d^(−a′); with a teacher that decays fast it is none."""
    return setup.decay * (1 - setup.preconditioner) if setup.teacher_decay <= 1 else math.nan


# What an exponent depends on.
_IN_FORMULAS = ("decay", "teacher_decay", "preconditioner")
CLAIMS = {
    "sharp": Claim("T₂ in ε: the sharp law", r"-a/(a+b-1)", r"-a(1-p)/(a+b-1)", _sharp),
    "bound": Claim("T₂ in ε: the paper’s bound", r"-2a/(a-1)", "", _bound),
    "loss": Claim("loss, 1 − u in time: the sharp law", r"-(a+b-1)/a", r"-(a+b-1)/(a(1-p))", _loss),
    "tail": Claim("tail in d: the slowest mode", "a", "a(1-p)", _tail),
}
