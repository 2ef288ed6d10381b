"""Which kernel, and on what groups: chosen by the time a step takes."""

from __future__ import annotations

from dataclasses import dataclass

from core.dynamics.sgd.modes import Modes, grouped_modes, single_modes
from core.dynamics.sgd.parameters import KERNEL
from core.problem import Problem

# Nanoseconds on one core: of a step of either kernel, and in it of a mode, of a group of two or
# three modes and of a larger one, which draws a χ² number.
STEP, GROUPED_STEP, MODE, SMALL_GROUP, GROUP = 15.0, 90.0, 1.5, 5.0, 9.0


@dataclass(frozen=True)
class SgdKernel:
    """The choice between the two kernels of `online_sgd`.

    Attributes:
        name: "direct" or "grouped".
        dimension: d.
        groups: how many groups are stepped; d for the direct kernel.
        binned: how many modes share a group with modes of another eigenvalue; 0 where the collapse
            is exact in law.
        seconds_per_step: about how long a step takes.
    """

    name: str
    dimension: int
    groups: int
    binned: int
    seconds_per_step: float

    @property
    def sentence(self) -> str:
        """The choice in words."""
        if self.name == "direct":
            return (
                f"Direct: all {self.dimension:,} coordinates of a sample are drawn at every step."
            )
        law = "exact in law" if self.binned == 0 else f"{self.binned:,} of them in narrow bins"
        return f"Grouped: {self.dimension:,} modes are stepped as {self.groups:,} groups, {law}."


def sgd_kernel_for(problem: Problem, kernel: str = "auto") -> SgdKernel:
    """The kernel that `online_sgd` takes for a problem.

    Raises:
        ParameterError: `kernel` is none of "auto", "direct", "grouped".
    """
    return plan(problem, kernel)[0]


def plan(problem: Problem, kernel: str = "auto") -> tuple[SgdKernel, Modes]:
    """The kernel for a problem, and what it steps."""
    kernel = str(KERNEL.check(kernel))
    d = problem.dimension
    direct = SgdKernel("direct", d, d, 0, 1e-9 * (STEP + MODE * d))
    if kernel != "direct":
        modes, binned = grouped_modes(problem)
        grouped = _grouped(modes, binned)
        if kernel == "grouped" or grouped.seconds_per_step < direct.seconds_per_step:
            return grouped, modes
    return direct, single_modes(problem)


def _grouped(modes: Modes, binned: int) -> SgdKernel:
    groups = modes.rate.size
    small, large = modes.triples - modes.alone, groups - modes.triples
    time = GROUPED_STEP + MODE * modes.alone + SMALL_GROUP * small + GROUP * large
    return SgdKernel("grouped", int(modes.size.sum()), groups, binned, 1e-9 * time)
