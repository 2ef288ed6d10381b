"""The exponents that theory claims, each for the setup of its runs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from core import theory
from core.parameters import Setup


@dataclass(frozen=True)
class Claim:
    """An exponent that follows from the setup.

    Attributes:
        label: what it is called in a list, plain text.
        formula: LaTeX without dollar signs.
        exponent: its value for a setup, NaN where there is none.
    """

    label: str
    formula: str
    exponent: Callable[[Setup], float]


def _sharp(setup: Setup) -> float:
    return theory.time_exponent(setup.decay, setup.teacher_decay, setup.preconditioner)


def _bound(setup: Setup) -> float:
    return theory.bound_time_exponent(setup.decay, setup.preconditioner)


def _loss(setup: Setup) -> float:
    return theory.convergence_exponent(setup.decay, setup.teacher_decay, setup.preconditioner)


def _tail(setup: Setup) -> float:
    """The slowest mode's rate falls as d^(−a′); with a teacher that decays fast it is none."""
    return setup.decay * (1 - setup.preconditioner) if setup.teacher_decay <= 1 else math.nan


# The formulas are those without a preconditioner; what its power p changes is in the numbers.
CLAIMS = {
    "sharp": Claim("T₂ in ε: the sharp law", r"-a/(a+b-1)", _sharp),
    "bound": Claim("T₂ in ε: the paper’s bound", r"-2a/(a-1)", _bound),
    "loss": Claim("loss, 1 − u in time: the sharp law", r"-(a+b-1)/a", _loss),
    "tail": Claim("tail in d: the slowest mode", "a", _tail),
}
