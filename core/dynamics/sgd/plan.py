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


def sgd_kernel_for(
    problem: Problem, step_size: float, steps: int, kernel: str = "auto"
) -> SgdKernel:
    """The kernel that `online_sgd` takes for a run.

    Raises:
        ParameterError: `kernel` is none of "auto", "direct", "grouped".
    """
    return plan(problem, step_size * steps, kernel)[0]


def plan(problem: Problem, longest: float, kernel: str) -> tuple[SgdKernel, Modes]:
    """The kernel for a run up to t = `longest`, and what it steps."""
    kernel = str(KERNEL.check(kernel))
    best: tuple[SgdKernel, Modes] | None = None
    if kernel != "grouped":
        modes = single_modes(problem)
        best = _described("direct", modes, 0), modes
    if kernel != "direct":
        modes, binned = grouped_modes(problem, longest)
        grouped = _described("grouped", modes, binned), modes
        if best is None or grouped[0].seconds_per_step < best[0].seconds_per_step:
            best = grouped
    assert best is not None
    return best


def _described(name: str, modes: Modes, binned: int) -> SgdKernel:
    groups = modes.rate.size
    small, large = modes.triples - modes.alone, groups - modes.triples
    time = STEP if name == "direct" else GROUPED_STEP
    time += MODE * modes.alone + SMALL_GROUP * small + GROUP * large
    return SgdKernel(name, int(modes.size.sum()), groups, binned, 1e-9 * time)
